//! Faults by hook and by rule, and what the journal says of them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use std::sync::Arc;

use cutover_emulator::{
    CallInfo, Fault, FaultRule, Faults, Injury, Limits, Phase, Server, Trigger, Verdict,
};
use serde_json::json;
use support::{START_MS, TRUST, iam, json, sqs, try_json, virtual_server};

fn rule(operation: &str, trigger: Trigger, injury: Injury) -> FaultRule {
    FaultRule { service: None, operation: Some(operation.to_owned()), trigger, injury }
}

async fn create(server: &Server, name: &str) -> Result<support::Answer, String> {
    try_json(server, "AmazonSQS.CreateQueue", json!({"QueueName": name})).await
}

async fn names(server: &Server) -> usize {
    let answer = sqs(server, "ListQueues", json!({})).await;
    answer["QueueUrls"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_reset_before_has_no_effect_and_a_reset_after_has() {
    let server = virtual_server().await;
    server.set_faults(Faults::new(
        1,
        vec![rule("CreateQueue", Trigger::Nth(1), Injury::ResetBefore)],
    ));
    assert!(create(&server, "a").await.is_err());
    assert_eq!(names(&server).await, 0);
    server
        .set_faults(Faults::new(1, vec![rule("CreateQueue", Trigger::Nth(1), Injury::ResetAfter)]));
    assert!(create(&server, "a").await.is_err());
    assert_eq!(names(&server).await, 1);
    assert_eq!(create(&server, "b").await.unwrap().status, 200);
    let journal = server.journal();
    let resets = journal.iter().filter(|exchange| exchange.status == 0).count();
    assert_eq!((resets, journal.len()), (2, 5));
}

#[tokio::test]
async fn a_throttle_has_the_services_own_code() {
    let server = virtual_server().await;
    server.set_faults(Faults::new(
        1,
        vec![FaultRule {
            service: None,
            operation: None,
            trigger: Trigger::Always,
            injury: Injury::Throttle,
        }],
    ));
    assert!(
        create(&server, "a").await.unwrap().json()["__type"]
            .as_str()
            .unwrap()
            .ends_with("#RequestThrottled")
    );
    let answer =
        iam(&server, "CreateRole", &[("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)]).await;
    assert_eq!((answer.status, answer.element("Code")), (400, "Throttling"));
    server.set_faults(Faults::default());
    assert_eq!(create(&server, "a").await.unwrap().status, 200);
}

#[tokio::test]
async fn a_failure_after_the_effect_is_a_500_with_the_effect() {
    let server = virtual_server().await;
    server.set_faults(Faults::new(
        1,
        vec![rule("CreateQueue", Trigger::First(1), Injury::ServerErrorAfter)],
    ));
    assert_eq!(create(&server, "a").await.unwrap().status, 500);
    assert_eq!(names(&server).await, 1);
}

#[tokio::test]
async fn chance_strikes_the_same_calls_again_with_the_same_seed() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let server = virtual_server().await;
        server.set_faults(Faults::new(
            9,
            vec![rule("ListQueues", Trigger::Chance(0.5), Injury::ServerError)],
        ));
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.push(json(&server, "AmazonSQS.ListQueues", json!({})).await.status);
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].contains(&500) && runs[0].contains(&200));
}

#[tokio::test]
async fn a_short_page_still_leads_to_the_whole_list() {
    let server = virtual_server().await;
    for name in ["a", "b", "c"] {
        create(&server, name).await.unwrap();
    }
    server.set_faults(Faults::new(
        1,
        vec![rule("ListQueues", Trigger::First(1), Injury::ShortPage(1))],
    ));
    let first = sqs(&server, "ListQueues", json!({})).await;
    assert_eq!(first["QueueUrls"].as_array().unwrap().len(), 1);
    let rest = sqs(&server, "ListQueues", json!({"NextToken": first["NextToken"]})).await;
    assert_eq!(rest["QueueUrls"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_hook_sees_each_call_before_and_after_and_decides() {
    let server = virtual_server().await;
    let hook = |call: &CallInfo| match (call.operation, call.phase, call.nth) {
        ("CreateQueue", Phase::Before, 2) => {
            Verdict::Fail(Fault::sender(400, "OverLimit", "no more"))
        }
        ("ListQueues", Phase::After, _) => Verdict::ResetAfter,
        _ => Verdict::Pass,
    };
    server.set_hook(Some(Arc::new(hook)));
    assert_eq!(create(&server, "a").await.unwrap().status, 200);
    assert!(create(&server, "b").await.unwrap().text.contains("OverLimit"));
    assert!(try_json(&server, "AmazonSQS.ListQueues", json!({})).await.is_err());
    server.set_hook(None);
    assert_eq!(names(&server).await, 1);
    let codes: Vec<_> = server.journal().into_iter().map(|exchange| exchange.error_code).collect();
    assert_eq!(codes, [None, Some("OverLimit".to_owned()), None, None]);
}

#[tokio::test]
async fn a_stale_read_does_not_see_the_latest_write() {
    let server = virtual_server().await;
    let stale = rule("ListQueues", Trigger::First(1), Injury::StaleRead);
    server.set_faults(Faults::new(1, vec![stale]));
    create(&server, "a").await.unwrap();
    create(&server, "b").await.unwrap();
    assert_eq!(names(&server).await, 1);
    assert_eq!(names(&server).await, 2);
}

#[tokio::test]
async fn awss_rates_are_felt_when_asked_for_and_pass_with_time() {
    let server = virtual_server().await;
    server.with_world(|world| world.settings_mut().limits = Limits::Aws);
    let mut throttled = 0;
    for _ in 0..70 {
        throttled += usize::from(iam(&server, "ListRoles", &[]).await.status == 400);
    }
    assert_eq!(throttled, 10);
    server.with_world(|world| world.advance_to(START_MS + 1_000));
    assert_eq!(iam(&server, "ListRoles", &[]).await.status, 200);
}

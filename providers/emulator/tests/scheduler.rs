//! Groups and schedules, on a clock that moves only when told.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod functions;
mod support;

use cutover_emulator::Server;
use functions::{pass, rest};
use serde_json::{Value, json};
use support::{START_MS, iam, json as call, sqs, virtual_server};

const ROLE: &str = "arn:aws:iam::000000000000:role/clock";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

async fn scheduler(server: &Server, method: &str, path: &str, body: Value) -> Value {
    let answer = rest(server, "scheduler", method, path, &body).await;
    assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text);
    answer.json()
}

async fn refusal(server: &Server, method: &str, path: &str, body: Value) -> (u16, String, String) {
    let answer = rest(server, "scheduler", method, path, &body).await;
    assert_ne!(answer.status, 200, "{method} {path}: {}", answer.text);
    let told = answer.json();
    let text = told.get("Message").or_else(|| told.get("message")).unwrap();
    let text = text.as_str().unwrap().to_owned();
    (answer.status, answer.header("x-amzn-errortype").to_owned(), text)
}

/// A role that the Scheduler may assume for the default group, allowed these actions.
async fn role(server: &Server, actions: Value) {
    let trust = json!({"Statement": [{
        "Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:scheduler:us-east-1:000000000000:schedule-group/default"}},
    }]});
    iam(
        server,
        "CreateRole",
        &[("RoleName", "clock"), ("AssumeRolePolicyDocument", &trust.to_string())],
    )
    .await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": actions, "Resource": "*",
    }]});
    let policy = policy.to_string();
    let inline = [("RoleName", "clock"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    iam(server, "PutRolePolicy", &inline).await;
}

/// A server with a queue and a role that may send to it.
async fn ready() -> (Server, String) {
    let server = virtual_server().await;
    role(&server, json!("sqs:SendMessage")).await;
    let attributes = json!({"VisibilityTimeout": "43200"});
    let made =
        sqs(&server, "CreateQueue", json!({"QueueName": "q", "Attributes": attributes})).await;
    (server, made["QueueUrl"].as_str().unwrap().to_owned())
}

fn schedule(expression: &str, more: Value) -> Value {
    let mut out = json!({
        "ScheduleExpression": expression,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": QUEUE, "RoleArn": ROLE, "Input": "<aws.scheduler.scheduled-time>"},
    });
    out.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    out
}

async fn bodies(server: &Server, url: &str) -> Vec<String> {
    let answer =
        sqs(server, "ReceiveMessage", json!({"QueueUrl": url, "MaxNumberOfMessages": 10})).await;
    let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
    messages.iter().map(|message| message["Body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_schedule_shows_what_it_is_and_updating_replaces_it_whole() {
    let (server, _) = ready().await;
    let more = json!({"Description": "d", "State": "DISABLED", "ScheduleExpressionTimezone": "Europe/Berlin"});
    let made = scheduler(&server, "POST", "/schedules/s", schedule("rate(1 hour)", more)).await;
    assert_eq!(made["ScheduleArn"], "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s");
    let shown = scheduler(&server, "GET", "/schedules/s", Value::Null).await;
    assert_eq!((&shown["Description"], &shown["State"]), (&json!("d"), &json!("DISABLED")));
    let retries = json!({"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185});
    assert_eq!(
        (&shown["Target"]["RetryPolicy"], &shown["GroupName"]),
        (&retries, &json!("default"))
    );
    scheduler(&server, "PUT", "/schedules/s", schedule("rate(2 hours)", json!({}))).await;
    let shown = scheduler(&server, "GET", "/schedules/s", Value::Null).await;
    assert_eq!((shown.get("Description"), &shown["State"]), (None, &json!("ENABLED")));
    assert_eq!(shown["ScheduleExpressionTimezone"], "UTC");
    let listed =
        scheduler(&server, "GET", "/schedules?ScheduleGroup=default&State=ENABLED", Value::Null)
            .await;
    assert_eq!(listed["Schedules"][0]["Target"], json!({"Arn": QUEUE}));
    scheduler(&server, "DELETE", "/schedules/s", Value::Null).await;
    let (status, code, text) = refusal(&server, "GET", "/schedules/s", Value::Null).await;
    assert_eq!(
        (status, code.as_str(), text.as_str()),
        (404, "ResourceNotFoundException", "Schedule s does not exist.")
    );
}

#[tokio::test]
async fn schedules_are_due_when_their_expressions_say() {
    let (server, url) = ready().await;
    let berlin = json!({"ScheduleExpressionTimezone": "Europe/Berlin"});
    scheduler(&server, "POST", "/schedules/cron", schedule("cron(0 3 * * ? *)", berlin)).await;
    scheduler(&server, "POST", "/schedules/at", schedule("at(2026-01-01T01:00:00)", json!({})))
        .await;
    pass(&server, 24 * 3_600_000 - 1);
    let due = bodies(&server, &url).await;
    assert_eq!(due, ["2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"]);
    // A one-time schedule stays, unless it is told to go.
    scheduler(&server, "GET", "/schedules/at", Value::Null).await;
}

#[tokio::test]
async fn a_rate_begins_at_once_or_at_its_start_and_ends_before_its_end() {
    let (server, url) = ready().await;
    scheduler(&server, "POST", "/schedules/now", schedule("rate(30 minutes)", json!({}))).await;
    pass(&server, 0);
    assert_eq!(bodies(&server, &url).await, ["2026-01-01T00:00:00Z"]);
    scheduler(&server, "DELETE", "/schedules/now", Value::Null).await;
    let start = START_MS / 1000 + 3_600;
    let dates =
        json!({"StartDate": start, "EndDate": start + 1_200, "ActionAfterCompletion": "DELETE"});
    scheduler(&server, "POST", "/schedules/dated", schedule("rate(10 minutes)", dates)).await;
    pass(&server, 3 * 3_600_000);
    assert_eq!(bodies(&server, &url).await, ["2026-01-01T01:00:00Z", "2026-01-01T01:10:00Z"]);
    assert_eq!(refusal(&server, "GET", "/schedules/dated", Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_flexible_window_delays_and_keeps_the_scheduled_time() {
    let (server, url) = ready().await;
    let window = json!({"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 60}});
    scheduler(&server, "POST", "/schedules/s", schedule("at(2026-01-01T01:00:00)", window)).await;
    pass(&server, 3_600_000);
    assert!(bodies(&server, &url).await.is_empty());
    pass(&server, 3_600_000);
    assert_eq!(bodies(&server, &url).await, ["2026-01-01T01:00:00Z"]);
}

#[tokio::test]
async fn a_changed_or_disabled_schedule_forgets_its_old_alarms() {
    let (server, url) = ready().await;
    scheduler(&server, "POST", "/schedules/s", schedule("cron(0 1 * * ? *)", json!({}))).await;
    scheduler(&server, "PUT", "/schedules/s", schedule("cron(0 2 * * ? *)", json!({}))).await;
    pass(&server, 90 * 60_000);
    assert!(bodies(&server, &url).await.is_empty());
    pass(&server, 60 * 60_000);
    assert_eq!(bodies(&server, &url).await, ["2026-01-01T02:00:00Z"]);
    scheduler(
        &server,
        "PUT",
        "/schedules/s",
        schedule("cron(0 3 * * ? *)", json!({"State": "DISABLED"})),
    )
    .await;
    pass(&server, 90 * 60_000);
    assert!(bodies(&server, &url).await.is_empty());
}

#[tokio::test]
async fn what_the_role_may_not_do_goes_to_the_dead_letters() {
    let (server, url) = ready().await;
    sqs(&server, "CreateQueue", json!({"QueueName": "dead"})).await;
    let target = json!({"Target": {
        "Arn": "arn:aws:sns:us-east-1:000000000000:t", "RoleArn": ROLE, "Input": "x",
        "DeadLetterConfig": {"Arn": QUEUE},
    }});
    scheduler(&server, "POST", "/schedules/s", schedule("at(2026-01-01T01:00:00)", target)).await;
    pass(&server, 3_600_000);
    let ask = json!({"QueueUrl": url, "MessageAttributeNames": ["All"]});
    let found = sqs(&server, "ReceiveMessage", ask).await;
    let letter = &found["Messages"][0];
    let text = |name: &str| letter["MessageAttributes"][name]["StringValue"].clone();
    assert_eq!(
        (&letter["Body"], text("ERROR_CODE")),
        (&json!("x"), json!("AccessDeniedException"))
    );
    assert_eq!(text("SCHEDULE_ARN"), "arn:aws:scheduler:us-east-1:000000000000:schedule/default/s");
}

#[tokio::test]
async fn a_bus_gets_an_event() {
    let (server, url) = ready().await;
    iam(
        &server,
        "PutRolePolicy",
        &[
            ("RoleName", "clock"),
            ("PolicyName", "events"),
            (
                "PolicyDocument",
                r#"{"Statement":[{"Effect":"Allow","Action":"events:PutEvents","Resource":"*"}]}"#,
            ),
        ],
    )
    .await;
    let rule = json!({"Name": "r", "EventPattern": r#"{"source":["clock"]}"#});
    call(&server, "AWSEvents.PutRule", rule).await;
    let open = json!({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": QUEUE}]});
    sqs(
        &server,
        "SetQueueAttributes",
        json!({"QueueUrl": url, "Attributes": {"Policy": open.to_string()}}),
    )
    .await;
    let target = json!({"Id": "1", "Arn": QUEUE, "InputPath": "$.detail"});
    call(&server, "AWSEvents.PutTargets", json!({"Rule": "r", "Targets": [target]})).await;
    let target = json!({"Target": {
        "Arn": "arn:aws:events:us-east-1:000000000000:event-bus/default", "RoleArn": ROLE, "Input": "{\"n\":1}",
        "EventBridgeParameters": {"DetailType": "Tick", "Source": "clock"},
    }});
    scheduler(&server, "POST", "/schedules/s", schedule("at(2026-01-01T01:00:00)", target)).await;
    pass(&server, 3_600_000);
    assert_eq!(bodies(&server, &url).await, [r#"{"n":1}"#]);
}

#[tokio::test]
async fn a_groups_deletion_takes_a_while_and_its_schedules_along() {
    let (server, url) = ready().await;
    let path = "/schedule-groups/g";
    let tags = json!({"Tags": [{"Key": "a", "Value": "1"}]});
    scheduler(&server, "POST", path, tags.clone()).await;
    let (status, code, _) = refusal(&server, "POST", path, tags).await;
    assert_eq!((status, code.as_str()), (409, "ConflictException"));
    let trust = r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"scheduler.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    iam(&server, "UpdateAssumeRolePolicy", &[("RoleName", "clock"), ("PolicyDocument", trust)])
        .await;
    let inside = json!({"GroupName": "g"});
    scheduler(&server, "POST", "/schedules/s", schedule("at(2026-01-01T01:00:00)", inside.clone()))
        .await;
    server.with_world(|world| world.settings_mut().delays.schedule_group_ms = 7_200_000);
    scheduler(&server, "DELETE", path, Value::Null).await;
    let shown = scheduler(&server, "GET", path, Value::Null).await;
    assert_eq!(shown["State"], "DELETING");
    let late = refusal(&server, "POST", "/schedules/t", schedule("rate(1 hour)", inside)).await;
    assert_eq!((late.0, late.1.as_str()), (409, "ConflictException"));
    pass(&server, 3_600_000);
    assert!(bodies(&server, &url).await.is_empty());
    pass(&server, 3_600_000);
    assert_eq!(refusal(&server, "GET", path, Value::Null).await.0, 404);
    assert_eq!(refusal(&server, "GET", "/schedules/s?groupName=g", Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_client_token_gets_its_first_answer_again() {
    let (server, _) = ready().await;
    let token = json!({"ClientToken": "t"});
    let made =
        scheduler(&server, "POST", "/schedules/s", schedule("rate(1 hour)", token.clone())).await;
    let again =
        scheduler(&server, "POST", "/schedules/s", schedule("rate(1 hour)", token.clone())).await;
    assert_eq!(made, again);
    let other = refusal(&server, "POST", "/schedules/s", schedule("rate(2 hours)", token)).await;
    assert_eq!((other.0, other.1.as_str()), (409, "ConflictException"));
    let none = refusal(&server, "POST", "/schedules/s", schedule("rate(1 hour)", json!({}))).await;
    assert_eq!((none.0, none.2.as_str()), (409, "Schedule s already exists."));
}

#[tokio::test]
async fn too_many_groups_exceed_a_quota() {
    let server = virtual_server().await;
    for number in 0..500 {
        scheduler(&server, "POST", &format!("/schedule-groups/g{number}"), json!({})).await;
    }
    let (status, code, _) = refusal(&server, "POST", "/schedule-groups/more", json!({})).await;
    assert_eq!((status, code.as_str()), (402, "ServiceQuotaExceededException"));
}

#[tokio::test]
async fn bad_schedules_are_refused_in_awss_words() {
    let (server, _) = ready().await;
    let target = |more: Value| {
        let mut target = json!({"Arn": QUEUE, "RoleArn": ROLE});
        target.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        schedule("rate(1 hour)", json!({"Target": target}))
    };
    let role =
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";
    for (body, part) in [
        (
            schedule("cron(0 1 * * * *)", json!({})),
            "Invalid Schedule Expression cron(0 1 * * * *).",
        ),
        (
            schedule("rate(1 hour)", json!({"ScheduleExpressionTimezone": "Mars/Base"})),
            "Timezone Mars/Base",
        ),
        (
            schedule("rate(1 hour)", json!({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}})),
            "must be provided",
        ),
        (
            schedule("rate(1 hour)", json!({"FlexibleTimeWindow": {"Mode": "ON"}})),
            "[OFF, FLEXIBLE]",
        ),
        (schedule("rate(1 hour)", json!({"State": "ON"})), "[ENABLED, DISABLED]"),
        (schedule("rate(1 hour)", json!({"EndDate": 1})), "EndDate"),
        (target(json!({"RoleArn": "arn:aws:iam::000000000000:role/none"})), role),
        (target(json!({"RoleArn": "none"})), "target.roleArn"),
        (target(json!({"Arn": "queue"})), "not in correct format"),
        (
            target(json!({"Arn": "arn:aws:events:us-east-1:000000000000:event-bus/default"})),
            "EventBridgeParameters",
        ),
        (
            target(
                json!({"Arn": "arn:aws:lambda:us-east-1:000000000000:function:f", "Input": "{"}),
            ),
            "not valid JSON",
        ),
        (
            target(json!({"RetryPolicy": {"MaximumRetryAttempts": 186}})),
            "less than or equal to 185",
        ),
        (target(json!({"DeadLetterConfig": {"Arn": "x"}})), "target.deadLetterConfig.arn"),
    ] {
        let (status, code, text) = refusal(&server, "POST", "/schedules/s", body).await;
        assert_eq!((status, code.as_str()), (400, "ValidationException"), "{text}");
        assert!(text.contains(part), "{text} does not say {part}");
    }
    let nowhere = schedule("rate(1 hour)", json!({"GroupName": "none"}));
    assert_eq!(refusal(&server, "POST", "/schedules/s", nowhere).await.0, 404);
    assert_eq!(refusal(&server, "DELETE", "/schedule-groups/default", Value::Null).await.0, 400);
    let name =
        refusal(&server, "POST", "/schedules/a%20b", schedule("rate(1 hour)", json!({}))).await;
    assert!(name.2.contains("'a b' at 'name'"), "{}", name.2);
}

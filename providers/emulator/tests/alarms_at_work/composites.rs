//! Alarms on other alarms.
use super::*;

#[tokio::test]
async fn composite_alarms_follow_those_they_ask_for() {
    let server = virtual_server().await;
    let url = topic(&server).await;
    for name in ["a", "b"] {
        put(&server, name, json!({"TreatMissingData": "ignore"})).await;
    }
    let composite = async |name: &str, rule: &str| {
        let body = json!({"AlarmName": name, "AlarmRule": rule, "AlarmActions": [TOPIC]});
        ok(&server, "PutCompositeAlarm", body).await;
    };
    composite("both", "ALARM(a) AND ALARM(b)").await;
    composite("top", "ALARM(both) AND NOT OK(a)").await;
    assert_eq!(state(&server, "both").await, "INSUFFICIENT_DATA");
    later(&server, 1_000);
    let both = shown(&server, "both").await;
    assert_eq!(both["StateValue"], "OK");
    let arn = both["AlarmArn"].as_str().unwrap();
    assert_eq!(
        both["StateReason"],
        format!("{arn} was created and its alarm rule evaluates to OK")
    );
    set(&server, "a", "ALARM").await;
    assert_eq!(state(&server, "both").await, "OK");
    set(&server, "b", "ALARM").await;
    let both = shown(&server, "both").await;
    assert_eq!(
        both["StateReason"],
        "arn:aws:cloudwatch:us-east-1:000000000000:alarm:b transitioned to ALARM at Thursday 01 January, 2026 \
         00:00:01 UTC"
    );
    assert_eq!(state(&server, "top").await, "ALARM");
    let told = messages(&server, &url).await;
    let subjects: Vec<&str> = told.iter().map(|one| one["Subject"].as_str().unwrap()).collect();
    assert_eq!(
        subjects,
        ["ALARM: \"both\" in US East (N. Virginia)", "ALARM: \"top\" in US East (N. Virginia)"]
    );
    let message: Value = serde_json::from_str(told[0]["Message"].as_str().unwrap()).unwrap();
    assert_eq!(message["AlarmRule"], "ALARM(a) AND ALARM(b)");
    assert_eq!(message["TriggeringChildren"][0]["State"]["Value"], "ALARM");
    set(&server, "a", "OK").await;
    assert_eq!(
        (state(&server, "both").await, state(&server, "top").await),
        ("OK".into(), "OK".into())
    );
    // A state set by hand stays until a child changes, or the alarm is told something.
    set(&server, "both", "ALARM").await;
    later(&server, 120_000);
    assert_eq!(state(&server, "both").await, "ALARM");
    composite("both", "ALARM(a)").await;
    later(&server, 1_000);
    let both = shown(&server, "both").await;
    assert_eq!(
        both["StateReason"],
        format!("{arn} was updated and its alarm rule evaluates to OK")
    );
}

#[tokio::test]
async fn alarms_in_a_circle_come_to_rest() {
    let server = virtual_server().await;
    let composite = async |name: &str, rule: &str| {
        ok(&server, "PutCompositeAlarm", json!({"AlarmName": name, "AlarmRule": rule})).await;
    };
    composite("one", "FALSE").await;
    composite("other", "NOT ALARM(one)").await;
    composite("one", "ALARM(other)").await;
    later(&server, 1_000);
    set(&server, "one", "OK").await;
    set(&server, "one", "ALARM").await;
    assert_eq!(
        (state(&server, "one").await, state(&server, "other").await),
        ("ALARM".into(), "OK".into())
    );
    let (code, _) = support::refusal(
        &server,
        "GraniteServiceVersion20100801.DeleteAlarms",
        json!({"AlarmNames": ["one"]}),
    )
    .await;
    assert_eq!(code, "ValidationError");
}

//! Alarms at work: evaluated on a clock that moves only when told, acting on topics, functions and the event bus.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

#[path = "../functions/mod.rs"]
mod functions;
#[path = "../support/mod.rs"]
mod support;

mod actions;
mod composites;

use cutover_emulator::Server;
use functions::create;
use serde_json::{Value, json};
use support::{START_MS, at, json as call, later, sqs, try_query, virtual_server};

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:t";
const ALARM_ARN: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a";

async fn ok(server: &Server, operation: &str, body: Value) -> Value {
    let answer = call(server, &format!("GraniteServiceVersion20100801.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

fn with(mut base: Value, more: Value) -> Value {
    base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    base
}

async fn put(server: &Server, name: &str, more: Value) {
    let base = json!({
        "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 5, "ComparisonOperator": "GreaterThanThreshold",
    });
    ok(server, "PutMetricAlarm", with(base, more)).await;
}

/// Puts a value of the metric, now.
async fn value(server: &Server, value: f64) {
    let now = server.with_world(|world| world.now_ms()) / 1000;
    let data = json!([{"MetricName": "m", "Value": value, "Timestamp": now}]);
    ok(server, "PutMetricData", json!({"Namespace": "N", "MetricData": data})).await;
}

async fn set(server: &Server, name: &str, state: &str) {
    let body = json!({"AlarmName": name, "StateValue": state, "StateReason": "by hand"});
    ok(server, "SetAlarmState", body).await;
}

async fn shown(server: &Server, name: &str) -> Value {
    let ask = json!({"AlarmNames": [name], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]});
    let found = ok(server, "DescribeAlarms", ask).await;
    let one = found["MetricAlarms"].get(0).or(found["CompositeAlarms"].get(0));
    one.unwrap_or_else(|| panic!("no alarm {name}")).clone()
}

async fn state(server: &Server, name: &str) -> String {
    shown(server, name).await["StateValue"].as_str().unwrap().to_owned()
}

/// What an alarm's actions came to, oldest first.
async fn acted(server: &Server, name: &str) -> Vec<String> {
    let ask = json!({
        "AlarmName": name, "HistoryItemType": "Action", "ScanBy": "TimestampAscending",
        "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
    });
    let found = ok(server, "DescribeAlarmHistory", ask).await;
    let items = found["AlarmHistoryItems"].as_array().unwrap().iter();
    items.map(|item| item["HistorySummary"].as_str().unwrap().to_owned()).collect()
}

/// A queue that takes everything, and its messages.
async fn queue(server: &Server) -> String {
    let policy = json!({"Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*",
    }]});
    let attributes = json!({"Policy": policy.to_string(), "VisibilityTimeout": "43200"});
    let made =
        sqs(server, "CreateQueue", json!({"QueueName": "q", "Attributes": attributes})).await;
    made["QueueUrl"].as_str().unwrap().to_owned()
}

async fn messages(server: &Server, url: &str) -> Vec<Value> {
    let ask = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
    let found = sqs(server, "ReceiveMessage", ask).await;
    let messages = found["Messages"].as_array().cloned().unwrap_or_default();
    let body = |message: &Value| serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
    messages.iter().map(body).collect()
}

/// A topic that a queue listens to.
async fn topic(server: &Server) -> String {
    let url = queue(server).await;
    for (action, parameters) in [
        ("CreateTopic", vec![("Name", "t")]),
        (
            "Subscribe",
            vec![
                ("TopicArn", TOPIC),
                ("Protocol", "sqs"),
                ("Endpoint", "arn:aws:sqs:us-east-1:000000000000:q"),
            ],
        ),
    ] {
        let answer = try_query(server, "sns", action, &parameters).await.unwrap();
        assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    }
    url
}

#[tokio::test]
async fn an_alarm_goes_off_calms_down_and_loses_its_data() {
    let server = virtual_server().await;
    put(&server, "a", json!({})).await;
    later(&server, 1_000);
    let first = shown(&server, "a").await;
    assert_eq!(
        (&first["StateValue"], &first["StateReason"]),
        (&json!("INSUFFICIENT_DATA"), &json!("Unchecked: Initial alarm creation"))
    );
    value(&server, 4.0).await;
    value(&server, 3.0).await;
    at(&server, START_MS + 9_999);
    assert_eq!(state(&server, "a").await, "INSUFFICIENT_DATA");
    at(&server, START_MS + 10_000);
    let off = shown(&server, "a").await;
    assert_eq!(
        off["StateReason"],
        "Threshold Crossed: 1 datapoint [7.0 (31/12/25 23:59:10)] was greater than the threshold (5.0)."
    );
    assert_eq!(off["StateTransitionedTimestamp"], 1_767_225_610.0);
    let data: Value = serde_json::from_str(off["StateReasonData"].as_str().unwrap()).unwrap();
    assert_eq!(
        data,
        json!({
            "version": "1.0", "queryDate": "2026-01-01T00:00:10.000+0000", "startDate": "2025-12-31T23:59:10.000+0000",
            "statistic": "Sum", "period": 60, "recentDatapoints": [7.0], "threshold": 5.0,
            "evaluatedDatapoints": [
                {"timestamp": "2025-12-31T23:59:10.000+0000", "sampleCount": 2.0, "value": 7.0},
            ],
        })
    );
    at(&server, START_MS + 60_000);
    value(&server, 5.0).await;
    assert_eq!(state(&server, "a").await, "ALARM");
    at(&server, START_MS + 70_000);
    let calm = shown(&server, "a").await;
    assert_eq!(
        calm["StateReason"],
        "Threshold Crossed: 1 datapoint [5.0 (01/01/26 00:00:10)] was not greater than the threshold (5.0)."
    );
    // An alarm looks farther back than it evaluates, then there is nothing to see.
    at(&server, START_MS + 230_000);
    assert_eq!(state(&server, "a").await, "OK");
    at(&server, START_MS + 250_000);
    let lost = shown(&server, "a").await;
    assert_eq!(
        (&lost["StateValue"], &lost["StateReason"]),
        (&json!("INSUFFICIENT_DATA"), &json!("Insufficient Data: 1 datapoint was unknown."))
    );
}

#[tokio::test]
async fn some_points_of_several_are_enough_where_told() {
    let server = virtual_server().await;
    put(&server, "all", json!({"EvaluationPeriods": 3})).await;
    put(&server, "some", json!({"EvaluationPeriods": 3, "DatapointsToAlarm": 2})).await;
    for minute in 0..3 {
        at(&server, START_MS + minute * 60_000 + 1_000);
        value(&server, if minute == 1 { 1.0 } else { 6.0 }).await;
    }
    at(&server, START_MS + 180_000);
    assert_eq!(
        (state(&server, "all").await, state(&server, "some").await),
        ("OK".into(), "ALARM".into())
    );
    assert_eq!(
        shown(&server, "some").await["StateReason"],
        "Threshold Crossed: 2 out of the last 3 datapoints [6.0 (01/01/26 00:01:10), 6.0 (31/12/25 23:59:10)] were \
         greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition)."
    );
}

#[tokio::test]
async fn missing_data_is_what_it_was_told_to_be() {
    let server = virtual_server().await;
    for treatment in ["breaching", "notBreaching", "ignore", "missing"] {
        put(&server, treatment, json!({"TreatMissingData": treatment, "EvaluationPeriods": 2}))
            .await;
        set(&server, treatment, "OK").await;
    }
    put(&server, "tables", json!({"Namespace": "AWS/DynamoDB", "TreatMissingData": "breaching"}))
        .await;
    later(&server, 60_000);
    for (name, expect) in [
        ("breaching", "ALARM"),
        ("notBreaching", "OK"),
        ("ignore", "OK"),
        ("missing", "INSUFFICIENT_DATA"),
        ("tables", "INSUFFICIENT_DATA"),
    ] {
        assert_eq!(state(&server, name).await, expect, "{name}");
    }
    assert_eq!(
        shown(&server, "breaching").await["StateReason"],
        "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as \
         [Breaching]."
    );
    assert_eq!(shown(&server, "tables").await["StateReason"], "Unchecked: Initial alarm creation");
}

#[tokio::test]
async fn every_comparison_and_statistic_counts() {
    let server = virtual_server().await;
    for (name, comparison, threshold) in [
        ("ge", "GreaterThanOrEqualToThreshold", 10),
        ("gt", "GreaterThanThreshold", 10),
        ("lt", "LessThanThreshold", 10),
        ("le", "LessThanOrEqualToThreshold", 10),
    ] {
        put(&server, name, json!({"ComparisonOperator": comparison, "Threshold": threshold})).await;
    }
    let percentile = json!({"Statistic": null, "ExtendedStatistic": "p90", "Threshold": 8});
    put(&server, "p90", percentile.clone()).await;
    let careful = json!({"EvaluateLowSampleCountPercentile": "ignore"});
    put(&server, "careful", with(percentile, careful)).await;
    put(&server, "fast", json!({"Period": 10, "Statistic": "Maximum"})).await;
    let trimmed = json!({"Statistic": null, "ExtendedStatistic": "tm50", "Threshold": 8});
    put(&server, "trimmed", trimmed).await;
    value(&server, 1.0).await;
    value(&server, 9.0).await;
    later(&server, 10_000);
    for (name, expect) in [
        ("ge", "ALARM"),
        ("gt", "OK"),
        ("lt", "OK"),
        ("le", "ALARM"),
        ("p90", "ALARM"),
        // Two samples are too few for a 90th percentile to mean anything.
        ("careful", "INSUFFICIENT_DATA"),
        ("fast", "ALARM"),
        ("trimmed", "OK"),
    ] {
        assert_eq!(state(&server, name).await, expect, "{name}");
    }
}

#[tokio::test]
async fn an_expression_is_watched() {
    let server = virtual_server().await;
    let stat = |id: &str, name: &str| {
        json!({"Id": id, "ReturnData": false, "MetricStat": {
            "Metric": {"Namespace": "N", "MetricName": name}, "Period": 60, "Stat": "Sum",
        }})
    };
    let rate = json!({"Id": "rate", "Expression": "100 * FILL(e, 0) / i"});
    let alarm = json!({
        "AlarmName": "a", "Metrics": [rate, stat("e", "errors"), stat("i", "calls")], "EvaluationPeriods": 1,
        "Threshold": 10, "ComparisonOperator": "GreaterThanThreshold",
    });
    ok(&server, "PutMetricAlarm", alarm).await;
    for (errors, expect) in [(None, "OK"), (Some(2.0), "ALARM")] {
        let mut data = vec![json!({"MetricName": "calls", "Value": 10.0})];
        data.extend(errors.map(|errors| json!({"MetricName": "errors", "Value": errors})));
        ok(&server, "PutMetricData", json!({"Namespace": "N", "MetricData": data})).await;
        later(&server, 70_000);
        assert_eq!(state(&server, "a").await, expect);
    }
    let reason = shown(&server, "a").await["StateReason"].clone();
    assert!(reason.as_str().unwrap().contains("[20.0 ("), "{reason}");
}

#[tokio::test]
async fn a_changed_alarm_is_evaluated_again_and_a_deleted_one_no_more() {
    let server = virtual_server().await;
    put(&server, "a", json!({})).await;
    value(&server, 9.0).await;
    later(&server, 10_000);
    assert_eq!(state(&server, "a").await, "ALARM");
    put(&server, "a", json!({"Threshold": 10})).await;
    assert_eq!(state(&server, "a").await, "ALARM");
    later(&server, 500);
    assert_eq!(state(&server, "a").await, "OK");
    // What was set by hand is set right.
    set(&server, "a", "INSUFFICIENT_DATA").await;
    later(&server, 10_000);
    assert_eq!(state(&server, "a").await, "OK");
    ok(&server, "DeleteAlarms", json!({"AlarmNames": ["a"]})).await;
    later(&server, 60_000);
    assert_eq!(server.with_world(|world| world.next_due_ms()), None);
}

//! Functions that really run, what they say, and what is counted.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test stops at what it did not expect, and its modules are shared by path"
)]

mod functions;
mod support;

use base64::Engine as _;
use functions::{CODE, FUNCTIONS, create, invoke, lambda, ok, publish, server};
use serde_json::{Value, json};
use support::json as call;

#[tokio::test]
async fn an_invocation_answers_logs_and_counts() {
    let server = server().await;
    create(&server, "f", CODE).await;
    let Some(answer) = invoke(&server, "f", json!({"n": 1})).await else { return };
    assert_eq!((answer.status, answer.json()), (200, json!({"version": "$LATEST", "n": 1})));
    assert_eq!(answer.header("x-amz-executed-version"), "$LATEST");
    assert_eq!(answer.header("x-amz-function-error"), "");
    let failed = invoke(&server, "f", json!({"fail": true})).await.unwrap();
    assert_eq!((failed.status, failed.header("x-amz-function-error")), (200, "Unhandled"));
    assert_eq!(failed.json()["errorType"], "ValueError");
    assert!(
        failed.json()["stackTrace"][0].as_str().unwrap().contains("/var/task/app.py"),
        "{}",
        failed.text
    );
    let group = json!({"logGroupName": "/aws/lambda/f", "filterPattern": "event"});
    let found = call(&server, "Logs_20140328.FilterLogEvents", group).await.json();
    assert_eq!(found["events"][0]["message"], "event 1");
    let stream = found["events"][0]["logStreamName"].as_str().unwrap();
    assert!(stream.starts_with("2026/01/01/[$LATEST]"), "{stream}");
    let query = |id: &str, metric: &str| {
        json!({"Id": id, "MetricStat": {
            "Metric": {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": [{"Name": "FunctionName", "Value": "f"}]},
            "Period": 1, "Stat": "Sum",
        }})
    };
    let ask = json!({
        "StartTime": support::START_MS / 1000, "EndTime": support::START_MS / 1000 + 60,
        "MetricDataQueries": [query("i", "Invocations"), query("e", "Errors"), query("t", "Throttles")],
    });
    let data = call(&server, "GraniteServiceVersion20100801.GetMetricData", ask).await.json();
    let values: Vec<&Value> = data["MetricDataResults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| &result["Values"][0])
        .collect();
    assert_eq!(values, [&json!(2.0), &json!(1.0), &json!(0.0)]);
    server.stop().await;
}

#[tokio::test]
async fn a_tail_and_a_dry_run_and_bad_json() {
    let server = server().await;
    create(&server, "f", CODE).await;
    let path = format!("{FUNCTIONS}/f/invocations");
    let request = |kind: &str, body: &'static str| {
        http::Request::post(format!("{}{path}", server.url()))
            .header("x-amz-invocation-type", kind)
            .header("x-amz-log-type", "Tail")
            .body(http_body_util::Full::from(body))
            .unwrap()
    };
    let dry = support::send(request("DryRun", "{}")).await.unwrap();
    assert_eq!((dry.status, dry.text.as_str()), (204, ""));
    let bad = support::send(request("RequestResponse", "{x")).await.unwrap();
    assert_eq!(
        (bad.status, bad.header("x-amzn-errortype")),
        (400, "InvalidRequestContentException")
    );
    if invoke(&server, "f", json!({})).await.is_none() {
        return;
    }
    let tail = support::send(request("RequestResponse", "{}")).await.unwrap();
    let log =
        base64::engine::general_purpose::STANDARD.decode(tail.header("x-amz-log-result")).unwrap();
    let log = String::from_utf8(log).unwrap();
    assert!(log.starts_with("START RequestId: ") && log.contains("\nREPORT RequestId: "), "{log}");
    server.stop().await;
}

#[tokio::test]
async fn weights_split_real_invocations_and_metrics_tell_the_executed_version() {
    let server = server().await;
    create(&server, "f", CODE).await;
    for _ in 0..2 {
        publish(&server, "f").await;
    }
    let alias = json!({"Name": "live", "FunctionVersion": "1", "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.3}}});
    ok(&server, "POST", &format!("{FUNCTIONS}/f/aliases"), alias).await;
    let (draws, mut second) = (200_u32, 0_u32);
    for _ in 0..draws {
        let Some(answer) = invoke(&server, "f:live", json!({})).await else { return };
        assert_eq!(answer.json()["version"], answer.header("x-amz-executed-version"));
        second += u32::from(answer.header("x-amz-executed-version") == "2");
    }
    let mean = f64::from(draws) * 0.3;
    let spread = 3.29 * (mean * 0.7).sqrt();
    assert!((f64::from(second) - mean).abs() <= spread, "{second} of {draws}");
    let dimensions = json!([
        {"Name": "FunctionName", "Value": "f"}, {"Name": "Resource", "Value": "f:live"},
        {"Name": "ExecutedVersion", "Value": "2"},
    ]);
    let ask = json!({
        "StartTime": support::START_MS / 1000, "EndTime": support::START_MS / 1000 + 600,
        "MetricDataQueries": [{"Id": "i", "MetricStat": {
            "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Invocations", "Dimensions": dimensions},
            "Period": 600, "Stat": "Sum",
        }}],
    });
    let data = call(&server, "GraniteServiceVersion20100801.GetMetricData", ask).await.json();
    assert_eq!(data["MetricDataResults"][0]["Values"], json!([f64::from(second)]));
    server.stop().await;
}

#[tokio::test]
async fn a_reservation_of_one_refuses_a_second_call_at_once() {
    let server = server().await;
    create(&server, "f", CODE).await;
    if invoke(&server, "f", json!({})).await.is_none() {
        return;
    }
    ok(
        &server,
        "PUT",
        "/2017-10-31/functions/f/concurrency",
        json!({"ReservedConcurrentExecutions": 1}),
    )
    .await;
    let path = format!("{FUNCTIONS}/f/invocations");
    let (one, other) = tokio::join!(
        lambda(&server, "POST", &path, json!({"sleep": 1})),
        lambda(&server, "POST", &path, json!({"sleep": 1}))
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 429]);
    server.stop().await;
}

//! Asynchronous events: attempts, retries, ages, destinations, dead letters, on a clock that is told to move.
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

use cutover_emulator::{Config, Server};
use functions::{CODE, FUNCTIONS, create, invoke, lambda, ok, server};
use serde_json::{Value, json};
use support::{START_MS, sqs};

/// Sends an event.
async fn send(server: &Server, function: &str, event: &str) {
    let request =
        http::Request::post(format!("{}{FUNCTIONS}/{function}/invocations", server.url()))
            .header("x-amz-invocation-type", "Event")
            .body(http_body_util::Full::from(event.to_owned()))
            .unwrap();
    let answer = support::send(request).await.unwrap();
    assert_eq!((answer.status, answer.text.as_str()), (202, ""));
}

/// Moves the clock on and lets everything run.
async fn after(server: &Server, ms: u64) {
    server.advance(server.with_world(|world| world.now_ms()) + ms).await;
}

/// A server with a function and a queue for what fails and for what succeeds; `None` without an interpreter.
async fn prepared() -> Option<Server> {
    let server = server().await;
    create(&server, "f", CODE).await;
    invoke(&server, "f", json!({})).await?;
    for name in ["failures", "successes", "dead"] {
        sqs(&server, "CreateQueue", json!({"QueueName": name})).await;
    }
    // The function's role is who sends results on.
    let send = support::POLICY.replace("s3:GetObject", "sqs:SendMessage");
    let policy = [("RoleName", "runner"), ("PolicyName", "p"), ("PolicyDocument", send.as_str())];
    assert_eq!(support::iam(&server, "PutRolePolicy", &policy).await.status, 200);
    Some(server)
}

fn queue(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}

async fn configure(server: &Server, more: Value) {
    let mut config = json!({"DestinationConfig": {
        "OnFailure": {"Destination": queue("failures")},
        "OnSuccess": {"Destination": queue("successes")},
    }});
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ok(server, "PUT", "/2019-09-25/functions/f/event-invoke-config", config).await;
}

/// The bodies in a queue, as JSON.
async fn bodies(server: &Server, queue: &str) -> Vec<Value> {
    let ask =
        json!({"QueueUrl": queue, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]});
    let received = sqs(server, "ReceiveMessage", ask).await;
    let messages = received["Messages"].as_array().cloned().unwrap_or_default();
    messages
        .iter()
        .map(|one| serde_json::from_str(one["Body"].as_str().unwrap()).unwrap())
        .collect()
}

async fn sum(server: &Server, metric: &str) -> f64 {
    let dimensions = json!([{"Name": "FunctionName", "Value": "f"}]);
    let ask = json!({
        "StartTime": START_MS / 1000, "EndTime": START_MS / 1000 + 86_400,
        "MetricDataQueries": [{"Id": "m", "MetricStat": {
            "Metric": {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions},
            "Period": 86_400, "Stat": "Sum",
        }}],
    });
    let data =
        support::json(server, "GraniteServiceVersion20100801.GetMetricData", ask).await.json();
    data["MetricDataResults"][0]["Values"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_f64)
        .sum()
}

#[tokio::test]
async fn an_event_that_fails_is_tried_three_times_and_ends_in_its_failure_queue() {
    let Some(server) = prepared().await else { return };
    configure(&server, json!({})).await;
    send(&server, "f", r#"{"fail":1}"#).await;
    after(&server, 0).await;
    let before = sum(&server, "Invocations").await;
    after(&server, 999).await;
    assert!((sum(&server, "Invocations").await - before).abs() < f64::EPSILON, "too early");
    after(&server, 1).await;
    after(&server, 1_999).await;
    assert!(bodies(&server, "failures").await.is_empty());
    after(&server, 1).await;
    let records = bodies(&server, "failures").await;
    let [record] = records.as_slice() else { panic!("{records:?}") };
    let context = &record["requestContext"];
    assert_eq!(context["condition"], "RetriesExhausted");
    assert_eq!(context["approximateInvokeCount"], 3);
    assert_eq!(context["functionArn"], "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST");
    assert_eq!(record["requestPayload"], json!({"fail": 1}));
    assert_eq!(record["responseContext"]["functionError"], "Unhandled");
    assert_eq!(record["responsePayload"]["errorMessage"], "boom");
    assert_eq!(
        server.with_world(|world| world.status()["services"]["lambda"]["events"].clone()),
        0
    );
    for (metric, count) in
        [("AsyncEventsReceived", 1.0), ("AsyncEventsDropped", 1.0), ("Errors", 3.0)]
    {
        assert!((sum(&server, metric).await - count).abs() < f64::EPSILON, "{metric}");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_succeeds_is_told_and_what_cannot_be_told_is_counted() {
    let Some(server) = prepared().await else { return };
    configure(&server, json!({"MaximumRetryAttempts": 0})).await;
    send(&server, "f", r#"{"n":7}"#).await;
    after(&server, 0).await;
    let records = bodies(&server, "successes").await;
    assert_eq!(records[0]["requestContext"]["condition"], "Success");
    assert_eq!(records[0]["responsePayload"], json!({"version": "$LATEST", "n": 7}));
    assert_eq!(records[0]["responseContext"].get("functionError"), None);
    sqs(&server, "DeleteQueue", json!({"QueueUrl": "failures"})).await;
    send(&server, "f", r#"{"fail":1}"#).await;
    after(&server, 0).await;
    assert!((sum(&server, "DestinationDeliveryFailures").await - 1.0).abs() < f64::EPSILON);
    server.stop().await;
}

#[tokio::test]
async fn a_dead_letter_is_the_event_with_what_went_wrong() {
    let Some(server) = prepared().await else { return };
    let target = json!({"DeadLetterConfig": {"TargetArn": queue("dead")}});
    ok(&server, "PUT", &format!("{FUNCTIONS}/f/configuration"), target).await;
    after(&server, 1_000).await;
    send(&server, "f", r#"{"fail":1}"#).await;
    after(&server, 3_000).await;
    let ask = json!({"QueueUrl": "dead", "MessageAttributeNames": ["All"]});
    let message = sqs(&server, "ReceiveMessage", ask).await["Messages"][0].clone();
    assert_eq!(message["Body"], r#"{"fail":1}"#);
    assert_eq!(message["MessageAttributes"]["ErrorMessage"]["StringValue"], "boom");
    server.stop().await;
}

#[tokio::test]
async fn without_concurrency_an_event_is_given_up_at_once() {
    let Some(server) = prepared().await else { return };
    configure(&server, json!({})).await;
    let none = json!({"ReservedConcurrentExecutions": 0});
    ok(&server, "PUT", "/2017-10-31/functions/f/concurrency", none).await;
    send(&server, "f", r#"{"n":1}"#).await;
    after(&server, 0).await;
    let records = bodies(&server, "failures").await;
    assert_eq!(records[0]["requestContext"]["condition"], "ZeroReservedConcurrency");
    assert_eq!(records[0]["requestContext"]["approximateInvokeCount"], 0);
    server.stop().await;
}

/// A handler that keeps its place until a file appears.
const BUSY: &str = r#"
import os, time
def handler(event, context):
    while "until" in event and not os.path.exists(event["until"]):
        time.sleep(0.01)
"#;

#[tokio::test]
async fn a_throttled_event_waits_without_attempts_until_it_is_too_old() {
    let Some(server) = prepared().await else { return };
    let code = json!({"ZipFile": functions::zipped("app.py", BUSY)});
    ok(&server, "PUT", &format!("{FUNCTIONS}/f/code"), code).await;
    after(&server, 1_000).await;
    configure(&server, json!({"MaximumEventAgeInSeconds": 60})).await;
    let one = json!({"ReservedConcurrentExecutions": 1});
    ok(&server, "PUT", "/2017-10-31/functions/f/concurrency", one).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("go on");
    let path = format!("{FUNCTIONS}/f/invocations");
    let busy = lambda(&server, "POST", &path, json!({"until": file}));
    let waiting = async {
        // Until the place is taken, events are served.
        while server.with_world(|world| world.status()["services"]["lambda"]["events"] == json!(0))
        {
            send(&server, "f", "{}").await;
            after(&server, 0).await;
        }
        after(&server, 59_000).await;
        let early = bodies(&server, "failures").await.len();
        after(&server, 9_000).await;
        std::fs::write(&file, "").unwrap();
        (early, bodies(&server, "failures").await)
    };
    let (_, (early, records)) = tokio::join!(busy, waiting);
    assert_eq!(early, 0);
    assert_eq!(records[0]["requestContext"]["condition"], "EventAgeExceeded");
    assert_eq!(records[0]["requestContext"]["approximateInvokeCount"], 0);
    assert!(sum(&server, "Throttles").await > 4.0);
    server.stop().await;
}

#[tokio::test]
async fn a_pending_event_survives_its_server() {
    let Some(server) = prepared().await else { return };
    configure(&server, json!({})).await;
    send(&server, "f", r#"{"fail":1}"#).await;
    after(&server, 1_500).await;
    let kept = server.fork();
    server.stop().await;
    let server = Server::start(kept, Config::default()).await.unwrap();
    after(&server, 1_500).await;
    assert_eq!(bodies(&server, "failures").await[0]["requestContext"]["approximateInvokeCount"], 3);
    server.stop().await;
}

#[tokio::test]
async fn the_clock_is_moved_over_http_too() {
    let server = server().await;
    let post = |body: &'static str| {
        http::Request::post(format!("{}/_cutover/clock", server.url()))
            .body(http_body_util::Full::from(body))
            .unwrap()
    };
    let moved = support::send(post(r#"{"by_ms": 5000}"#)).await.unwrap();
    assert_eq!((moved.status, moved.json()["now_ms"].clone()), (200, json!(START_MS + 5_000)));
    assert_eq!(support::send(post("{}")).await.unwrap().status, 400);
    server.with_world(|world| world.settings_mut().clock = cutover_emulator::Clock::Real);
    assert_eq!(support::send(post(r#"{"by_ms": 5000}"#)).await.unwrap().status, 409);
    server.stop().await;
}

//! Subscription filters: what a log says reaches a function.
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

use cutover_emulator::Server;
use functions::{FUNCTIONS, create, invoke, ok, server};
use serde_json::{Value, json};

/// A handler that unpacks what it gets and says it.
const CODE: &str = r#"
import base64, gzip, json
def handler(event, context):
    if "awslogs" in event:
        told = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
        texts = [one["message"] for one in told["logEvents"]]
        print("got " + json.dumps([told["messageType"], told["logGroup"], told["subscriptionFilters"], texts]))
"#;

async fn logs(server: &Server, operation: &str, body: Value) -> support::Answer {
    support::json(server, &format!("Logs_20140328.{operation}"), body).await
}

async fn put(server: &Server, name: &str, pattern: &str) -> support::Answer {
    let body = json!({
        "logGroupName": "app", "filterName": name, "filterPattern": pattern,
        "destinationArn": "arn:aws:lambda:us-east-1:000000000000:function:f",
    });
    logs(server, "PutSubscriptionFilter", body).await
}

async fn allow(server: &Server) {
    let statement = json!({
        "StatementId": "logs", "Action": "lambda:InvokeFunction", "Principal": "logs.us-east-1.amazonaws.com",
        "SourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:app:*",
    });
    ok(server, "POST", &format!("{FUNCTIONS}/f/policy"), statement).await;
}

#[tokio::test]
async fn what_a_filter_lets_through_reaches_the_function() {
    let server = server().await;
    create(&server, "f", CODE).await;
    if invoke(&server, "f", json!({})).await.is_none() {
        return;
    }
    logs(&server, "CreateLogGroup", json!({"logGroupName": "app"})).await;
    let stream = json!({"logGroupName": "app", "logStreamName": "s"});
    logs(&server, "CreateLogStream", stream).await;
    let refused = put(&server, "errors", "ERROR").await;
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("Could not execute the lambda function"), "{}", refused.text);
    allow(&server).await;
    assert_eq!(put(&server, "errors", "ERROR").await.status, 200);
    let now = server.with_world(|world| world.now_ms());
    let events = json!({"logGroupName": "app", "logStreamName": "s", "logEvents": [
        {"timestamp": now, "message": "INFO fine"}, {"timestamp": now, "message": "ERROR broken"},
    ]});
    logs(&server, "PutLogEvents", events).await;
    server.advance(now).await;
    let ask = json!({"logGroupName": "/aws/lambda/f", "filterPattern": "got"});
    let found = logs(&server, "FilterLogEvents", ask).await.json();
    let said = found["events"][0]["message"].as_str().unwrap();
    assert_eq!(said, r#"got ["DATA_MESSAGE", "app", ["errors"], ["ERROR broken"]]"#);
    server.stop().await;
}

#[tokio::test]
async fn filters_are_put_over_one_another_described_and_deleted() {
    let server = server().await;
    create(&server, "f", CODE).await;
    logs(&server, "CreateLogGroup", json!({"logGroupName": "app"})).await;
    allow(&server).await;
    for (name, pattern, status) in [
        ("a", "x", 200),
        ("a", "y", 200),
        ("b", "", 200),
        ("c", "", 400),
        ("a:b", "", 400),
        ("a", "{ $.broken", 400),
    ] {
        assert_eq!(put(&server, name, pattern).await.status, status, "{name} {pattern}");
    }
    let told = logs(&server, "DescribeSubscriptionFilters", json!({"logGroupName": "app"})).await;
    let filters = told.json()["subscriptionFilters"].clone();
    assert_eq!(filters.as_array().unwrap().len(), 2);
    assert_eq!(
        (&filters[0]["filterPattern"], &filters[0]["distribution"]),
        (&json!("y"), &json!("ByLogStream"))
    );
    let gone = json!({"logGroupName": "app", "filterName": "a"});
    assert_eq!(logs(&server, "DeleteSubscriptionFilter", gone.clone()).await.status, 200);
    let again = logs(&server, "DeleteSubscriptionFilter", gone).await;
    assert!(again.text.contains("ResourceNotFoundException"), "{}", again.text);
    logs(&server, "DeleteLogGroup", json!({"logGroupName": "app"})).await;
    let rows =
        server.with_world(|world| world.status()["services"]["logs"]["subscriptions"].clone());
    assert_eq!(rows, 0);
    server.stop().await;
}

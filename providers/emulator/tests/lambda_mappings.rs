//! Event source mappings of queues: their states, their rules, and functions that really get the messages.
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
use functions::{FUNCTIONS, ROLE, create, invoke, lambda, ok, refusal, server};
use serde_json::{Value, json};
use support::{iam, sqs};

const MAPPINGS: &str = "/2015-03-31/event-source-mappings";

/// A handler that says what it got, and fails the messages that ask for it.
const CODE: &str = r#"
import json, os, time
def handler(event, context):
    bodies = [record["body"] for record in event.get("Records", [])]
    print("got " + json.dumps(bodies))
    while "wait" in bodies and not os.path.exists(os.environ["GO"]):
        time.sleep(0.01)
    if "poison" in bodies:
        raise ValueError("poison")
    bad = [record for record in event.get("Records", []) if record["body"].startswith("bad")]
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in bad]}
"#;

/// A server with a function that may read every queue; `None` without an interpreter.
async fn prepared() -> Option<Server> {
    let server = mapped_server().await;
    create(&server, "f", CODE).await;
    invoke(&server, "f", json!({})).await?;
    Some(server)
}

async fn mapped_server() -> Server {
    let server = server().await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        "Resource": "*",
    }});
    let parameters =
        [("RoleName", "runner"), ("PolicyName", "p"), ("PolicyDocument", &*policy.to_string())];
    assert_eq!(iam(&server, "PutRolePolicy", &parameters).await.status, 200);
    server
}

fn arn(queue: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{queue}")
}

async fn queue(server: &Server, name: &str, attributes: Value) {
    sqs(server, "CreateQueue", json!({"QueueName": name, "Attributes": attributes})).await;
}

/// Makes a mapping of a queue to `f` and waits until it is enabled: its UUID.
async fn map(server: &Server, queue: &str, more: Value) -> String {
    let mut members = json!({"FunctionName": "f", "EventSourceArn": arn(queue)});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = ok(server, "POST", MAPPINGS, members).await;
    after(server, 20).await;
    made["UUID"].as_str().unwrap().to_owned()
}

async fn state(server: &Server, uuid: &str) -> Value {
    ok(server, "GET", &format!("{MAPPINGS}/{uuid}"), Value::Null).await["State"].clone()
}

async fn after(server: &Server, ms: u64) {
    server.advance(server.with_world(|world| world.now_ms()) + ms).await;
}

async fn send(server: &Server, queue: &str, bodies: &[&str]) {
    let entries: Vec<Value> = bodies
        .iter()
        .enumerate()
        .map(|(n, body)| json!({"Id": n.to_string(), "MessageBody": body}))
        .collect();
    sqs(server, "SendMessageBatch", json!({"QueueUrl": queue, "Entries": entries})).await;
}

/// The batches that the function said it got, in order.
async fn got(server: &Server) -> Vec<Vec<String>> {
    let ask = json!({"logGroupName": "/aws/lambda/f", "filterPattern": "got"});
    let found = support::json(server, "Logs_20140328.FilterLogEvents", ask).await.json();
    let texts = found["events"].as_array().unwrap().iter().map(|event| {
        serde_json::from_str::<Vec<String>>(&event["message"].as_str().unwrap()[4..]).unwrap()
    });
    texts.filter(|batch| !batch.is_empty()).collect()
}

async fn left(server: &Server, queue: &str) -> (String, String) {
    let ask = json!({"QueueUrl": queue, "AttributeNames": ["All"]});
    let told = sqs(server, "GetQueueAttributes", ask).await["Attributes"].clone();
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    (text("ApproximateNumberOfMessages"), text("ApproximateNumberOfMessagesNotVisible"))
}

#[tokio::test]
async fn a_mapping_passes_through_its_states_and_is_in_use_meanwhile() {
    let server = mapped_server().await;
    create(&server, "f", CODE).await;
    queue(&server, "q", json!({})).await;
    let made =
        lambda(&server, "POST", MAPPINGS, json!({"FunctionName": "f", "EventSourceArn": arn("q")}))
            .await;
    assert_eq!(made.status, 202);
    let made = made.json();
    assert_eq!((&made["State"], &made["BatchSize"]), (&json!("Creating"), &json!(10)));
    assert_eq!(made["StateTransitionReason"], "USER_INITIATED");
    assert_eq!(made["FunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:f");
    let uuid = made["UUID"].as_str().unwrap().to_owned();
    let one = format!("{MAPPINGS}/{uuid}");
    let (status, code, text) = refusal(&server, "DELETE", &one, Value::Null).await;
    assert_eq!((status, code.as_str()), (400, "ResourceInUseException"));
    assert_eq!(text, "Cannot delete the event source mapping because it is in use.");
    after(&server, 20).await;
    assert_eq!(state(&server, &uuid).await, "Enabled");
    let disabled = ok(&server, "PUT", &one, json!({"Enabled": false, "BatchSize": 5})).await;
    assert_eq!((&disabled["State"], &disabled["BatchSize"]), (&json!("Disabling"), &json!(5)));
    after(&server, 20).await;
    assert_eq!(state(&server, &uuid).await, "Disabled");
    let updated = ok(&server, "PUT", &one, json!({"MaximumBatchingWindowInSeconds": 3})).await;
    assert_eq!((&updated["State"], &updated["BatchSize"]), (&json!("Updating"), &json!(5)));
    after(&server, 20).await;
    assert_eq!(state(&server, &uuid).await, "Disabled");
    assert_eq!(ok(&server, "PUT", &one, json!({"Enabled": true})).await["State"], "Enabling");
    after(&server, 20).await;
    for (query, count) in [
        (format!("?EventSourceArn={}", arn("q")), 1),
        ("?FunctionName=f".to_owned(), 1),
        ("?FunctionName=other".to_owned(), 0),
    ] {
        let listed = ok(&server, "GET", &format!("{MAPPINGS}{query}"), Value::Null).await;
        assert_eq!(listed["EventSourceMappings"].as_array().unwrap().len(), count, "{query}");
    }
    assert_eq!(ok(&server, "DELETE", &one, Value::Null).await["State"], "Deleting");
    after(&server, 20).await;
    assert_eq!(refusal(&server, "GET", &one, Value::Null).await.0, 404);
    server.stop().await;
}

#[tokio::test]
async fn what_aws_refuses_of_a_mapping_is_refused() {
    let server = mapped_server().await;
    create(&server, "f", CODE).await;
    queue(&server, "q", json!({})).await;
    queue(&server, "short", json!({"VisibilityTimeout": "19"})).await;
    queue(&server, "line.fifo", json!({"FifoQueue": "true"})).await;
    let invalid = "InvalidParameterValueException";
    let cases = [
        (json!({"FunctionName": "none"}), invalid, "Function does not exist"),
        (json!({"FunctionName": "f:none"}), invalid, "Function does not exist"),
        (
            json!({"EventSourceArn": arn("none")}),
            invalid,
            "AWS.SimpleQueueService.NonExistentQueue",
        ),
        (
            json!({"EventSourceArn": arn("short")}),
            invalid,
            "Queue visibility timeout: 19 seconds is less than Function timeout: 20 seconds",
        ),
        (
            json!({"BatchSize": 11}),
            invalid,
            "Maximum batch window in seconds must be greater than 0",
        ),
        (json!({"BatchSize": 10_001}), "ValidationException", "less than or equal to 10000"),
        (json!({"EventSourceArn": arn("line.fifo"), "BatchSize": 11}), invalid, "FIFO"),
        (
            json!({"EventSourceArn": arn("line.fifo"), "MaximumBatchingWindowInSeconds": 1}),
            invalid,
            "Batching window",
        ),
        (json!({"StartingPosition": "LATEST"}), invalid, "Unsupported StartingPosition parameter"),
        (json!({"BisectBatchOnFunctionError": true}), invalid, "BisectBatchOnFunctionError"),
        (
            json!({"ScalingConfig": {"MaximumConcurrency": 1}}),
            "ValidationException",
            "greater than or equal to 2",
        ),
        (
            json!({"ScalingConfig": {"MaximumConcurrency": 1001}}),
            "ValidationException",
            "less than or equal to 1000",
        ),
        (
            json!({"FilterCriteria": {"Filters": [{"Pattern": "{\"body\": 1}"}]}}),
            invalid,
            "Invalid filter pattern definition.",
        ),
        (
            json!({"FunctionResponseTypes": ["Other"]}),
            "ValidationException",
            "Member must satisfy enum value set",
        ),
        (
            json!({"EventSourceArn": "arn:aws:kafka:us-east-1:000000000000:cluster/c"}),
            invalid,
            "Unrecognized event source",
        ),
        (json!({"EventSourceArn": null}), invalid, "Unrecognized event source."),
    ];
    for (change, code, words) in cases {
        let mut members = json!({"FunctionName": "f", "EventSourceArn": arn("q")});
        members.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, told, text) = refusal(&server, "POST", MAPPINGS, members).await;
        assert_eq!((status, told.as_str()), (400, code), "{change}: {text}");
        assert!(text.contains(words), "{change}: {text}");
    }
    let uuid = map(&server, "q", json!({})).await;
    let again = json!({"FunctionName": ROLE.replace("iam::", "lambda:us-east-1:").replace("role/runner", "function:f"), "EventSourceArn": arn("q")});
    let (status, code, text) = refusal(&server, "POST", MAPPINGS, again).await;
    assert_eq!((status, code.as_str()), (409, "ResourceConflictException"));
    assert!(text.ends_with(&format!("existing mapping with UUID {uuid}")), "{text}");
    let longer = json!({"Timeout": 31});
    let (_, _, text) =
        refusal(&server, "PUT", &format!("{FUNCTIONS}/f/configuration"), longer).await;
    assert!(text.contains("Queue visibility timeout: 30 seconds"), "{text}");
    let parameters = [("RoleName", "runner"), ("PolicyName", "p")];
    assert_eq!(iam(&server, "DeleteRolePolicy", &parameters).await.status, 200);
    let fifo = json!({"FunctionName": "f", "EventSourceArn": arn("line.fifo")});
    let (_, _, text) = refusal(&server, "POST", MAPPINGS, fifo).await;
    let words =
        "The provided execution role does not have permissions to call ReceiveMessage on SQS";
    assert_eq!(text, words);
    server.stop().await;
}

#[tokio::test]
async fn messages_come_in_batches_and_are_gone_when_the_function_succeeded() {
    let Some(server) = prepared().await else { return };
    queue(&server, "q", json!({})).await;
    map(&server, "q", json!({"BatchSize": 2})).await;
    send(&server, "q", &["a", "b", "c"]).await;
    after(&server, 0).await;
    let mut batches = got(&server).await;
    batches.sort();
    assert_eq!(batches, [vec!["a", "b"], vec!["c"]]);
    assert_eq!(left(&server, "q").await, ("0".to_owned(), "0".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn a_batch_that_fails_comes_back_by_its_visibility_until_it_is_a_dead_letter() {
    let Some(server) = prepared().await else { return };
    queue(&server, "dead", json!({})).await;
    let redrive = json!({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 2}).to_string();
    queue(&server, "q", json!({"VisibilityTimeout": "30", "RedrivePolicy": redrive})).await;
    map(&server, "q", json!({})).await;
    send(&server, "q", &["poison"]).await;
    after(&server, 29_000).await;
    assert_eq!(got(&server).await.len(), 1);
    after(&server, 1_000).await;
    assert_eq!(got(&server).await.len(), 2);
    after(&server, 30_000).await;
    assert_eq!(got(&server).await.len(), 2);
    assert_eq!(left(&server, "dead").await.0, "1");
    server.stop().await;
}

#[tokio::test]
async fn only_what_a_function_names_comes_back() {
    let Some(server) = prepared().await else { return };
    queue(&server, "q", json!({})).await;
    map(&server, "q", json!({"FunctionResponseTypes": ["ReportBatchItemFailures"]})).await;
    send(&server, "q", &["good", "bad 1", "fine", "bad 2"]).await;
    after(&server, 0).await;
    assert_eq!(left(&server, "q").await, ("0".to_owned(), "2".to_owned()));
    after(&server, 30_000).await;
    let batches = got(&server).await;
    assert_eq!(batches[1], ["bad 1", "bad 2"]);
    server.stop().await;
}

#[tokio::test]
async fn a_window_gathers_until_it_closes_or_the_batch_is_full() {
    let Some(server) = prepared().await else { return };
    queue(&server, "q", json!({})).await;
    map(&server, "q", json!({"BatchSize": 3, "MaximumBatchingWindowInSeconds": 5})).await;
    send(&server, "q", &["a"]).await;
    after(&server, 3_000).await;
    send(&server, "q", &["b"]).await;
    after(&server, 1_999).await;
    assert!(got(&server).await.is_empty());
    after(&server, 1).await;
    assert_eq!(got(&server).await, [["a", "b"]]);
    send(&server, "q", &["c", "d", "e"]).await;
    after(&server, 0).await;
    assert_eq!(got(&server).await[1], ["c", "d", "e"]);
    server.stop().await;
}

#[tokio::test]
async fn filters_drop_what_does_not_fit() {
    let Some(server) = prepared().await else { return };
    queue(&server, "q", json!({})).await;
    let filters = json!({"Filters": [
        {"Pattern": r#"{"body": {"kind": ["resize"]}}"#}, {"Pattern": r#"{"body": ["plain"]}"#},
    ]});
    map(&server, "q", json!({"FilterCriteria": filters})).await;
    let fits = r#"{"kind":"resize"}"#;
    send(&server, "q", &[fits, r#"{"kind":"crop"}"#, "plain", "other"]).await;
    after(&server, 0).await;
    assert_eq!(got(&server).await, [[fits, "plain"]]);
    assert_eq!(left(&server, "q").await, ("0".to_owned(), "0".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn a_fifo_group_keeps_its_order_behind_a_failure() {
    let Some(server) = prepared().await else { return };
    queue(&server, "line.fifo", json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"}))
        .await;
    let report = json!({"FunctionResponseTypes": ["ReportBatchItemFailures"], "BatchSize": 1});
    map(&server, "line.fifo", report).await;
    for (group, body) in [("1", "bad"), ("1", "after"), ("2", "other")] {
        let message =
            json!({"QueueUrl": "line.fifo", "MessageBody": body, "MessageGroupId": group});
        sqs(&server, "SendMessage", message).await;
    }
    after(&server, 29_000).await;
    let mut batches = got(&server).await;
    batches.sort();
    assert_eq!(batches, [["bad"], ["other"]]);
    after(&server, 2_000).await;
    assert_eq!(got(&server).await.len(), 3, "`after` waits behind `bad`");
    server.stop().await;
}

#[tokio::test]
async fn no_more_batches_run_at_once_than_the_mapping_allows() {
    let Some(server) = prepared().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let go = folder.path().join("go");
    let environment = json!({"Environment": {"Variables": {"GO": go}}});
    ok(&server, "PUT", &format!("{FUNCTIONS}/f/configuration"), environment).await;
    after(&server, 1_000).await;
    queue(&server, "q", json!({})).await;
    map(&server, "q", json!({"BatchSize": 1, "ScalingConfig": {"MaximumConcurrency": 2}})).await;
    send(&server, "q", &["wait"; 5]).await;
    let flights =
        || server.with_world(|world| world.status()["services"]["lambda"]["flights"].clone());
    while flights() != json!(2) {
        tokio::task::yield_now().await;
    }
    assert_eq!(left(&server, "q").await, ("3".to_owned(), "2".to_owned()));
    std::fs::write(&go, "").unwrap();
    after(&server, 0).await;
    assert_eq!(got(&server).await.len(), 5);
    assert_eq!(flights(), 0);
    server.stop().await;
}

#[tokio::test]
async fn a_mapping_goes_on_after_its_server_and_outlives_its_function() {
    let Some(server) = prepared().await else { return };
    queue(&server, "q", json!({})).await;
    let uuid = map(&server, "q", json!({})).await;
    send(&server, "q", &["poison"]).await;
    after(&server, 0).await;
    let kept = server.fork();
    server.stop().await;
    let server = Server::start(kept, Config::default()).await.unwrap();
    after(&server, 30_000).await;
    assert_eq!(got(&server).await.len(), 2);
    ok(&server, "DELETE", &format!("{FUNCTIONS}/f"), Value::Null).await;
    after(&server, 60_000).await;
    assert_eq!(state(&server, &uuid).await, "Enabled");
    server.stop().await;
}

#[tokio::test]
async fn mappings_carry_tags() {
    let server = mapped_server().await;
    create(&server, "f", CODE).await;
    queue(&server, "q", json!({})).await;
    let members = json!({"FunctionName": "f", "EventSourceArn": arn("q"), "Tags": {"a": "1"}});
    let made = ok(&server, "POST", MAPPINGS, members).await;
    let arn = made["EventSourceMappingArn"].as_str().unwrap();
    let tags = format!("/2017-03-31/tags/{}", arn.replace(':', "%3A"));
    ok(&server, "POST", &tags, json!({"Tags": {"b": "2"}})).await;
    assert_eq!(ok(&server, "GET", &tags, Value::Null).await["Tags"], json!({"a": "1", "b": "2"}));
    let ask = json!({"ResourceTypeFilters": ["lambda:event-source-mapping"]});
    let found = support::json(&server, "ResourceGroupsTaggingAPI_20170126.GetResources", ask).await;
    assert_eq!(found.json()["ResourceTagMappingList"][0]["ResourceARN"], arn);
    server.stop().await;
}

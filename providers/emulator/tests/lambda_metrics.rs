//! What a rollout reads of its versions: metrics by second, alias and version, and log streams by version.
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
use functions::{CODE, FUNCTIONS, create, invoke, lambda, ok, pass, publish, server};
use http_body_util::Full;
use serde_json::{Value, json};
use std::time::Duration;
use support::{START_MS, iam, send, sqs};

/// A server with a function and its alias `live` on version 1; `None` without an interpreter.
async fn prepared() -> Option<Server> {
    let server = server().await;
    create(&server, "f", CODE).await;
    publish(&server, "f").await;
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    ok(&server, "POST", &format!("{FUNCTIONS}/f/aliases"), alias).await;
    // By its number, which the alias doesn't count.
    invoke(&server, "f:1", json!({})).await?;
    Some(server)
}

async fn cloudwatch(server: &Server, body: Value) -> Value {
    let answer = support::json(server, "GraniteServiceVersion20100801.GetMetricData", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn query(id: &str, metric: &str, stat: &str) -> Value {
    let dimensions = json!([
        {"Name": "FunctionName", "Value": "f"}, {"Name": "Resource", "Value": "f:live"},
        {"Name": "ExecutedVersion", "Value": "1"},
    ]);
    let metric = json!({"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions});
    json!({"Id": id, "MetricStat": {"Metric": metric, "Period": 1, "Stat": stat}})
}

fn ask(queries: &[Value]) -> Value {
    let start = START_MS / 1_000;
    json!({
        "StartTime": start, "EndTime": start + 600, "ScanBy": "TimestampAscending",
        "MetricDataQueries": queries,
    })
}

/// The seconds in which version 1 was invoked through the alias, and how often.
async fn counted(server: &Server) -> Vec<(u64, f64)> {
    let data = cloudwatch(server, ask(&[query("i", "Invocations", "Sum")])).await;
    let result = &data["MetricDataResults"][0];
    let (times, values) = (&result["Timestamps"], &result["Values"]);
    let values = values.as_array().unwrap().iter().map(|one| one.as_f64().unwrap());
    times.as_array().unwrap().iter().map(|one| one.as_u64().unwrap()).zip(values).collect()
}

#[tokio::test]
async fn an_invocation_is_counted_when_it_ends_in_the_second_it_began_in() {
    let Some(server) = prepared().await else { return };
    let began = server.with_world(|world| world.now_ms()) / 1_000;
    let path = format!("{FUNCTIONS}/f:live/invocations");
    let long = lambda(&server, "POST", &path, json!({"sleep": 1}));
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        pass(&server, 7_000);
        counted(&server).await
    };
    let (answer, meanwhile) = tokio::join!(long, meanwhile);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(meanwhile, []);
    assert_eq!(counted(&server).await, [(began, 1.0)]);
    server.stop().await;
}

#[tokio::test]
async fn every_door_of_an_alias_tells_the_version_that_ran() {
    let Some(server) = prepared().await else { return };
    let after = async |ms: u64| {
        server.advance(server.with_world(|world| world.now_ms()) + ms).await;
    };
    invoke(&server, "f:live", json!({})).await.unwrap();
    let event = http::Request::post(format!("{}{FUNCTIONS}/f:live/invocations", server.url()))
        .header("x-amz-invocation-type", "Event")
        .body(Full::from("{}"))
        .unwrap();
    assert_eq!(send(event).await.unwrap().status, 202);
    after(100).await;

    let may = support::POLICY.replace("s3:GetObject", "sqs:*");
    let policy = [("RoleName", "runner"), ("PolicyName", "p"), ("PolicyDocument", may.as_str())];
    assert_eq!(iam(&server, "PutRolePolicy", &policy).await.status, 200);
    sqs(&server, "CreateQueue", json!({"QueueName": "jobs"})).await;
    let mapping = json!({
        "FunctionName": "f:live", "EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:jobs",
    });
    ok(&server, "POST", "/2015-03-31/event-source-mappings", mapping).await;
    after(100).await;
    sqs(&server, "SendMessage", json!({"QueueUrl": "jobs", "MessageBody": "one"})).await;
    after(5_000).await;

    let url = json!({"AuthType": "NONE"});
    let made = ok(&server, "POST", "/2021-10-31/functions/f/url?Qualifier=live", url).await;
    let may = [
        json!({"StatementId": "u", "Action": "lambda:InvokeFunctionUrl", "Principal": "*", "FunctionUrlAuthType": "NONE"}),
        json!({"StatementId": "i", "Action": "lambda:InvokeFunction", "Principal": "*", "InvokedViaFunctionUrl": true}),
    ];
    for statement in may {
        ok(&server, "POST", &format!("{FUNCTIONS}/f/policy?Qualifier=live"), statement).await;
    }
    let request = http::Request::get(made["FunctionUrl"].as_str().unwrap());
    assert_eq!(send(request.body(Full::default()).unwrap()).await.unwrap().status, 200);

    let all: f64 = counted(&server).await.into_iter().map(|(_, count)| count).sum();
    assert!((all - 4.0).abs() < f64::EPSILON, "{all} of a call, an event, a message and a request");
    server.stop().await;
}

#[tokio::test]
async fn durations_are_counted_within_a_bound_by_version() {
    let Some(server) = prepared().await else { return };
    for sleep in [0.0, 0.0, 0.3] {
        invoke(&server, "f:live", json!({"sleep": sleep})).await.unwrap();
    }
    let stats = [("n", "SampleCount"), ("c", "TC(:250)"), ("a", "TC(250:)"), ("r", "PR(:250)")];
    let queries = stats.map(|(id, stat)| query(id, "Duration", stat));
    let data = cloudwatch(&server, ask(&queries)).await;
    let results = data["MetricDataResults"].as_array().unwrap();
    let values: Vec<f64> =
        results.iter().map(|result| result["Values"][0].as_f64().unwrap()).collect();
    assert_eq!(&values[..3], [3.0, 2.0, 1.0]);
    assert!((values[3] - 200.0 / 3.0).abs() < 1e-9, "{values:?}");
    server.stop().await;
}

#[tokio::test]
async fn datapoints_come_in_pages() {
    let server = server().await;
    let start = START_MS / 1_000;
    let put = json!({"Namespace": "N", "MetricData": [
        {"MetricName": "a", "Timestamp": start, "Value": 1}, {"MetricName": "a", "Timestamp": start + 1, "Value": 2},
        {"MetricName": "b", "Timestamp": start, "Value": 3}, {"MetricName": "b", "Timestamp": start + 1, "Value": 4},
        {"MetricName": "b", "Timestamp": start + 2, "Value": 5},
    ]});
    let put = support::json(&server, "GraniteServiceVersion20100801.PutMetricData", put).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let one = |name: &str| {
        let metric = json!({"Namespace": "N", "MetricName": name});
        json!({"Id": name, "MetricStat": {"Metric": metric, "Period": 1, "Stat": "Sum"}})
    };
    let mut body = ask(&[one("a"), one("none"), one("b")]);
    body["MaxDatapoints"] = 3.into();
    let first = cloudwatch(&server, body.clone()).await;
    let told = |page: &Value| -> Vec<Value> {
        let results = page["MetricDataResults"].as_array().unwrap();
        let told = results.iter().map(|one| json!([one["Id"], one["Values"], one["StatusCode"]]));
        told.collect()
    };
    let expect = [
        json!(["a", [1.0, 2.0], "Complete"]),
        json!(["none", [], "Complete"]),
        json!(["b", [3.0], "PartialData"]),
    ];
    assert_eq!(told(&first), expect);
    body["NextToken"] = first["NextToken"].clone();
    let second = cloudwatch(&server, body.clone()).await;
    assert_eq!(told(&second), [json!(["b", [4.0, 5.0], "Complete"])]);
    assert_eq!(second["NextToken"], Value::Null);
    body["NextToken"] = "x".into();
    let refused = support::json(&server, "GraniteServiceVersion20100801.GetMetricData", body).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    server.stop().await;
}

#[tokio::test]
async fn a_shared_log_group_has_streams_by_function_and_version() {
    let Some(server) = prepared().await else { return };
    let path = format!("{FUNCTIONS}/f/configuration");
    ok(&server, "PUT", &path, json!({"LoggingConfig": {"LogGroup": "shared"}})).await;
    pass(&server, 1_000);
    ok(&server, "POST", &format!("{FUNCTIONS}/f/versions"), json!({})).await;
    invoke(&server, "f:2", json!({"n": 5})).await.unwrap();
    let find = async |group: &str, prefix: &str| {
        let ask =
            json!({"logGroupName": group, "logStreamNamePrefix": prefix, "filterPattern": "event"});
        let answer = support::json(&server, "Logs_20140328.FilterLogEvents", ask).await;
        (answer.status, answer.json()["events"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(find("shared", "2026/01/01/f[2]").await, (200, 1));
    assert_eq!(find("shared", "2026/01/01/[2]").await, (200, 0));
    assert_eq!(find("/aws/lambda/f", "2026/01/01/[1]").await, (200, 1));
    assert_eq!(find("/aws/lambda/f", "2026/01/01/[2]").await, (200, 0));
    assert_eq!(find("shared", "2026/*").await.0, 400);
    server.stop().await;
}

//! Logs and metrics as callers write and read them, and functions that survive a restart.
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
use functions::{CODE, FUNCTIONS, create, invoke, ok, server};
use serde_json::{Value, json};
use support::{START_MS, json as call, virtual_settings};

async fn logs(server: &Server, operation: &str, body: Value) -> Value {
    let answer = call(server, &format!("Logs_20140328.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

async fn logs_refusal(server: &Server, operation: &str, body: Value) -> String {
    let answer = call(server, &format!("Logs_20140328.{operation}"), body).await;
    assert_eq!(answer.status, 400, "{operation}: {}", answer.text);
    let kind = answer.json()["__type"].as_str().unwrap().to_owned();
    kind.rsplit('#').next().unwrap().to_owned()
}

#[tokio::test]
async fn groups_streams_and_events_are_kept_and_searched() {
    let server = server().await;
    let group = json!({"logGroupName": "/a", "tags": {"k": "v"}});
    logs(&server, "CreateLogGroup", group.clone()).await;
    assert_eq!(
        logs_refusal(&server, "CreateLogGroup", group).await,
        "ResourceAlreadyExistsException"
    );
    for (days, valid) in [(7, true), (13, false)] {
        let body = json!({"logGroupName": "/a", "retentionInDays": days});
        if valid {
            logs(&server, "PutRetentionPolicy", body).await;
        } else {
            assert_eq!(
                logs_refusal(&server, "PutRetentionPolicy", body).await,
                "InvalidParameterException"
            );
        }
    }
    let shown = logs(&server, "DescribeLogGroups", json!({"logGroupNamePrefix": "/"})).await;
    assert_eq!(shown["logGroups"][0]["retentionInDays"], 7);
    assert_eq!(shown["logGroups"][0]["arn"], "arn:aws:logs:us-east-1:000000000000:log-group:/a:*");
    let arn = json!({"resourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:/a"});
    assert_eq!(logs(&server, "ListTagsForResource", arn).await, json!({"tags": {"k": "v"}}));
    let event = |offset: u64, message: &str| json!({"timestamp": START_MS - 5_000 + offset, "message": message});
    for (stream, level) in [("one", "INFO"), ("two", "ERROR")] {
        let named = json!({"logGroupName": "/a", "logStreamName": stream});
        assert_eq!(
            logs_refusal(&server, "GetLogEvents", named.clone()).await,
            "ResourceNotFoundException"
        );
        logs(&server, "CreateLogStream", named.clone()).await;
        let mut put = named.clone();
        let text = json!({"level": level, "code": 500}).to_string();
        put["logEvents"] = json!([event(1, "plain"), event(2, &text)]);
        logs(&server, "PutLogEvents", put).await;
    }
    let filter = |pattern: &str| json!({"logGroupName": "/a", "filterPattern": pattern});
    let count = |found: Value| found["events"].as_array().unwrap().len();
    assert_eq!(count(logs(&server, "FilterLogEvents", filter("plain")).await), 2);
    let found =
        logs(&server, "FilterLogEvents", filter("{ $.level = \"ERROR\" && $.code >= 500 }")).await;
    assert_eq!(found["events"][0]["logStreamName"], "two");
    assert_eq!(
        logs_refusal(&server, "FilterLogEvents", filter("{ nonsense")).await,
        "InvalidParameterException"
    );
    let read =
        json!({"logGroupName": "/a", "logStreamName": "one", "startFromHead": true, "limit": 1});
    let first = logs(&server, "GetLogEvents", read.clone()).await;
    assert_eq!(first["events"][0]["message"], "plain");
    let mut more = read;
    more["nextToken"] = first["nextForwardToken"].clone();
    assert_eq!(count(logs(&server, "GetLogEvents", more).await), 1);
    logs(&server, "DeleteLogGroup", json!({"logGroupName": "/a"})).await;
    assert_eq!(
        logs_refusal(&server, "DeleteLogGroup", json!({"logGroupName": "/a"})).await,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn metrics_come_back_by_period_and_statistic() {
    let server = server().await;
    let cloudwatch = async |operation: &str, body: Value| {
        call(&server, &format!("GraniteServiceVersion20100801.{operation}"), body).await
    };
    let at = START_MS / 1000;
    let data = json!([
        {"MetricName": "m", "Timestamp": at + 1, "Values": [1.0, 3.0], "Counts": [2.0, 2.0]},
        {"MetricName": "m", "Timestamp": at + 65, "StatisticValues": {"SampleCount": 4, "Sum": 20, "Minimum": 1, "Maximum": 9}},
    ]);
    let put = cloudwatch("PutMetricData", json!({"Namespace": "N", "MetricData": data})).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let ask = |stat: &str, period: u32| {
        json!({
            "StartTime": at, "EndTime": at + 120, "ScanBy": "TimestampAscending",
            "MetricDataQueries": [{"Id": "q", "MetricStat": {
                "Metric": {"Namespace": "N", "MetricName": "m"}, "Period": period, "Stat": stat,
            }}],
        })
    };
    for (stat, expect) in [
        ("Sum", json!([8.0, 20.0])),
        ("SampleCount", json!([4.0, 4.0])),
        ("Maximum", json!([3.0, 9.0])),
        ("p50", json!([1.0, 5.0])),
    ] {
        let answer = cloudwatch("GetMetricData", ask(stat, 60)).await.json();
        assert_eq!(answer["MetricDataResults"][0]["Values"], expect, "{stat}");
    }
    let answer = cloudwatch("GetMetricData", ask("Mean", 60)).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let answer = cloudwatch("GetMetricData", ask("Sum", 7)).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let listed = cloudwatch("ListMetrics", json!({"Namespace": "N"})).await.json();
    assert_eq!(listed["Metrics"][0]["MetricName"], "m");
}

#[tokio::test]
async fn functions_and_their_code_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Server::open(dir.path(), virtual_settings(), Config::default());
    let server = open().await.unwrap();
    let trust = [("RoleName", "runner"), ("AssumeRolePolicyDocument", support::TRUST)];
    support::iam(&server, "CreateRole", &trust).await;
    create(&server, "f", CODE).await;
    ok(&server, "POST", &format!("{FUNCTIONS}/f/versions"), json!({})).await;
    let before = ok(&server, "GET", &format!("{FUNCTIONS}/f"), Value::Null).await;
    server.stop().await;
    let server = open().await.unwrap();
    let after = ok(&server, "GET", &format!("{FUNCTIONS}/f"), Value::Null).await;
    assert_eq!(after["Configuration"], before["Configuration"]);
    if let Some(answer) = invoke(&server, "f:1", json!({"n": 1})).await {
        assert_eq!(answer.json(), json!({"version": "1", "n": 1}));
    }
    server.stop().await;
}

//! What CloudWatch and its logs refuse.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use serde_json::{Value, json};
use support::{START_MS, json as call, refusal, virtual_server};

#[tokio::test]
async fn metrics_are_numbers_given_in_one_way() {
    let server = virtual_server().await;
    let put = |datum: Value| {
        let mut datum = datum;
        datum["MetricName"] = json!("m");
        json!({"Namespace": "n", "MetricData": [datum]})
    };
    let set = json!({"SampleCount": 1.0, "Sum": 1.0, "Minimum": 1.0, "Maximum": 1.0});
    let target = "GraniteServiceVersion20100801.PutMetricData";
    for (datum, wanted) in [
        (json!({"Value": "NaN"}), "InvalidParameterValueException"),
        (json!({"Value": "Infinity"}), "InvalidParameterValueException"),
        (json!({}), "InvalidParameterValueException"),
        (json!({"Value": 1.0, "StatisticValues": set}), "InvalidParameterCombinationException"),
        (json!({"Value": 1.0, "Values": [1.0]}), "InvalidParameterCombinationException"),
    ] {
        let (code, _) = refusal(&server, target, put(datum.clone())).await;
        assert_eq!(code, wanted, "{datum}");
    }
    assert_eq!(call(&server, target, put(json!({"StatisticValues": set}))).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_asked_of_metrics() {
    let server = virtual_server().await;
    let (start, end) = (START_MS / 1000 - 60, START_MS / 1000);
    let both = json!({
        "Namespace": "n", "MetricName": "m", "StartTime": start, "EndTime": end, "Period": 60,
        "Statistics": ["Sum"], "ExtendedStatistics": ["p90"],
    });
    let (code, _) =
        refusal(&server, "GraniteServiceVersion20100801.GetMetricStatistics", both).await;
    assert_eq!(code, "InvalidParameterCombinationException");
    let ask = |stat: &str, order: &str| {
        let metric = json!({"Namespace": "n", "MetricName": "m"});
        let query =
            json!({"Id": "a", "MetricStat": {"Metric": metric, "Period": 60, "Stat": stat}});
        json!({"StartTime": start, "EndTime": end, "MetricDataQueries": [query], "ScanBy": order})
    };
    let target = "GraniteServiceVersion20100801.GetMetricData";
    for body in [ask("Odd", "TimestampAscending"), ask("Sum", "Sideways")] {
        assert_eq!(refusal(&server, target, body).await.0, "ValidationError");
    }
    assert_eq!(call(&server, target, ask("Sum", "TimestampAscending")).await.status, 200);
}

#[tokio::test]
async fn what_logs_refuse_before_they_look_for_anything() {
    let server = virtual_server().await;
    for (operation, body) in [
        ("CreateLogGroup", json!({"logGroupName": "g", "logGroupClass": "ODD"})),
        ("DescribeLogStreams", json!({"logGroupName": "g", "orderBy": "Odd"})),
        ("PutLogEvents", json!({"logGroupName": "g", "logStreamName": "s", "logEvents": []})),
    ] {
        let (code, text) = refusal(&server, &format!("Logs_20140328.{operation}"), body).await;
        assert_eq!(code, "InvalidParameterException", "{operation}");
        assert!(text.contains("failed to satisfy constraint"), "{text}");
    }
}

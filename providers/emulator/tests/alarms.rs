//! What alarms are told, and how they are shown, found, tagged and deleted.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use cutover_emulator::Server;
use serde_json::{Value, json};
use support::{json as call, later, refusal, try_query, virtual_server};

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:t";

async fn ok(server: &Server, operation: &str, body: Value) -> Value {
    let answer = call(server, &format!("GraniteServiceVersion20100801.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

async fn refused(server: &Server, operation: &str, body: Value) -> (String, String) {
    refusal(server, &format!("GraniteServiceVersion20100801.{operation}"), body).await
}

fn with(mut base: Value, more: Value) -> Value {
    base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    base
}

fn alarm(name: &str, more: Value) -> Value {
    let base = json!({
        "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 3, "Threshold": 5, "ComparisonOperator": "GreaterThanThreshold",
    });
    with(base, more)
}

fn names(answer: &Value, kind: &str) -> Vec<String> {
    let alarms = answer[kind].as_array().unwrap().iter();
    alarms.map(|alarm| alarm["AlarmName"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_alarm_is_shown_as_it_was_told_and_putting_it_again_replaces_it_whole() {
    let server = virtual_server().await;
    let more = json!({
        "AlarmDescription": "d", "AlarmActions": [TOPIC], "DatapointsToAlarm": 2, "TreatMissingData": "ignore",
        "Dimensions": [{"Name": "FunctionName", "Value": "f"}], "Tags": [{"Key": "team", "Value": "red"}],
    });
    ok(&server, "PutMetricAlarm", alarm("a", more)).await;
    let shown = ok(&server, "DescribeAlarms", json!({})).await["MetricAlarms"][0].clone();
    let at = 1_767_225_600.0;
    assert_eq!(
        shown,
        json!({
            "AlarmName": "a", "AlarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
            "AlarmDescription": "d", "ActionsEnabled": true, "OKActions": [], "AlarmActions": [TOPIC],
            "InsufficientDataActions": [], "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
            "Dimensions": [{"Name": "FunctionName", "Value": "f"}], "EvaluationPeriods": 3, "DatapointsToAlarm": 2,
            "Threshold": 5.0, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore",
            "StateValue": "INSUFFICIENT_DATA", "StateReason": "Unchecked: Initial alarm creation",
            "StateUpdatedTimestamp": at, "StateTransitionedTimestamp": at, "AlarmConfigurationUpdatedTimestamp": at,
        })
    );
    let state = json!({"AlarmName": "a", "StateValue": "OK", "StateReason": "by hand"});
    ok(&server, "SetAlarmState", state).await;
    later(&server, 500);
    ok(&server, "PutMetricAlarm", alarm("a", json!({"Tags": [{"Key": "x", "Value": "y"}]}))).await;
    let shown = ok(&server, "DescribeAlarms", json!({})).await["MetricAlarms"][0].clone();
    assert_eq!((&shown["StateValue"], &shown["StateReason"]), (&json!("OK"), &json!("by hand")));
    for member in ["AlarmDescription", "DatapointsToAlarm", "TreatMissingData"] {
        assert_eq!(shown.get(member), None, "{member}");
    }
    let arn = shown["AlarmArn"].clone();
    // The tags of an update are passed over.
    let tags = ok(&server, "ListTagsForResource", json!({"ResourceARN": arn})).await;
    assert_eq!(tags["Tags"], json!([{"Key": "team", "Value": "red"}]));
}

#[tokio::test]
async fn an_alarm_on_an_expression_keeps_its_metrics() {
    let server = virtual_server().await;
    let stat = |id: &str, metric: &str| {
        json!({"Id": id, "ReturnData": false, "MetricStat": {
            "Metric": {"Namespace": "N", "MetricName": metric, "Dimensions": []}, "Period": 60, "Stat": "Sum",
        }})
    };
    let rate =
        json!({"Id": "rate", "Expression": "100 * e / i", "Label": "rate", "ReturnData": true});
    let base = json!({
        "AlarmName": "rate", "EvaluationPeriods": 1, "Threshold": 1.5,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    });
    let metrics = json!([rate, stat("e", "errors"), stat("i", "calls")]);
    ok(&server, "PutMetricAlarm", with(base.clone(), json!({"Metrics": metrics}))).await;
    let shown = ok(&server, "DescribeAlarms", json!({})).await["MetricAlarms"][0].clone();
    assert_eq!(shown["Metrics"], metrics);
    assert_eq!(shown.get("Period"), None);
    let scalar = json!([{"Id": "s", "Expression": "AVG(e)"}, stat("e", "errors")]);
    let none = json!([stat("e", "errors")]);
    let search = json!([{"Id": "s", "Expression": "SEARCH('x', 'Sum', 60)"}]);
    for (metrics, word) in
        [(scalar, "single time series"), (none, "Exactly one element"), (search, "SEARCH")]
    {
        let (code, text) =
            refused(&server, "PutMetricAlarm", with(base.clone(), json!({"Metrics": metrics})))
                .await;
        assert!(code == "ValidationError" && text.contains(word), "{text}");
    }
}

#[tokio::test]
async fn what_is_no_alarm_is_refused() {
    let server = virtual_server().await;
    let many: Vec<String> = (0..6).map(|number| format!("{TOPIC}{number}")).collect();
    for (more, word) in [
        (json!({"AlarmName": ""}), "alarmName"),
        (json!({"AlarmName": "a\nb"}), "control characters"),
        (json!({"AlarmDescription": "x".repeat(1_025)}), "alarmDescription"),
        (json!({"AlarmActions": many}), "alarmActions"),
        (json!({"AlarmActions": ["topic"]}), "Invalid arn syntax"),
        (
            json!({"OKActions": ["arn:aws:sns:eu-west-1:000000000000:t"]}),
            "Invalid region eu-west-1",
        ),
        (json!({"OKActions": ["arn:aws:sqs:us-east-1:000000000000:q"]}), "Unsupported action"),
        (json!({"MetricName": null}), "Exactly one of"),
        (json!({"Namespace": null}), "namespace"),
        (json!({"Namespace": ":x"}), "namespace"),
        (json!({"Namespace": "\u{2603}"}), "ASCII"),
        (json!({"Statistic": null}), "Exactly one of Statistic"),
        (json!({"ExtendedStatistic": "p99"}), "together"),
        (json!({"Statistic": "Mean"}), "enum value set"),
        (json!({"Statistic": null, "ExtendedStatistic": "p101"}), "not supported"),
        (json!({"Period": 15}), "multiple of 60"),
        (json!({"Period": 1}), "multiple of 60"),
        (json!({"Period": 0}), "period"),
        (json!({"Period": null}), "period"),
        (json!({"EvaluationPeriods": 1_441}), "more than a day"),
        (json!({"Period": 3_600, "EvaluationPeriods": 169}), "more than a week"),
        (json!({"DatapointsToAlarm": 4}), "less than or equal to EvaluationPeriods"),
        (json!({"Threshold": null}), "Threshold"),
        (json!({"ComparisonOperator": "LessThanLowerThreshold"}), "anomaly detection"),
        (json!({"ComparisonOperator": "Equals"}), "enum value set"),
        (json!({"TreatMissingData": "guess"}), "TreatMissingData"),
        (json!({"EvaluateLowSampleCountPercentile": "guess"}), "EvaluateLowSampleCountPercentile"),
        (json!({"Unit": "Apples"}), "enum value set"),
        (json!({"EvaluationWindow": {"SlidingWindow": {}}}), "does not model"),
        (json!({"Metrics": []}), "together with Metrics"),
        (json!({"Tags": [{"Key": "aws:x", "Value": ""}]}), "reserved prefix"),
    ] {
        let (code, text) = refused(&server, "PutMetricAlarm", alarm("a", more.clone())).await;
        assert!(code == "ValidationError" && text.contains(word), "{more}: {text}");
    }
    assert_eq!(names(&ok(&server, "DescribeAlarms", json!({})).await, "MetricAlarms").len(), 0);
    let state = json!({"AlarmName": "none", "StateValue": "OK", "StateReason": "x"});
    assert_eq!(refused(&server, "SetAlarmState", state.clone()).await.0, "ResourceNotFound");
    let bad = with(state, json!({"StateReasonData": "{"}));
    assert_eq!(refused(&server, "SetAlarmState", bad).await.0, "InvalidFormatFault");
}

#[tokio::test]
async fn alarms_are_found_by_name_kind_state_and_action_in_pages() {
    let server = virtual_server().await;
    for name in ["web-2", "web-1", "job"] {
        ok(
            &server,
            "PutMetricAlarm",
            alarm(name, json!({"OKActions": [format!("{TOPIC}-{name}")]})),
        )
        .await;
    }
    let rule = json!({"AlarmName": "web-all", "AlarmRule": "ALARM(\"web-1\") OR ALARM(web-2)"});
    ok(&server, "PutCompositeAlarm", rule).await;
    let state = json!({"AlarmName": "job", "StateValue": "ALARM", "StateReason": "x"});
    ok(&server, "SetAlarmState", state).await;
    let both = json!(["MetricAlarm", "CompositeAlarm"]);
    for (ask, metric, composite) in [
        (json!({}), vec!["job", "web-1", "web-2"], vec![]),
        (json!({"AlarmTypes": both}), vec!["job", "web-1", "web-2"], vec!["web-all"]),
        (json!({"AlarmTypes": ["CompositeAlarm"]}), vec![], vec!["web-all"]),
        (json!({"AlarmTypes": ["LogAlarm"]}), vec![], vec![]),
        (
            json!({"AlarmNamePrefix": "web", "AlarmTypes": both}),
            vec!["web-1", "web-2"],
            vec!["web-all"],
        ),
        (json!({"AlarmNames": ["job", "web-all", "none"]}), vec!["job"], vec![]),
        (json!({"StateValue": "ALARM"}), vec!["job"], vec![]),
        (json!({"ActionPrefix": format!("{TOPIC}-web")}), vec!["web-1", "web-2"], vec![]),
        (json!({"ChildrenOfAlarmName": "web-all"}), vec!["web-1", "web-2"], vec![]),
        (json!({"ParentsOfAlarmName": "web-1"}), vec![], vec!["web-all"]),
        (json!({"ParentsOfAlarmName": "job"}), vec![], vec![]),
    ] {
        let found = ok(&server, "DescribeAlarms", ask.clone()).await;
        assert_eq!(names(&found, "MetricAlarms"), metric, "{ask}");
        assert_eq!(names(&found, "CompositeAlarms"), composite, "{ask}");
    }
    let (mut token, mut pages) = (Value::Null, Vec::new());
    loop {
        let ask = json!({"AlarmTypes": both, "MaxRecords": 3, "NextToken": token});
        let page = ok(&server, "DescribeAlarms", ask).await;
        pages.push(names(&page, "MetricAlarms").len() + names(&page, "CompositeAlarms").len());
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(pages, [3, 1]);
    for (ask, code) in [
        (json!({"NextToken": "junk"}), "InvalidNextToken"),
        (json!({"MaxRecords": 101}), "ValidationError"),
        (json!({"AlarmNames": ["a"], "AlarmNamePrefix": "a"}), "ValidationError"),
        (json!({"ChildrenOfAlarmName": "a", "StateValue": "OK"}), "ValidationError"),
        (json!({"AlarmTypes": ["Other"]}), "ValidationError"),
    ] {
        assert_eq!(refused(&server, "DescribeAlarms", ask.clone()).await.0, code, "{ask}");
    }
    let metric = json!({"Namespace": "N", "MetricName": "m"});
    let found = ok(&server, "DescribeAlarmsForMetric", metric.clone()).await;
    assert_eq!(names(&found, "MetricAlarms").len(), 3);
    for more in [
        json!({"Statistic": "Average"}),
        json!({"Period": 120}),
        json!({"Dimensions": [{"Name": "a", "Value": "b"}]}),
    ] {
        let found = ok(&server, "DescribeAlarmsForMetric", with(metric.clone(), more)).await;
        assert_eq!(names(&found, "MetricAlarms").len(), 0);
    }
}

#[tokio::test]
async fn composite_alarms_hold_on_to_those_they_ask_for() {
    let server = virtual_server().await;
    let composite = |name: &str, rule: &str| json!({"AlarmName": name, "AlarmRule": rule});
    for (rule, word) in [
        ("ALARM(gone) OR OK(lost)", "alarms [gone, lost] in the alarm rule do not exist"),
        ("ALARM", "Error in AlarmRule"),
        ("", "alarmRule"),
    ] {
        let (code, text) = refused(&server, "PutCompositeAlarm", composite("c", rule)).await;
        assert!(code == "ValidationError" && text.contains(word), "{text}");
    }
    for name in ["a", "b"] {
        ok(&server, "PutMetricAlarm", alarm(name, json!({}))).await;
    }
    let arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a";
    ok(&server, "PutCompositeAlarm", composite("c", &format!("ALARM(\"{arn}\")"))).await;
    ok(&server, "PutCompositeAlarm", composite("d", "TRUE")).await;
    let (_, text) = refused(&server, "PutCompositeAlarm", composite("a", "TRUE")).await;
    assert!(text.contains("already the name of a MetricAlarm"), "{text}");
    let (_, text) = refused(&server, "PutMetricAlarm", alarm("c", json!({}))).await;
    assert!(text.contains("already the name of a CompositeAlarm"), "{text}");
    let (code, text) = refused(&server, "DeleteAlarms", json!({"AlarmNames": ["a", "b"]})).await;
    assert_eq!(
        (code.as_str(), text.as_str()),
        ("ValidationError", "Cannot delete a as there are composite alarm(s) depending on it.")
    );
    let (_, text) = refused(&server, "DeleteAlarms", json!({"AlarmNames": ["c", "d"]})).await;
    assert!(text.contains("At most one composite alarm"), "{text}");
    ok(&server, "DeleteAlarms", json!({"AlarmNames": ["a", "b", "c", "none"]})).await;
    let left =
        ok(&server, "DescribeAlarms", json!({"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}))
            .await;
    assert_eq!(
        (names(&left, "MetricAlarms").len(), names(&left, "CompositeAlarms")),
        (0, vec!["d".into()])
    );
}

#[tokio::test]
async fn history_outlives_the_alarm_and_comes_in_pages_from_either_end() {
    let server = virtual_server().await;
    ok(&server, "PutMetricAlarm", alarm("a", json!({"TreatMissingData": "ignore"}))).await;
    for (state, at) in [("OK", 1), ("OK", 2), ("ALARM", 3)] {
        later(&server, 100 * at);
        let data = json!({"n": at}).to_string();
        let set = json!({"AlarmName": "a", "StateValue": state, "StateReason": "x", "StateReasonData": data});
        ok(&server, "SetAlarmState", set).await;
    }
    for operation in ["DisableAlarmActions", "DisableAlarmActions", "EnableAlarmActions"] {
        ok(&server, operation, json!({"AlarmNames": ["a", "none"]})).await;
    }
    ok(&server, "DeleteAlarms", json!({"AlarmNames": ["a"]})).await;
    let (mut told, mut token) = (Vec::new(), Value::Null);
    loop {
        let ask = json!({"AlarmName": "a", "MaxRecords": 2, "NextToken": token});
        let page = ok(&server, "DescribeAlarmHistory", ask).await;
        told.extend(page["AlarmHistoryItems"].as_array().unwrap().clone());
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    let summaries: Vec<&str> =
        told.iter().map(|item| item["HistorySummary"].as_str().unwrap()).collect();
    // What did not change is not told.
    assert_eq!(
        summaries,
        [
            "Alarm \"a\" deleted",
            "Alarm \"a\" updated",
            "Alarm \"a\" updated",
            "Alarm updated from OK to ALARM",
            "Alarm updated from INSUFFICIENT_DATA to OK",
            "Alarm \"a\" created",
        ]
    );
    let data = |item: &Value| -> Value {
        serde_json::from_str(item["HistoryData"].as_str().unwrap()).unwrap()
    };
    assert_eq!(data(&told[3])["newState"]["stateReasonData"], json!({"n": 3}));
    assert_eq!(data(&told[1])["originalUpdatedFields"]["actionsEnabled"], false);
    assert_eq!(data(&told[5])["createdAlarm"]["okactions"], json!([]));
    let ask =
        json!({"HistoryItemType": "StateUpdate", "ScanBy": "TimestampAscending", "MaxRecords": 1});
    let first = ok(&server, "DescribeAlarmHistory", ask).await;
    assert_eq!(
        first["AlarmHistoryItems"][0]["HistorySummary"],
        "Alarm updated from INSUFFICIENT_DATA to OK"
    );
    let ask = json!({"StartDate": 1_767_225_600.5, "HistoryItemType": "StateUpdate"});
    let late = ok(&server, "DescribeAlarmHistory", ask).await;
    assert_eq!(late["AlarmHistoryItems"].as_array().unwrap().len(), 1);
    let ask = json!({"AlarmTypes": ["CompositeAlarm"]});
    let none = ok(&server, "DescribeAlarmHistory", ask).await;
    assert_eq!(none["AlarmHistoryItems"], json!([]));
}

#[tokio::test]
async fn alarms_carry_tags_by_both_apis() {
    let server = virtual_server().await;
    ok(&server, "PutMetricAlarm", alarm("a", json!({}))).await;
    let arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a";
    let tags = json!([{"Key": "k", "Value": "v"}, {"Key": "l", "Value": ""}]);
    ok(&server, "TagResource", json!({"ResourceARN": arn, "Tags": tags})).await;
    ok(&server, "UntagResource", json!({"ResourceARN": arn, "TagKeys": ["l", "none"]})).await;
    let listed = ok(&server, "ListTagsForResource", json!({"ResourceARN": arn})).await;
    assert_eq!(listed["Tags"], json!([{"Key": "k", "Value": "v"}]));
    let found = call(
        &server,
        "ResourceGroupsTaggingAPI_20170126.GetResources",
        json!({"ResourceTypeFilters": ["cloudwatch:alarm"], "TagFilters": [{"Key": "k"}]}),
    )
    .await
    .json();
    assert_eq!(found["ResourceTagMappingList"][0]["ResourceARN"], arn);
    for (body, code) in [
        (json!({"ResourceARN": format!("{arn}b"), "Tags": tags}), "ResourceNotFoundException"),
        (json!({"ResourceARN": "a", "Tags": tags}), "InvalidParameterValueException"),
        (
            json!({"ResourceARN": arn, "Tags": [{"Key": "aws:k", "Value": ""}]}),
            "InvalidParameterValueException",
        ),
        (json!({"ResourceARN": arn}), "ValidationError"),
    ] {
        assert_eq!(refused(&server, "TagResource", body.clone()).await.0, code, "{body}");
    }
}

/// Query clients send every number as text, and read XML.
#[tokio::test]
async fn alarms_speak_the_query_protocol_too() {
    let server = virtual_server().await;
    let query = async |action: &str, parameters: &[(&str, &str)]| {
        try_query(&server, "monitoring", action, parameters).await.unwrap()
    };
    let put = [
        ("AlarmName", "q"),
        ("Metrics.member.1.Id", "m"),
        ("Metrics.member.1.ReturnData", "true"),
        ("Metrics.member.1.MetricStat.Metric.Namespace", "N"),
        ("Metrics.member.1.MetricStat.Metric.MetricName", "m"),
        ("Metrics.member.1.MetricStat.Period", "60"),
        ("Metrics.member.1.MetricStat.Stat", "p99"),
        ("EvaluationPeriods", "2"),
        ("Threshold", "1.0"),
        ("ComparisonOperator", "LessThanThreshold"),
        ("AlarmActions.member.1", TOPIC),
    ];
    let answer = query("PutMetricAlarm", &put).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let shown = ok(&server, "DescribeAlarms", json!({})).await["MetricAlarms"][0].clone();
    assert_eq!(shown["Metrics"][0]["MetricStat"]["Period"], 60);
    assert_eq!(shown["Metrics"][0]["ReturnData"], true);
    let answer = query("DescribeAlarms", &[("AlarmNames.member.1", "q")]).await;
    assert_eq!(answer.element("StateUpdatedTimestamp"), "2026-01-01T00:00:00Z");
    assert_eq!(answer.element("Threshold"), "1.0");
    let answer = query(
        "SetAlarmState",
        &[("AlarmName", "none"), ("StateValue", "OK"), ("StateReason", "x")],
    )
    .await;
    assert_eq!((answer.status, answer.element("Code")), (404, "ResourceNotFound"));
}

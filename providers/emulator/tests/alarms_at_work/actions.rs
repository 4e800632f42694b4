//! Whom alarms tell: topics, functions and the default bus.
use super::*;

#[tokio::test]
async fn a_topic_is_told_what_happened() {
    let server = virtual_server().await;
    let url = topic(&server).await;
    let more = json!({
        "AlarmActions": [TOPIC], "OKActions": [TOPIC], "AlarmDescription": "too much",
        "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
    });
    put(&server, "a", more).await;
    set(&server, "a", "ALARM").await;
    // The same state again is no change.
    set(&server, "a", "ALARM").await;
    let told = messages(&server, &url).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["Subject"], "ALARM: \"a\" in US East (N. Virginia)");
    let message: Value = serde_json::from_str(told[0]["Message"].as_str().unwrap()).unwrap();
    let at = "2026-01-01T00:00:00.000+0000";
    assert_eq!(
        message,
        json!({
            "AlarmName": "a", "AlarmDescription": "too much", "AWSAccountId": "000000000000",
            "AlarmConfigurationUpdatedTimestamp": at, "NewStateValue": "ALARM", "NewStateReason": "by hand",
            "StateChangeTime": at, "Region": "US East (N. Virginia)", "AlarmArn": ALARM_ARN,
            "OldStateValue": "INSUFFICIENT_DATA", "OKActions": [TOPIC], "AlarmActions": [TOPIC],
            "InsufficientDataActions": [],
            "Trigger": {
                "MetricName": "m", "Namespace": "N", "StatisticType": "Statistic", "Statistic": "SUM", "Unit": null,
                "Dimensions": [{"name": "FunctionName", "value": "f"}], "Period": 60, "EvaluationPeriods": 1,
                "ComparisonOperator": "GreaterThanThreshold", "Threshold": 5.0, "TreatMissingData": "missing",
                "EvaluateLowSampleCountPercentile": "",
            },
        })
    );
    ok(&server, "DisableAlarmActions", json!({"AlarmNames": ["a"]})).await;
    set(&server, "a", "OK").await;
    ok(&server, "EnableAlarmActions", json!({"AlarmNames": ["a"]})).await;
    assert_eq!(messages(&server, &url).await.len(), 0);
    // Nothing is to be done about insufficient data.
    set(&server, "a", "INSUFFICIENT_DATA").await;
    set(&server, "a", "OK").await;
    assert_eq!(messages(&server, &url).await.len(), 1);
    let done = format!("Successfully executed action {TOPIC}");
    assert_eq!(acted(&server, "a").await, [done.clone(), done]);
}

#[tokio::test]
async fn a_topic_that_does_not_let_alarms_publish_is_not_told() {
    let server = virtual_server().await;
    let url = topic(&server).await;
    let none = format!("{TOPIC}-none");
    put(&server, "a", json!({"AlarmActions": [TOPIC, none]})).await;
    put(&server, "b", json!({"AlarmActions": [TOPIC]})).await;
    let policy = json!({"Statement": [{
        "Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish",
        "Resource": TOPIC, "Condition": {"ArnLike": {"aws:SourceArn": format!("{ALARM_ARN}*")}},
    }]});
    let policy = policy.to_string();
    let parameters =
        [("TopicArn", TOPIC), ("AttributeName", "Policy"), ("AttributeValue", policy.as_str())];
    let answer = try_query(&server, "sns", "SetTopicAttributes", &parameters).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
    set(&server, "a", "ALARM").await;
    set(&server, "b", "ALARM").await;
    let told = messages(&server, &url).await;
    assert_eq!(told.len(), 1);
    assert!(told[0]["Subject"].as_str().unwrap().contains("\"a\""), "{told:?}");
    let acted_a = acted(&server, "a").await;
    assert_eq!(acted_a[0], format!("Successfully executed action {TOPIC}"));
    assert!(acted_a[1].contains("Resource does not exist"), "{acted_a:?}");
    let acted_b = acted(&server, "b").await;
    assert!(acted_b.len() == 1 && acted_b[0].contains("not authorized"), "{acted_b:?}");
}

#[tokio::test]
async fn the_default_bus_gets_every_change() {
    let server = virtual_server().await;
    let url = queue(&server).await;
    let pattern = json!({"source": ["aws.cloudwatch"], "detail": {"state": {"value": ["ALARM"]}}});
    for (operation, body) in [
        ("PutRule", json!({"Name": "r", "EventPattern": pattern.to_string()})),
        (
            "PutTargets",
            json!({"Rule": "r", "Targets": [{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"}]}),
        ),
    ] {
        let answer = call(&server, &format!("AWSEvents.{operation}"), body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let dimensions = json!([{"Name": "FunctionName", "Value": "f"}]);
    put(&server, "a", json!({"ActionsEnabled": false, "Dimensions": dimensions})).await;
    set(&server, "a", "OK").await;
    set(&server, "a", "ALARM").await;
    let told = messages(&server, &url).await;
    assert_eq!(told.len(), 1);
    let event = &told[0];
    assert_eq!(
        (&event["detail-type"], &event["resources"]),
        (&json!("CloudWatch Alarm State Change"), &json!([ALARM_ARN]))
    );
    let detail = &event["detail"];
    let at = "2026-01-01T00:00:00.000+0000";
    assert_eq!(
        detail["previousState"],
        json!({"value": "OK", "reason": "by hand", "timestamp": at})
    );
    assert_eq!(
        detail["configuration"]["metrics"][0]["metricStat"],
        json!({
            "metric": {"namespace": "N", "name": "m", "dimensions": {"FunctionName": "f"}},
            "period": 60, "stat": "Sum",
        })
    );
}

#[tokio::test]
async fn a_function_is_invoked_where_it_lets_alarms() {
    let server = functions::server().await;
    create(&server, "f", functions::CODE).await;
    let action = "arn:aws:lambda:us-east-1:000000000000:function:f";
    put(&server, "a", json!({"AlarmActions": [action], "OKActions": [action]})).await;
    set(&server, "a", "ALARM").await;
    let permission = json!({
        "StatementId": "s", "Action": "lambda:InvokeFunction",
        "Principal": "lambda.alarms.cloudwatch.amazonaws.com", "SourceArn": ALARM_ARN,
    });
    let path = format!("{}/f/policy", functions::FUNCTIONS);
    functions::ok(&server, "POST", &path, permission).await;
    set(&server, "a", "OK").await;
    let acted = acted(&server, "a").await;
    assert!(acted[0].contains("not authorized"), "{acted:?}");
    assert_eq!(acted[1..], [format!("Successfully executed action {action}")]);
    let ask = json!({"AlarmName": "a", "HistoryItemType": "Action", "MaxRecords": 1});
    let last = ok(&server, "DescribeAlarmHistory", ask).await["AlarmHistoryItems"][0].clone();
    let data: Value = serde_json::from_str(last["HistoryData"].as_str().unwrap()).unwrap();
    let event: Value = serde_json::from_str(data["publishedMessage"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&event["source"], &event["alarmArn"], &event["alarmData"]["state"]["value"]),
        (&json!("aws.cloudwatch"), &json!(ALARM_ARN), &json!("OK"))
    );
}

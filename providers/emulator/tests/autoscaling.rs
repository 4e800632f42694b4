//! Application Auto Scaling of provisioned concurrency, on a clock that is told to move.
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

use cutover_emulator::{Config, Server, World};
use functions::{CODE, FUNCTIONS, create, invoke, lambda, ok, publish, server, server_with};
use serde_json::{Value, json};
use support::{START_MS, virtual_settings};

const MINUTE_MS: u64 = 60_000;
const PROVISIONED: &str = "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=live";

async fn call(server: &Server, operation: &str, body: &Value) -> support::Answer {
    support::json(server, &format!("AnyScaleFrontendService.{operation}"), body.clone()).await
}

/// A call that succeeds, on the alias `f:live`.
async fn scaling(server: &Server, operation: &str, more: Value) -> Value {
    let body = on_live(more);
    let answer = call(server, operation, &body).await;
    assert_eq!(answer.status, 200, "{operation} {body}: {}", answer.text);
    answer.json()
}

/// A call that is refused: its code and its message.
async fn refused(server: &Server, operation: &str, more: Value) -> (String, String) {
    let body = on_live(more);
    let answer = call(server, operation, &body).await;
    assert_eq!(answer.status, 400, "{operation} {body}: {}", answer.text);
    let told = answer.json();
    let code = told["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    let message = told.get("Message").or_else(|| told.get("message")).unwrap();
    (code, message.as_str().unwrap().to_owned())
}

/// The members that name the alias's provisioned concurrency, unless others are given.
fn on_live(more: Value) -> Value {
    let mut body = json!({
        "ServiceNamespace": "lambda", "ResourceId": "function:f:live",
        "ScalableDimension": "lambda:function:ProvisionedConcurrency",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// A server with a function whose alias `live` points to its version 1.
async fn prepared() -> Server {
    let server = server().await;
    alias(&server).await;
    server
}

async fn alias(server: &Server) {
    create(server, "f", CODE).await;
    ok(server, "POST", &format!("{FUNCTIONS}/f/versions"), json!({})).await;
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    ok(server, "POST", &format!("{FUNCTIONS}/f/aliases"), alias).await;
}

/// Moves the clock to so many minutes after the world began, and lets everything run.
async fn at_minute(server: &Server, minute: u64) {
    server.advance(START_MS + minute * MINUTE_MS).await;
}

/// The provisioned concurrency asked for, zero when there is none.
async fn size(server: &Server) -> u64 {
    let answer = lambda(server, "GET", PROVISIONED, Value::Null).await;
    if answer.status == 404 {
        return 0;
    }
    answer.json()["RequestedProvisionedConcurrentExecutions"].as_u64().unwrap()
}

async fn activities(server: &Server, with_held: bool) -> Vec<Value> {
    let ask = json!({"IncludeNotScaledActivities": with_held});
    let told = scaling(server, "DescribeScalingActivities", ask).await;
    told["ScalingActivities"].as_array().unwrap().clone()
}

/// A policy that tracks a metric of the caller's own.
fn tracking(target: f64) -> Value {
    json!({
        "PolicyName": "load", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": target,
            "CustomizedMetricSpecification": {
                "Namespace": "shop", "MetricName": "Load", "Statistic": "Average",
                "Dimensions": [{"Name": "of", "Value": "f"}],
            },
        },
    })
}

/// Puts the metric's value in the middle of a minute.
async fn load(server: &Server, minute: u64, value: f64) {
    let at = START_MS / 1000 + minute * 60 + 30;
    let datum = json!({
        "MetricName": "Load", "Dimensions": [{"Name": "of", "Value": "f"}], "Timestamp": at, "Value": value,
    });
    let body = json!({"Namespace": "shop", "MetricData": [datum]});
    let answer = support::json(server, "GraniteServiceVersion20100801.PutMetricData", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn registering_raises_to_the_minimum_and_lowers_to_the_maximum() {
    let server = prepared().await;
    let told =
        scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 3, "MaxCapacity": 9}))
            .await;
    let arn = told["ScalableTargetARN"].as_str().unwrap();
    assert!(
        arn.starts_with("arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/"),
        "{arn}"
    );
    assert_eq!(size(&server).await, 3);
    let before = activities(&server, false).await;
    assert_eq!(before[0]["StatusCode"], "InProgress");
    assert_eq!(before[0]["Cause"], "minimum capacity was set to 3");
    assert_eq!(before[0].get("EndTime"), None);
    at_minute(&server, 1).await;
    let after = activities(&server, false).await;
    assert_eq!(after[0]["StatusCode"], "Successful");
    assert_eq!(
        after[0]["StatusMessage"],
        "Successfully set desired concurrency to 3. Change successfully fulfilled by lambda."
    );
    let again = json!({"MinCapacity": 1, "MaxCapacity": 2});
    assert_eq!(scaling(&server, "RegisterScalableTarget", again).await, told, "the same target");
    assert_eq!(size(&server).await, 2);
    let suspended = json!({"SuspendedState": {"ScheduledScalingSuspended": true}});
    scaling(&server, "RegisterScalableTarget", suspended).await;
    let shown =
        scaling(&server, "DescribeScalableTargets", json!({"ResourceIds": ["function:f:live"]}));
    let shown = shown.await["ScalableTargets"][0].clone();
    assert_eq!((&shown["MinCapacity"], &shown["MaxCapacity"]), (&json!(1), &json!(2)));
    assert_eq!(shown["SuspendedState"]["ScheduledScalingSuspended"], true);
    assert_eq!(shown["SuspendedState"]["DynamicScalingInSuspended"], false);
    assert!(shown["RoleARN"].as_str().unwrap().ends_with(
        ":role/aws-service-role/lambda.application-autoscaling.amazonaws.com/\
         AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency"
    ));
}

#[tokio::test]
async fn what_lambda_refuses_is_an_activity_that_failed() {
    let server = prepared().await;
    publish(&server, "f").await;
    let weights = json!({"RoutingConfig": {"AdditionalVersionWeights": {"2": 0.1}}});
    ok(&server, "PUT", &format!("{FUNCTIONS}/f/aliases/live"), weights).await;
    scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 3, "MaxCapacity": 9})).await;
    assert_eq!(size(&server).await, 0);
    let failed = activities(&server, false).await;
    assert_eq!(failed[0]["StatusCode"], "Failed");
    assert_eq!(
        failed[0]["StatusMessage"],
        "Failed to set desired concurrency to 3. Reason: Alias with weights can not be used with Provisioned Concurrency"
    );
}

#[tokio::test]
async fn targets_that_make_no_sense_are_refused() {
    let server = prepared().await;
    for (more, words) in [
        (json!({"ResourceId": "function:f:$LATEST"}), "Unsupported service namespace"),
        (json!({"ResourceId": "function:f:9"}), "Lambda function doesn't exist: function:f:9"),
        (json!({"ResourceId": "function:g:live"}), "Lambda function doesn't exist"),
        (json!({"MinCapacity": 3, "MaxCapacity": 2}), "Maximum capacity cannot be less than"),
        (json!({"MinCapacity": -1, "MaxCapacity": 2}), "greater than or equal to 0"),
        (json!({"MinCapacity": null, "MaxCapacity": 2}), "are required to register"),
    ] {
        let mut body = json!({"MinCapacity": 1, "MaxCapacity": 2});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (code, message) = refused(&server, "RegisterScalableTarget", body).await;
        assert_eq!(code, "ValidationException", "{message}");
        assert!(message.contains(words), "{message}");
    }
    let named = "service namespace: lambda, resource ID: function:f:live, scalable dimension: \
                 lambda:function:ProvisionedConcurrency";
    let missing = ("ObjectNotFoundException".to_owned(), String::new());
    for (operation, more, words) in [
        ("DeregisterScalableTarget", json!({}), format!("No scalable target found for {named}")),
        ("PutScalingPolicy", tracking(0.5), format!("No scalable target registered for {named}")),
        (
            "DeleteScalingPolicy",
            json!({"PolicyName": "load"}),
            format!("No scaling policy found for {named}, policy name: load"),
        ),
        (
            "DeleteScheduledAction",
            json!({"ScheduledActionName": "night"}),
            format!("No scheduled action found for {named}, scheduled action name: night"),
        ),
    ] {
        let expect = (missing.0.clone(), words);
        assert_eq!(refused(&server, operation, more).await, expect, "{operation}");
    }
}

#[tokio::test]
async fn policies_are_checked_and_own_their_alarms() {
    let server = prepared().await;
    scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 1, "MaxCapacity": 9})).await;
    let utilization = |target: f64, more: Value| {
        let mut configuration = json!({
            "TargetValue": target,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization",
            },
        });
        configuration.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({
            "PolicyName": "p", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": configuration,
        })
    };
    let told = scaling(&server, "PutScalingPolicy", utilization(0.7, json!({}))).await;
    let names: Vec<&str> = told["Alarms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["AlarmName"].as_str().unwrap())
        .collect();
    assert!(names[0].starts_with("TargetTracking-function:f:live-AlarmHigh-"), "{names:?}");
    assert!(names[1].starts_with("TargetTracking-function:f:live-AlarmLow-"), "{names:?}");
    let arn = told["PolicyARN"].as_str().unwrap();
    assert!(arn.ends_with(":resource/lambda/function:f:live:policyName/p"), "{arn}");
    let again =
        scaling(&server, "PutScalingPolicy", utilization(0.5, json!({"DisableScaleIn": true})));
    let again = again.await;
    assert_eq!(again["PolicyARN"], told["PolicyARN"]);
    assert_eq!(
        again["Alarms"],
        json!([told["Alarms"][0]]),
        "a policy that only grows has one alarm"
    );
    let shown = scaling(&server, "DescribeScalingPolicies", json!({})).await;
    let shown = &shown["ScalingPolicies"][0];
    assert_eq!(shown["TargetTrackingScalingPolicyConfiguration"]["TargetValue"], 0.5);
    assert_eq!(shown["PolicyType"], "TargetTrackingScaling");
    let metric = json!({"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}});
    for (body, words) in [
        (utilization(0.95, json!({})), "between 0.1 and 0.9"),
        (utilization(0.7, metric), "is not supported for service namespace: lambda"),
        (utilization(0.7, json!({"PredefinedMetricSpecification": null})), "Exactly one of"),
        (json!({"PolicyName": "s", "PolicyType": "StepScaling"}), "StepScaling is not supported"),
        (json!({"PolicyName": "q", "PolicyType": "TargetTrackingScaling"}), "is required for"),
        (json!({"PolicyName": "q", "PolicyType": "Magic"}), "enum value set"),
    ] {
        let (code, message) = refused(&server, "PutScalingPolicy", body).await;
        assert_eq!(code, "ValidationException");
        assert!(message.contains(words), "{message}");
    }
    scaling(&server, "DeleteScalingPolicy", json!({"PolicyName": "p"})).await;
    let none = scaling(&server, "DescribeScalingPolicies", json!({})).await;
    assert_eq!(none["ScalingPolicies"], json!([]));
}

#[tokio::test]
async fn three_minutes_above_the_target_scale_out_and_fifteen_below_scale_in() {
    let server = prepared().await;
    scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 2, "MaxCapacity": 6})).await;
    scaling(&server, "PutScalingPolicy", tracking(0.5)).await;
    for minute in 0..4 {
        load(&server, minute, 0.9).await;
    }
    at_minute(&server, 2).await;
    assert_eq!(size(&server).await, 2, "two minutes are not enough");
    at_minute(&server, 3).await;
    // Two at 90 % are four at 45 %.
    assert_eq!(size(&server).await, 4);
    let told = activities(&server, false).await;
    let cause = told[0]["Cause"].as_str().unwrap();
    assert!(
        cause.starts_with("monitor alarm TargetTracking-function:f:live-AlarmHigh-"),
        "{cause}"
    );
    assert!(cause.ends_with(" in state ALARM triggered policy load"), "{cause}");
    at_minute(&server, 4).await;
    assert_eq!(size(&server).await, 6, "the maximum holds: eight were wanted");
    for minute in 4..5 {
        load(&server, minute, 0.9).await;
    }
    at_minute(&server, 5).await;
    let held = activities(&server, true).await;
    let reason = json!([{"Code": "AlreadyAtMaxCapacity", "MaxCapacity": 6}]);
    assert_eq!(held[0]["NotScaledReasons"], reason);
    assert_eq!(activities(&server, false).await.len(), 3);
    for minute in 5..21 {
        load(&server, minute, if minute == 9 { 0.2 } else { 0.05 }).await;
    }
    at_minute(&server, 19).await;
    assert_eq!(size(&server).await, 6);
    at_minute(&server, 20).await;
    // The highest of the fifteen minutes decides: six at 20 % are three at 40 %.
    assert_eq!(size(&server).await, 3);
    at_minute(&server, 34).await;
    assert_eq!(size(&server).await, 3, "minutes without data count for nothing");
}

#[tokio::test]
async fn suspended_policies_wait_and_cooldowns_hold_back() {
    let server = prepared().await;
    let register = json!({
        "MinCapacity": 2, "MaxCapacity": 60, "SuspendedState": {"DynamicScalingOutSuspended": true},
    });
    scaling(&server, "RegisterScalableTarget", register).await;
    let mut policy = tracking(0.5);
    policy["TargetTrackingScalingPolicyConfiguration"]["ScaleOutCooldown"] = json!(300);
    scaling(&server, "PutScalingPolicy", policy).await;
    for minute in 0..20 {
        load(&server, minute, if minute < 6 { 1.0 } else { 0.6 }).await;
    }
    at_minute(&server, 4).await;
    assert_eq!(size(&server).await, 2);
    let resumed = json!({"SuspendedState": {"DynamicScalingOutSuspended": false}});
    scaling(&server, "RegisterScalableTarget", resumed).await;
    at_minute(&server, 5).await;
    assert_eq!(size(&server).await, 4);
    at_minute(&server, 6).await;
    assert_eq!(size(&server).await, 8, "a larger growth does not wait for the cooldown");
    at_minute(&server, 7).await;
    assert_eq!(size(&server).await, 10);
}

#[tokio::test]
async fn utilization_is_measured_where_the_concurrency_is_and_tracked() {
    let server = prepared().await;
    scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 1, "MaxCapacity": 9})).await;
    let policy = json!({
        "PolicyName": "busy", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 0.7,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "LambdaProvisionedConcurrencyUtilization",
            },
        },
    });
    scaling(&server, "PutScalingPolicy", policy).await;
    server.advance(START_MS + 30_000).await;
    for minute in 0..3 {
        at_minute(&server, minute).await;
        server.advance(START_MS + minute * MINUTE_MS + 40_000).await;
        if invoke(&server, "f:live", json!({})).await.is_none() {
            return;
        }
    }
    at_minute(&server, 3).await;
    assert_eq!(size(&server).await, 2);
    server.stop().await;
}

#[tokio::test]
async fn scheduled_actions_change_the_bounds_when_they_are_due() {
    let server = prepared().await;
    scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 1, "MaxCapacity": 2})).await;
    let action = |name: &str, schedule: &str, bounds: Value| json!({"ScheduledActionName": name, "Schedule": schedule, "ScalableTargetAction": bounds});
    let up = action("up", "cron(0 8 * * ? *)", json!({"MinCapacity": 5, "MaxCapacity": 7}));
    let down =
        action("down", "at(2026-01-01T20:00:00)", json!({"MaxCapacity": 3, "MinCapacity": 0}));
    let min = action("min", "rate(1 day)", json!({"MinCapacity": 6}));
    for body in [up, down] {
        scaling(&server, "PutScheduledAction", body).await;
    }
    at_minute(&server, 8 * 60 - 1).await;
    assert_eq!(size(&server).await, 1);
    at_minute(&server, 8 * 60).await;
    assert_eq!(size(&server).await, 5);
    let told = activities(&server, false).await;
    assert_eq!(told[0]["Cause"], "minimum capacity was set to 5");
    assert_eq!(told[1]["Cause"], "scheduled action name up was triggered");
    assert_eq!(
        told[1]["StatusMessage"],
        "Successfully set min capacity to 5 and max capacity to 7"
    );
    at_minute(&server, 20 * 60).await;
    assert_eq!(size(&server).await, 3);
    at_minute(&server, 32 * 60).await;
    assert_eq!(size(&server).await, 5, "every day anew");
    let mut suspended = min.clone();
    suspended["StartTime"] = json!(START_MS / 1000 + 34 * 3600);
    scaling(&server, "PutScheduledAction", suspended).await;
    at_minute(&server, 34 * 60).await;
    assert_eq!(size(&server).await, 6, "a rate begins with its start");
    scaling(&server, "DeleteScheduledAction", json!({"ScheduledActionName": "up"})).await;
    let shown = scaling(&server, "DescribeScheduledActions", json!({})).await;
    let names: Vec<&Value> = shown["ScheduledActions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| &action["ScheduledActionName"])
        .collect();
    assert_eq!(names, ["down", "min"]);
    for (body, words) in [
        (action("x", "every(5 minutes)", json!({"MinCapacity": 1})), "Schedule expression"),
        (action("x", "rate(5 minutes)", json!({})), "At least one of"),
        (json!({"ScheduledActionName": "x"}), "Schedule is required"),
        (action("a:b", "rate(5 minutes)", json!({"MinCapacity": 1})), "regular expression"),
    ] {
        let (code, message) = refused(&server, "PutScheduledAction", body).await;
        assert_eq!(code, "ValidationException");
        assert!(message.contains(words), "{message}");
    }
    let mut zoned = min;
    zoned["Timezone"] = json!("Mars/Olympus");
    assert!(refused(&server, "PutScheduledAction", zoned).await.1.contains("Timezone is invalid"));
}

#[tokio::test]
async fn deregistering_takes_all_with_it_but_the_size() {
    let server = prepared().await;
    scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 4, "MaxCapacity": 9})).await;
    scaling(&server, "PutScalingPolicy", tracking(0.5)).await;
    let action = json!({
        "ScheduledActionName": "x", "Schedule": "rate(1 hour)", "ScalableTargetAction": {"MinCapacity": 8},
    });
    scaling(&server, "PutScheduledAction", action).await;
    scaling(&server, "DeregisterScalableTarget", json!({})).await;
    for minute in 0..20 {
        load(&server, minute, 1.0).await;
    }
    at_minute(&server, 90).await;
    assert_eq!(size(&server).await, 4);
    for (operation, member) in [
        ("DescribeScalingPolicies", "ScalingPolicies"),
        ("DescribeScheduledActions", "ScheduledActions"),
    ] {
        assert_eq!(scaling(&server, operation, json!({})).await[member], json!([]));
    }
    assert_eq!(activities(&server, false).await.len(), 1, "what was done is remembered");
}

#[tokio::test]
async fn lists_come_in_pages_of_fifty_and_ten() {
    let server = prepared().await;
    for number in 0..60 {
        let body = json!({
            "ServiceNamespace": "ecs", "ResourceId": format!("service/c/s{number:02}"),
            "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 1, "MaxCapacity": 2,
        });
        assert_eq!(call(&server, "RegisterScalableTarget", &body).await.status, 200);
    }
    let ask = json!({"ServiceNamespace": "ecs"});
    let first = call(&server, "DescribeScalableTargets", &ask).await.json();
    assert_eq!(first["ScalableTargets"].as_array().unwrap().len(), 50);
    let ask = json!({"ServiceNamespace": "ecs", "NextToken": first["NextToken"]});
    let second = call(&server, "DescribeScalableTargets", &ask).await.json();
    assert_eq!(second["ScalableTargets"].as_array().unwrap().len(), 10);
    assert_eq!(second.get("NextToken"), None);
    for number in 0..12 {
        let body = json!({
            "ServiceNamespace": "ecs", "ResourceId": "service/c/s00",
            "ScalableDimension": "ecs:service:DesiredCount", "PolicyName": format!("p{number}"),
            "PolicyType": "StepScaling", "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity",
                "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
            },
        });
        let told = call(&server, "PutScalingPolicy", &body).await;
        assert_eq!((told.status, &told.json()["Alarms"]), (200, &json!([])), "{}", told.text);
    }
    let ask = json!({"ServiceNamespace": "ecs"});
    let first = call(&server, "DescribeScalingPolicies", &ask).await.json();
    assert_eq!(first["ScalingPolicies"].as_array().unwrap().len(), 10);
    let (code, _) = refused(&server, "DescribeScalingPolicies", json!({"MaxResults": 11})).await;
    assert_eq!(code, "ValidationException");
    let (code, _) = refused(
        &server,
        "DescribeScalableTargets",
        json!({"ScalableDimension": null, "NextToken": "x"}),
    )
    .await;
    assert_eq!(code, "InvalidNextTokenException");
}

#[tokio::test]
async fn tags_belong_to_the_target() {
    let server = prepared().await;
    let register = json!({"MinCapacity": 0, "MaxCapacity": 9, "Tags": {"team": "red"}});
    let arn =
        scaling(&server, "RegisterScalableTarget", register).await["ScalableTargetARN"].clone();
    let tags = json!({"ResourceARN": arn, "Tags": {"stage": "dev"}});
    scaling(&server, "TagResource", tags).await;
    scaling(&server, "UntagResource", json!({"ResourceARN": arn, "TagKeys": ["team"]})).await;
    let shown = scaling(&server, "ListTagsForResource", json!({"ResourceARN": arn})).await;
    assert_eq!(shown["Tags"], json!({"stage": "dev"}));
    let other = json!({"ResourceARN": "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/x"});
    assert_eq!(refused(&server, "ListTagsForResource", other).await.0, "ResourceNotFoundException");
}

#[tokio::test]
async fn at_aws_pace_two_writes_of_one_target_meet() {
    let mut settings = virtual_settings();
    settings.windows.scaling_update_ms = 500;
    let server = server_with(World::new(settings)).await;
    alias(&server).await;
    let register = json!({"MinCapacity": 0, "MaxCapacity": 9});
    scaling(&server, "RegisterScalableTarget", register.clone()).await;
    for (operation, body) in [
        ("RegisterScalableTarget", register),
        ("PutScalingPolicy", tracking(0.5)),
        ("DeregisterScalableTarget", json!({})),
    ] {
        assert_eq!(refused(&server, operation, body).await.0, "ConcurrentUpdateException");
    }
    functions::pass(&server, 500);
    scaling(&server, "PutScalingPolicy", tracking(0.5)).await;
}

#[tokio::test]
async fn what_is_arranged_survives_the_server() {
    let server = prepared().await;
    scaling(&server, "RegisterScalableTarget", json!({"MinCapacity": 2, "MaxCapacity": 8})).await;
    scaling(&server, "PutScalingPolicy", tracking(0.5)).await;
    for minute in 0..4 {
        load(&server, minute, 0.9).await;
    }
    at_minute(&server, 2).await;
    let kept = server.fork();
    server.stop().await;
    let server = Server::start(kept, Config::default()).await.unwrap();
    at_minute(&server, 3).await;
    assert_eq!(size(&server).await, 4);
}

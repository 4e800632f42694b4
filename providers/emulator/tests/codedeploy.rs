//! CodeDeploy deployments that shift an alias's traffic, on a clock that is told to move.
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
use functions::{CODE, FUNCTIONS, create, invoke, ok, publish, server};
use serde_json::{Value, json};
use support::{START_MS, iam, sqs};

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60_000;
const DEPLOYER: &str = "arn:aws:iam::000000000000:role/deployer";

async fn call(server: &Server, operation: &str, body: &Value) -> support::Answer {
    support::json(server, &format!("CodeDeploy_20141006.{operation}"), body.clone()).await
}

/// A call that succeeds.
async fn deploy(server: &Server, operation: &str, body: Value) -> Value {
    let answer = call(server, operation, &body).await;
    assert_eq!(answer.status, 200, "{operation} {body}: {}", answer.text);
    answer.json()
}

/// A call that is refused: its code and its message.
async fn refused(server: &Server, operation: &str, body: Value) -> (String, String) {
    let answer = call(server, operation, &body).await;
    assert_eq!(answer.status, 400, "{operation} {body}: {}", answer.text);
    let told = answer.json();
    let code = told["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    (code, told["message"].as_str().unwrap().to_owned())
}

/// Makes the role of deployments, which may do these actions.
async fn role(server: &Server, actions: &[&str]) {
    let trust = json!({"Statement": [{
        "Effect": "Allow", "Principal": {"Service": "codedeploy.amazonaws.com"}, "Action": "sts:AssumeRole",
    }]});
    let trust = trust.to_string();
    let words = [("RoleName", "deployer"), ("AssumeRolePolicyDocument", trust.as_str())];
    assert_eq!(iam(server, "CreateRole", &words).await.status, 200);
    allow(server, actions).await;
}

async fn allow(server: &Server, actions: &[&str]) {
    let policy =
        json!({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}).to_string();
    let words =
        [("RoleName", "deployer"), ("PolicyName", "p"), ("PolicyDocument", policy.as_str())];
    assert_eq!(iam(server, "PutRolePolicy", &words).await.status, 200);
}

/// A server with a function of two versions, an alias on the first, and a group that moves it.
async fn prepared(config: &str) -> Server {
    let server = server().await;
    create(&server, "f", CODE).await;
    ok(&server, "POST", &format!("{FUNCTIONS}/f/versions"), json!({})).await;
    assert_eq!(publish(&server, "f").await, "2");
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    ok(&server, "POST", &format!("{FUNCTIONS}/f/aliases"), alias).await;
    role(&server, &["lambda:*", "cloudwatch:DescribeAlarms", "sns:Publish"]).await;
    let application = json!({"applicationName": "shop", "computePlatform": "Lambda"});
    deploy(&server, "CreateApplication", application).await;
    deploy(&server, "CreateDeploymentGroup", group(json!({"deploymentConfigName": config}))).await;
    server
}

/// The members of a group that rolls back for every reason.
fn group(more: Value) -> Value {
    let mut group = json!({
        "applicationName": "shop", "deploymentGroupName": "f", "serviceRoleArn": DEPLOYER,
        "deploymentStyle": {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
        "autoRollbackConfiguration": {"enabled": true, "events": [
            "DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST",
        ]},
    });
    group.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    group
}

fn appspec(current: &str, target: &str, hooks: Value) -> Value {
    let properties = json!({
        "Name": "f", "Alias": "live", "CurrentVersion": current, "TargetVersion": target,
    });
    json!({
        "version": 0.0,
        "Resources": [{"f": {"Type": "AWS::Lambda::Function", "Properties": properties}}],
        "Hooks": hooks,
    })
}

fn deployment(content: &str) -> Value {
    json!({
        "applicationName": "shop", "deploymentGroupName": "f",
        "revision": {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}},
    })
}

/// Makes a deployment and lets it begin; its id.
async fn begun(server: &Server, spec: Value) -> String {
    let made = deploy(server, "CreateDeployment", deployment(&spec.to_string())).await;
    after(server, 0).await;
    made["deploymentId"].as_str().unwrap().to_owned()
}

/// Moves the clock on and lets everything run.
async fn after(server: &Server, ms: u64) {
    server.advance(server.with_world(|world| world.now_ms()) + ms).await;
}

async fn info(server: &Server, id: &str) -> Value {
    deploy(server, "GetDeployment", json!({"deploymentId": id})).await["deploymentInfo"].clone()
}

/// The events of a deployment and where they stand.
async fn events(server: &Server, id: &str) -> Vec<String> {
    let ask = json!({"deploymentId": id, "targetId": "f"});
    let target = deploy(server, "GetDeploymentTarget", ask).await;
    let events = target["deploymentTarget"]["lambdaTarget"]["lifecycleEvents"].clone();
    let word = |event: &Value| event["status"].as_str().unwrap().to_owned();
    events.as_array().unwrap().iter().map(word).collect()
}

/// The version of the alias, and the share of the second one.
async fn alias(server: &Server) -> (String, Value) {
    let alias = ok(server, "GET", &format!("{FUNCTIONS}/f/aliases/live"), Value::Null).await;
    let weights = alias["RoutingConfig"]["AdditionalVersionWeights"].clone();
    (alias["FunctionVersion"].as_str().unwrap().to_owned(), weights)
}

fn at(version: &str, weights: Value) -> (String, Value) {
    (version.to_owned(), weights)
}

#[tokio::test]
async fn a_canary_goes_over_in_two_steps() {
    let server = prepared("CodeDeployDefault.LambdaCanary10Percent5Minutes").await;
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    assert!(id.starts_with("d-") && id.len() == 11, "{id}");
    assert_eq!(alias(&server).await, at("1", json!({"2": 0.1})));
    assert_eq!(events(&server, &id).await, ["Succeeded", "InProgress", "Pending"]);
    after(&server, 5 * MINUTE_MS - 1).await;
    assert_eq!(info(&server, &id).await["status"], "InProgress");
    after(&server, 1).await;
    assert_eq!(alias(&server).await, at("2", Value::Null));
    let told = info(&server, &id).await;
    assert_eq!(told["status"], "Succeeded");
    assert_eq!(told["creator"], "user");
    assert_eq!(told["deploymentOverview"]["Succeeded"], 1);
    assert_eq!(events(&server, &id).await, ["Succeeded"; 3]);
    let ask = json!({"deploymentId": id});
    assert_eq!(deploy(&server, "ListDeploymentTargets", ask).await["targetIds"], json!(["f"]));
    let ask = json!({"deploymentId": id, "targetIds": ["f"]});
    let target = deploy(&server, "BatchGetDeploymentTargets", ask).await;
    let target = &target["deploymentTargets"][0]["lambdaTarget"];
    let moved = json!({
        "functionName": "f", "functionAlias": "live", "currentVersion": "1", "targetVersion": "2",
        "targetVersionWeight": 1.0,
    });
    assert_eq!(target["lambdaFunctionInfo"], moved);
    assert_eq!(target["targetArn"], "arn:aws:lambda:us-east-1:000000000000:function:f:live");
    let group = json!({"applicationName": "shop", "deploymentGroupName": "f"});
    let group = deploy(&server, "GetDeploymentGroup", group).await["deploymentGroupInfo"].clone();
    assert_eq!(group["lastSuccessfulDeployment"]["deploymentId"], id);
    assert_eq!(group["targetRevision"], told["revision"]);
}

#[tokio::test]
async fn a_linear_shift_takes_a_step_a_minute_and_all_at_once_takes_one() {
    let server = prepared("CodeDeployDefault.LambdaLinear10PercentEvery1Minute").await;
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    for tenths in 1..10 {
        let (version, weights) = alias(&server).await;
        let share = weights["2"].as_f64().unwrap();
        assert_eq!(version, "1");
        assert!((share - f64::from(tenths) / 10.0).abs() < 1e-9, "{share} after step {tenths}");
        after(&server, MINUTE_MS).await;
    }
    assert_eq!(alias(&server).await, at("2", Value::Null));
    assert_eq!(info(&server, &id).await["status"], "Succeeded");
    let mut back = deployment(&appspec("2", "1", Value::Null).to_string());
    back["deploymentConfigName"] = json!("CodeDeployDefault.LambdaAllAtOnce");
    deploy(&server, "CreateDeployment", back).await;
    after(&server, 0).await;
    assert_eq!(alias(&server).await, at("1", Value::Null));
    let lists = json!({"applicationName": "shop", "deploymentGroupName": "f"});
    let ids = deploy(&server, "ListDeployments", lists).await["deployments"].clone();
    assert_eq!(ids.as_array().unwrap().len(), 2);
    assert_eq!(ids[1], id, "the newest come first");
    let both = deploy(&server, "BatchGetDeployments", json!({"deploymentIds": ids})).await;
    assert_eq!(
        both["deploymentsInfo"][0]["previousRevision"],
        both["deploymentsInfo"][1]["revision"]
    );
    let ask = json!({"includeOnlyStatuses": ["Failed"]});
    assert_eq!(deploy(&server, "ListDeployments", ask).await["deployments"], json!([]));
}

/// Why a deployment of an AppSpec fails.
async fn failure(server: &Server, content: &str) -> (String, String) {
    let made = deploy(server, "CreateDeployment", deployment(content)).await;
    after(server, 0).await;
    let told = info(server, made["deploymentId"].as_str().unwrap()).await;
    assert_eq!(told["status"], "Failed", "{told}");
    let error = &told["errorInformation"];
    let text = |member: &str| error[member].as_str().unwrap().to_owned();
    (text("code"), text("message"))
}

#[tokio::test]
async fn what_the_appspec_says_must_be_so() {
    let server = prepared("CodeDeployDefault.LambdaCanary10Percent5Minutes").await;
    let wrong = "INVALID_LAMBDA_CONFIGURATION";
    let spec = |current: &str, target: &str| appspec(current, target, Value::Null).to_string();
    for (content, code, words) in [
        (
            spec("2", "1"),
            wrong,
            "alias version does not match the current version in AppSpec file.",
        ),
        (spec("1", "1"), wrong, "is missing or has an invalid configuration."),
        (spec("1", "9"), "INVALID_LAMBDA_FUNCTION", "f:9"),
        (spec("1", "$LATEST"), wrong, "target version must be a positive number."),
        (spec("1", "2").replace("live", "test"), "INVALID_LAMBDA_FUNCTION", "f:test"),
        (spec("1", "2").replace("\"f\",", "\"g\","), "INVALID_LAMBDA_FUNCTION", "can't be found"),
        ("{".to_owned(), "INVALID_REVISION", "not well-formed yaml"),
    ] {
        let (found, message) = failure(&server, &content).await;
        assert_eq!(found, code, "{content}: {message}");
        assert!(message.ends_with(words) || message.contains(words), "{content}: {message}");
    }
    assert_eq!(alias(&server).await, at("1", Value::Null));
    let mut stored = deployment("");
    let place = json!({"bucket": "b", "key": "k", "bundleType": "YAML"});
    stored["revision"] = json!({"revisionType": "S3", "s3Location": place});
    let made = deploy(&server, "CreateDeployment", stored).await;
    after(&server, 0).await;
    let told = info(&server, made["deploymentId"].as_str().unwrap()).await;
    let message = told["errorInformation"]["message"].as_str().unwrap();
    assert!(message.contains("s3:GetObject on arn:aws:s3:::b/k"), "{message}");
    let weights = json!({"RoutingConfig": {"AdditionalVersionWeights": {"2": 0.5}}});
    ok(&server, "PUT", &format!("{FUNCTIONS}/f/aliases/live"), weights).await;
    assert!(failure(&server, &spec("1", "2")).await.1.contains("already shares its traffic"));
    let lists = deploy(&server, "ListDeployments", json!({})).await;
    assert_eq!(lists["deployments"].as_array().unwrap().len(), 9, "nothing was rolled back");
}

#[tokio::test]
async fn calls_that_make_no_sense_are_refused() {
    let server = prepared("CodeDeployDefault.LambdaCanary10Percent5Minutes").await;
    let spec = appspec("1", "2", Value::Null).to_string();
    let with = |more: Value| {
        let mut body = deployment(&spec);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let revision = |more: Value| with(json!({ "revision": more }));
    let hashed = json!({"content": spec, "sha256": "00"});
    for (body, code) in [
        (with(json!({"applicationName": null})), "ApplicationNameRequiredException"),
        (with(json!({"applicationName": "none"})), "ApplicationDoesNotExistException"),
        (with(json!({"applicationName": "a b"})), "InvalidApplicationNameException"),
        (with(json!({"deploymentGroupName": null})), "DeploymentGroupNameRequiredException"),
        (with(json!({"deploymentGroupName": "g"})), "DeploymentGroupDoesNotExistException"),
        (revision(Value::Null), "RevisionRequiredException"),
        (revision(json!({"revisionType": "Tape"})), "InvalidRevisionException"),
        (revision(json!({"revisionType": "AppSpecContent"})), "InvalidRevisionException"),
        (
            revision(json!({"revisionType": "AppSpecContent", "appSpecContent": hashed})),
            "InvalidRevisionException",
        ),
        (
            revision(json!({"revisionType": "S3", "s3Location": {
                "bucket": "b", "key": "k", "bundleType": "zip",
            }})),
            "InvalidRevisionException",
        ),
        (with(json!({"deploymentConfigName": "none"})), "DeploymentConfigDoesNotExistException"),
        (
            with(json!({"deploymentConfigName": "CodeDeployDefault.OneAtATime"})),
            "InvalidDeploymentConfigNameException",
        ),
        (with(json!({"description": "x".repeat(257)})), "DescriptionTooLongException"),
        (
            with(json!({"ignoreApplicationStopFailures": true})),
            "InvalidIgnoreApplicationStopFailuresValueException",
        ),
        (
            with(json!({"overrideAlarmConfiguration": {"enabled": true, "alarms": []}})),
            "InvalidAlarmConfigException",
        ),
    ] {
        assert_eq!(refused(&server, "CreateDeployment", body.clone()).await.0, code, "{body}");
    }
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    assert_eq!(
        refused(&server, "CreateDeployment", deployment(&spec)).await,
        (
            "DeploymentLimitExceededException".to_owned(),
            format!("The Deployment Group 'f' already has an active Deployment '{id}'")
        )
    );
    for (operation, body, code) in [
        ("GetDeployment", json!({}), "DeploymentIdRequiredException"),
        ("GetDeployment", json!({"deploymentId": "x"}), "InvalidDeploymentIdException"),
        (
            "GetDeployment",
            json!({"deploymentId": "d-ABCDEFGHI"}),
            "DeploymentDoesNotExistException",
        ),
        (
            "GetDeploymentTarget",
            json!({"deploymentId": id, "targetId": "g"}),
            "DeploymentTargetDoesNotExistException",
        ),
        (
            "ContinueDeployment",
            json!({"deploymentId": id}),
            "UnsupportedActionForDeploymentTypeException",
        ),
        (
            "BatchGetDeployments",
            json!({"deploymentIds": vec![id.clone(); 26]}),
            "BatchLimitExceededException",
        ),
    ] {
        assert_eq!(refused(&server, operation, body).await.0, code, "{operation}");
    }
}

#[tokio::test]
async fn a_stopped_deployment_is_rolled_back_or_leaves_two_versions() {
    let server = prepared("CodeDeployDefault.LambdaCanary10Percent5Minutes").await;
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    let stop = json!({"deploymentId": id, "autoRollbackEnabled": false});
    assert_eq!(deploy(&server, "StopDeployment", stop.clone()).await["status"], "Succeeded");
    after(&server, MINUTE_MS).await;
    assert_eq!(alias(&server).await, at("1", json!({"2": 0.1})));
    assert_eq!(events(&server, &id).await, ["Succeeded", "Failed", "Skipped"]);
    let told = info(&server, &id).await;
    assert_eq!((&told["status"], &told["rollbackInfo"]), (&json!("Stopped"), &json!({})));
    let code = "DeploymentAlreadyCompletedException";
    assert_eq!(refused(&server, "StopDeployment", stop).await.0, code);
    let spec = appspec("1", "2", Value::Null);
    assert!(failure(&server, &spec.to_string()).await.1.contains("already shares its traffic"));
    let clear = json!({"RoutingConfig": {"AdditionalVersionWeights": {}}});
    ok(&server, "PUT", &format!("{FUNCTIONS}/f/aliases/live"), clear).await;
    let id = begun(&server, spec).await;
    deploy(&server, "StopDeployment", json!({"deploymentId": id})).await;
    after(&server, 0).await;
    assert_eq!(alias(&server).await, at("1", Value::Null));
    let told = info(&server, &id).await["rollbackInfo"].clone();
    let by = told["rollbackDeploymentId"].as_str().unwrap();
    assert_eq!(
        told["rollbackMessage"],
        format!(
            "Deployment {id} terminated. Automatic rollback is triggered with a DeploymentId {by}."
        )
    );
    let back = info(&server, by).await;
    assert_eq!(
        (&back["status"], &back["creator"]),
        (&json!("Succeeded"), &json!("codeDeployRollback"))
    );
    assert_eq!(back["rollbackInfo"]["rollbackTriggeringDeploymentId"], id);
    assert_eq!(events(&server, by).await, ["Succeeded"; 3]);
    let group = json!({"applicationName": "shop", "deploymentGroupName": "f"});
    let group = deploy(&server, "GetDeploymentGroup", group).await["deploymentGroupInfo"].clone();
    assert_eq!(group["lastAttemptedDeployment"]["deploymentId"], by);
}

#[tokio::test]
async fn who_moves_the_alias_meanwhile_fails_the_deployment() {
    let server = prepared("CodeDeployDefault.LambdaLinear10PercentEvery1Minute").await;
    let without = json!({
        "applicationName": "shop", "currentDeploymentGroupName": "f",
        "autoRollbackConfiguration": {"enabled": false, "events": []},
    });
    deploy(&server, "UpdateDeploymentGroup", without).await;
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    let moved = json!({"FunctionVersion": "2", "RoutingConfig": {"AdditionalVersionWeights": {}}});
    ok(&server, "PUT", &format!("{FUNCTIONS}/f/aliases/live"), moved).await;
    after(&server, MINUTE_MS).await;
    let told = info(&server, &id).await;
    assert_eq!(told["status"], "Failed");
    assert!(told["errorInformation"]["message"].as_str().unwrap().contains("does not match"));
    assert_eq!(alias(&server).await, at("2", Value::Null));
}

#[tokio::test]
async fn the_service_role_is_asked() {
    let server = prepared("CodeDeployDefault.LambdaCanary10Percent5Minutes").await;
    allow(&server, &["lambda:GetAlias"]).await;
    let spec = appspec("1", "2", Value::Null).to_string();
    let (code, message) = failure(&server, &spec).await;
    assert_eq!(code, "IAM_ROLE_PERMISSIONS");
    assert!(message.contains("lambda:UpdateAlias"), "{message}");
    let words = [("RoleName", "deployer"), ("PolicyDocument", support::TRUST)];
    iam(&server, "UpdateAssumeRolePolicy", &words).await;
    let expect = (
        "InvalidRoleException".to_owned(),
        format!(
            "AWS CodeDeploy does not have the permissions required to assume the role {DEPLOYER}."
        ),
    );
    assert_eq!(refused(&server, "CreateDeployment", deployment(&spec)).await, expect);
    let other = group(json!({"deploymentGroupName": "g"}));
    assert_eq!(refused(&server, "CreateDeploymentGroup", other).await, expect);
}

/// A hook that hands its event to a queue, where the test reads it: the same as on AWS, it answers by a call.
const HOOK: &str = r#"
import json, os, urllib.request
def handler(event, context):
    print(json.dumps(event))
    status = "Failed" if os.environ.get("FAIL") else "Succeeded"
    body = {"deploymentId": event["DeploymentId"], "status": status,
            "lifecycleEventHookExecutionId": event["LifecycleEventHookExecutionId"]}
    if os.environ.get("SILENT"):
        return
    request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"], json.dumps(body).encode(), {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus"})
    urllib.request.urlopen(request).read()
"#;

/// Makes a hook's function; whether it can run here.
async fn hook(server: &Server, name: &str, environment: Value) -> bool {
    let mut members = functions::members(name, HOOK);
    members["Environment"] = json!({ "Variables": environment });
    ok(server, "POST", FUNCTIONS, members).await;
    functions::pass(server, 1_000);
    // The trial says only whether there is an interpreter.
    let silent = json!({"DeploymentId": "d-X", "LifecycleEventHookExecutionId": "x"});
    invoke(server, name, silent).await.is_some()
}

fn before(function: &str) -> Value {
    appspec("1", "2", json!([{ "BeforeAllowTraffic": function }]))
}

#[tokio::test]
async fn hooks_are_asked_before_and_after_and_traffic_waits_for_them() {
    let server = prepared("CodeDeployDefault.LambdaAllAtOnce").await;
    if !hook(&server, "check", json!({})).await {
        return;
    }
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:check";
    let hooks = json!([{"BeforeAllowTraffic": "check"}, {"AfterAllowTraffic": arn}]);
    let id = begun(&server, appspec("1", "2", hooks)).await;
    after(&server, 0).await;
    assert_eq!(info(&server, &id).await["status"], "Succeeded");
    assert_eq!(alias(&server).await, at("2", Value::Null));
    server.stop().await;
}

#[tokio::test]
async fn a_hook_that_fails_ends_the_deployment_before_any_traffic() {
    let server = prepared("CodeDeployDefault.LambdaAllAtOnce").await;
    if !hook(&server, "check", json!({"FAIL": "1"})).await {
        return;
    }
    let id = begun(&server, before("check")).await;
    after(&server, 0).await;
    let told = info(&server, &id).await;
    assert_eq!(told["status"], "Failed");
    assert_eq!(told["errorInformation"]["code"], "HOOK_EXECUTION_FAILURE");
    assert_eq!(events(&server, &id).await, ["Failed", "Skipped", "Skipped"]);
    assert_eq!(alias(&server).await, at("1", Value::Null));
    let back = told["rollbackInfo"]["rollbackDeploymentId"].as_str().unwrap();
    assert_eq!(info(&server, back).await["status"], "Succeeded");
    server.stop().await;
}

#[tokio::test]
async fn a_hook_has_an_hour_to_answer_and_answers_once() {
    let server = prepared("CodeDeployDefault.LambdaAllAtOnce").await;
    if !hook(&server, "check", json!({"SILENT": "1"})).await {
        return;
    }
    let id = begun(&server, before("check")).await;
    after(&server, 60 * MINUTE_MS - SECOND_MS).await;
    assert_eq!(events(&server, &id).await, ["InProgress", "Pending", "Pending"]);
    let answer = |execution: &str, status: &str| json!({"deploymentId": id, "lifecycleEventHookExecutionId": execution, "status": status});
    let operation = "PutLifecycleEventHookExecutionStatus";
    for (body, code) in [
        (answer("x", "Succeeded"), "InvalidLifecycleEventHookExecutionIdException"),
        (answer("x", "Pending"), "InvalidLifecycleEventHookExecutionStatusException"),
    ] {
        assert_eq!(refused(&server, operation, body).await.0, code);
    }
    after(&server, SECOND_MS).await;
    let told = info(&server, &id).await;
    assert_eq!(told["status"], "Failed");
    let message = told["errorInformation"]["message"].as_str().unwrap();
    assert!(message.contains("within an hour"), "{message}");
    server.stop().await;
}

#[tokio::test]
async fn a_hook_that_may_not_be_invoked_or_is_not_there_fails_at_once() {
    let server = prepared("CodeDeployDefault.LambdaAllAtOnce").await;
    let id = begun(&server, before("none")).await;
    let message = info(&server, &id).await["errorInformation"]["message"].clone();
    assert!(message.as_str().unwrap().contains("it can't be found"), "{message}");
    allow(&server, &["lambda:GetAlias", "lambda:UpdateAlias"]).await;
    create(&server, "check", CODE).await;
    let id = begun(&server, before("check")).await;
    let message = info(&server, &id).await["errorInformation"]["message"].clone();
    assert!(message.as_str().unwrap().contains("lambda:InvokeFunction"), "{message}");
}

#[tokio::test]
async fn groups_and_configurations_are_checked() {
    let server = prepared("CodeDeployDefault.LambdaAllAtOnce").await;
    let named = |more: Value| {
        let mut body = group(json!({"deploymentGroupName": "g"}));
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let alarms = |names: &[&str]| {
        let alarms: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
        json!({"alarmConfiguration": {"enabled": true, "alarms": alarms}})
    };
    let eleven: Vec<String> = (0..11).map(|number| format!("a{number}")).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    let trigger = |arn: &str, event: &str| {
        let trigger =
            json!({"triggerName": "t", "triggerTargetArn": arn, "triggerEvents": [event]});
        json!({"triggerConfigurations": [trigger]})
    };
    let topic = "arn:aws:sns:us-east-1:000000000000:t";
    let place = json!({"deploymentType": "IN_PLACE", "deploymentOption": "WITH_TRAFFIC_CONTROL"});
    let magic = json!({"enabled": true, "events": ["MAGIC"]});
    for (more, code) in [
        (json!({"deploymentStyle": null}), "InvalidDeploymentStyleException"),
        (json!({"deploymentStyle": place}), "InvalidDeploymentStyleException"),
        (json!({"serviceRoleArn": null}), "RoleRequiredException"),
        (json!({"serviceRoleArn": "deployer"}), "InvalidRoleException"),
        (json!({"serviceRoleArn": functions::ROLE}), "InvalidRoleException"),
        (json!({"deploymentConfigName": "none"}), "DeploymentConfigDoesNotExistException"),
        (json!({"deploymentGroupName": "f"}), "DeploymentGroupAlreadyExistsException"),
        (json!({"deploymentGroupName": "a b"}), "InvalidDeploymentGroupNameException"),
        (alarms(&[]), "InvalidAlarmConfigException"),
        (alarms(&["a", "a"]), "InvalidAlarmConfigException"),
        (alarms(&eleven), "AlarmsLimitExceededException"),
        (json!({"autoRollbackConfiguration": magic}), "InvalidAutoRollbackConfigException"),
        (
            json!({"autoRollbackConfiguration": {"enabled": true, "events": []}}),
            "InvalidAutoRollbackConfigException",
        ),
        (trigger("queue", "DeploymentStart"), "InvalidTriggerConfigException"),
        (trigger(topic, "Dinner"), "InvalidTriggerConfigException"),
    ] {
        let body = named(more);
        assert_eq!(refused(&server, "CreateDeploymentGroup", body.clone()).await.0, code, "{body}");
    }
    let linear = json!({"linearPercentage": 20, "linearInterval": 2});
    let own = json!({
        "deploymentConfigName": "slow", "computePlatform": "Lambda",
        "trafficRoutingConfig": {"type": "TimeBasedLinear", "timeBasedLinear": linear},
    });
    deploy(&server, "CreateDeploymentConfig", own.clone()).await;
    let shown =
        deploy(&server, "GetDeploymentConfig", json!({"deploymentConfigName": "slow"})).await;
    let shown = &shown["deploymentConfigInfo"];
    assert_eq!(shown["trafficRoutingConfig"], own["trafficRoutingConfig"]);
    let with = |more: Value| {
        let mut body = own.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (body, code) in [
        (own.clone(), "DeploymentConfigAlreadyExistsException"),
        (
            with(json!({"deploymentConfigName": "CodeDeployDefault.X"})),
            "InvalidDeploymentConfigNameException",
        ),
        (
            with(json!({"deploymentConfigName": "b", "trafficRoutingConfig": null})),
            "InvalidTrafficRoutingConfigurationException",
        ),
        (with(json!({"computePlatform": "Boat"})), "InvalidComputePlatformException"),
    ] {
        assert_eq!(refused(&server, "CreateDeploymentConfig", body).await.0, code);
    }
    let changed = json!({
        "applicationName": "shop", "currentDeploymentGroupName": "f",
        "newDeploymentGroupName": "g", "deploymentConfigName": "slow",
    });
    deploy(&server, "UpdateDeploymentGroup", changed).await;
    for (name, code) in [
        ("slow", "DeploymentConfigInUseException"),
        ("CodeDeployDefault.LambdaAllAtOnce", "InvalidOperationException"),
    ] {
        let body = json!({ "deploymentConfigName": name });
        assert_eq!(refused(&server, "DeleteDeploymentConfig", body).await.0, code);
    }
    let ask = json!({"applicationName": "shop", "deploymentGroupNames": ["g", "f"]});
    let told = deploy(&server, "BatchGetDeploymentGroups", ask).await;
    assert_eq!(told["deploymentGroupsInfo"].as_array().unwrap().len(), 1);
    assert_eq!(told["errorMessage"], "No Deployment Group found for name: f");
    deploy(&server, "DeleteApplication", json!({"applicationName": "shop"})).await;
    deploy(&server, "DeleteApplication", json!({"applicationName": "shop"})).await;
    deploy(&server, "DeleteDeploymentConfig", json!({"deploymentConfigName": "slow"})).await;
    let lists = deploy(&server, "ListDeploymentConfigs", json!({})).await;
    let names = lists["deploymentConfigsList"].as_array().unwrap();
    let lambda = names.iter().filter(|name| name.as_str().unwrap().contains("Lambda")).count();
    assert_eq!((names.len(), lambda), (17, 9));
}

#[tokio::test]
async fn applications_are_renamed_with_all_they_hold() {
    let server = prepared("CodeDeployDefault.LambdaAllAtOnce").await;
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    let rename = json!({"applicationName": "shop", "newApplicationName": "store"});
    deploy(&server, "UpdateApplication", rename).await;
    assert_eq!(info(&server, &id).await["applicationName"], "store");
    let groups = deploy(&server, "ListDeploymentGroups", json!({"applicationName": "store"})).await;
    assert_eq!(groups["deploymentGroups"], json!(["f"]));
    let arn = "arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:store/f";
    let tags = json!({"ResourceArn": arn, "Tags": [{"Key": "team", "Value": "red"}]});
    deploy(&server, "TagResource", tags).await;
    let told = deploy(&server, "ListTagsForResource", json!({"ResourceArn": arn})).await;
    assert_eq!(told["Tags"], json!([{"Key": "team", "Value": "red"}]));
    deploy(&server, "UntagResource", json!({"ResourceArn": arn, "TagKeys": ["team"]})).await;
    let told = deploy(&server, "ListTagsForResource", json!({"ResourceArn": arn})).await;
    assert_eq!(told["Tags"], json!([]));
    for (arn, code) in [
        (
            "arn:aws:codedeploy:us-east-1:000000000000:application:shop",
            "ApplicationDoesNotExistException",
        ),
        ("arn:aws:sqs:us-east-1:000000000000:x:y", "ArnNotSupportedException"),
        ("x", "InvalidArnException"),
    ] {
        assert_eq!(
            refused(&server, "ListTagsForResource", json!({"ResourceArn": arn})).await.0,
            code
        );
    }
}

#[tokio::test]
async fn a_deployment_goes_on_in_the_next_server() {
    let server = prepared("CodeDeployDefault.LambdaCanary10Percent5Minutes").await;
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    let kept = server.fork();
    server.stop().await;
    let server = Server::start(kept, Config::default()).await.unwrap();
    after(&server, 5 * MINUTE_MS).await;
    assert_eq!(info(&server, &id).await["status"], "Succeeded");
    assert_eq!(alias(&server).await, at("2", Value::Null));
    assert!(server.with_world(|world| world.now_ms()) >= START_MS + 5 * MINUTE_MS);
}

#[tokio::test]
async fn triggers_tell_their_topic() {
    let server = prepared("CodeDeployDefault.LambdaAllAtOnce").await;
    sqs(&server, "CreateQueue", json!({"QueueName": "told"})).await;
    let topic = "arn:aws:sns:us-east-1:000000000000:deployments";
    let made = support::try_query(&server, "sns", "CreateTopic", &[("Name", "deployments")]).await;
    assert_eq!(made.unwrap().status, 200);
    let queue = "arn:aws:sqs:us-east-1:000000000000:told";
    let policy = json!({"Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*",
    }]});
    let open = json!({"QueueUrl": "told", "Attributes": {"Policy": policy.to_string()}});
    sqs(&server, "SetQueueAttributes", open).await;
    let words = [
        ("TopicArn", topic),
        ("Protocol", "sqs"),
        ("Endpoint", queue),
        ("Attributes.entry.1.key", "RawMessageDelivery"),
        ("Attributes.entry.1.value", "true"),
    ];
    assert_eq!(support::try_query(&server, "sns", "Subscribe", &words).await.unwrap().status, 200);
    let trigger = json!({
        "triggerName": "all", "triggerTargetArn": topic,
        "triggerEvents": ["DeploymentStart", "DeploymentSuccess"],
    });
    let update = json!({
        "applicationName": "shop", "currentDeploymentGroupName": "f", "triggerConfigurations": [trigger],
    });
    deploy(&server, "UpdateDeploymentGroup", update).await;
    let id = begun(&server, appspec("1", "2", Value::Null)).await;
    after(&server, SECOND_MS).await;
    let ask = json!({"QueueUrl": "told", "MaxNumberOfMessages": 10});
    let received = sqs(&server, "ReceiveMessage", ask).await;
    let mut told: Vec<(String, String)> = received["Messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| {
            let body: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            let text = |member: &str| body[member].as_str().unwrap().to_owned();
            (text("status"), text("deploymentId"))
        })
        .collect();
    told.sort();
    assert_eq!(told, [("INPROGRESS".to_owned(), id.clone()), ("SUCCEEDED".to_owned(), id)]);
}

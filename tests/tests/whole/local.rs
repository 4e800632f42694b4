//! The local cloud as its users meet it: `cutover local up` and boto3, every answer held against AWS's models.
use crate::cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::poll;
use cutover_tests::process;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::{Venv, venv};
use std::time::Duration;

/// Runs a script against a local cloud of its own, then the strict checker over all that was said.
#[track_caller]
fn accepted(venv: &Venv, script: &str) {
    accepted_of(venv, script, &[]);
}

/// The same, of a cloud that `local up` starts with more words.
#[track_caller]
fn accepted_of(venv: &Venv, script: &str, words: &[&str]) {
    let stack = Stack::empty();
    let cloud = LocalCloud::up_with(&cutover().with_python(venv), stack.path(), words);
    Script::new(venv, script).at(&cloud.endpoint()).passes();
    cloud.strictly(venv);
}

#[test]
fn boto3_finds_lambda_as_on_aws() {
    accepted(need!(venv()), "local_lambda.py");
}

#[test]
fn boto3_finds_roles_and_policies_as_on_aws() {
    accepted(need!(venv()), "local_iam.py");
}

#[test]
fn boto3_finds_queues_as_on_aws() {
    accepted(need!(venv()), "local_sqs.py");
}

#[test]
fn boto3_finds_event_source_mappings_as_on_aws() {
    accepted(need!(venv()), "local_mappings.py");
}

#[test]
fn boto3_finds_layers_as_on_aws() {
    accepted(need!(venv()), "local_layers.py");
}

#[test]
fn boto3_finds_topics_as_on_aws() {
    accepted(need!(venv()), "local_sns.py");
}

#[test]
fn boto3_finds_event_buses_as_on_aws() {
    accepted(need!(venv()), "local_events.py");
}

#[test]
fn boto3_finds_buckets_as_on_aws() {
    accepted(need!(venv()), "local_s3.py");
}

#[test]
fn boto3_finds_schedules_as_on_aws() {
    accepted(need!(venv()), "local_scheduler.py");
}

#[test]
fn boto3_finds_tables_items_and_their_streams_as_on_aws() {
    accepted(need!(venv()), "local_dynamodb.py");
}

#[test]
fn boto3_finds_kinesis_streams_as_on_aws() {
    accepted(need!(venv()), "local_kinesis.py");
}

#[test]
fn boto3_finds_signatures_and_policies_enforced_as_on_aws() {
    accepted_of(need!(venv()), "local_auth.py", &["--auth"]);
}

#[test]
fn boto3_finds_apis_logs_metrics_and_tags_as_on_aws() {
    accepted(need!(venv()), "local_watch.py");
}

#[test]
fn boto3_finds_alarms_as_on_aws() {
    accepted(need!(venv()), "local_alarms.py");
}

#[test]
fn boto3_finds_the_doors_of_http_apis_as_on_aws() {
    accepted(need!(venv()), "local_api.py");
}

/// The tables of `tests/python/probe`, service by service; what was counted is printed.
#[test]
fn boto3_finds_every_operation_and_refusal_of_the_probe_as_on_aws() {
    let venv = need!(venv());
    let stack = Stack::empty();
    let cloud = LocalCloud::up(&cutover().with_python(venv), stack.path());
    println!("{}", Script::new(venv, "local_probe.py").at(&cloud.endpoint()).passes().stdout);
    cloud.strictly(venv);
}

/// A fault of its own in each of two operations: a 500, and a code that no model knows.
#[test]
fn the_probe_of_a_broken_cloud_fails_and_says_why() {
    let venv = need!(venv());
    let stack = Stack::empty();
    let odd = r#"{"error": {"status": 400, "code": "OddException", "message": "no"}}"#;
    let rule = |operation: &str, injury: &str| {
        format!(r#"{{"operation": "{operation}", "trigger": "always", "injury": {injury}}}"#)
    };
    let rules = [rule("GetCallerIdentity", r#""server-error""#), rule("AssumeRole", odd)];
    let faults = format!(r#"{{"seed": 1, "rules": [{}]}}"#, rules.join(", "));
    stack.write("faults.json", &faults);
    let words = ["--faults", "faults.json"];
    let cloud = LocalCloud::up_with(&cutover().with_python(venv), stack.path(), &words);
    let told = Script::new(venv, "local_probe.py").arg("sts").at(&cloud.endpoint()).run().is(1);
    for wanted in [
        "FAILED sts: GetCallerIdentity: 500",
        "FAILED sts: AssumeRole: refused with OddException, which is not in the model",
        "| sts | 0 | 0 |",
    ] {
        assert!(told.stdout.contains(wanted), "no `{wanted}`\n{told}");
    }
}

/// Judged by the script alone: its requests are bad on purpose, and a gap's answer would repeat what it was told.
#[test]
fn what_the_models_refuse_is_refused() {
    let venv = need!(venv());
    let stack = Stack::empty();
    let cloud = LocalCloud::up(&cutover().with_python(venv), stack.path());
    Script::new(venv, "local_refusals.py").at(&cloud.endpoint()).passes();
}

#[test]
fn a_killed_cloud_keeps_its_world_and_leaves_no_process() {
    let venv = need!(venv());
    let stack = Stack::empty();
    let cutover = cutover().with_python(venv);
    let cloud = LocalCloud::up(&cutover, stack.path());
    let endpoint = cloud.endpoint();
    Script::new(venv, "local_crash.py").at(&endpoint).arg("check_before").passes();
    let workers = process::children(cloud.id());
    assert!(!workers.is_empty(), "no worker ran");
    let crashed = cloud.crash();
    let limit = Duration::from_secs(5);
    let gone = poll::within(limit, || (!workers.iter().any(|id| process::runs(*id))).then_some(()));
    assert_eq!(gone, Some(()), "workers outlive the server: {workers:?}");
    let cloud = crashed.up_again(&cutover);
    assert_eq!(cloud.endpoint(), endpoint);
    Script::new(venv, "local_crash.py").at(&endpoint).arg("check_after").passes();
    cloud.strictly(venv);
}

#[test]
fn one_folder_has_one_server() {
    let stack = Stack::empty();
    let cutover = cutover();
    let _cloud = LocalCloud::up(&cutover, stack.path());
    let second = cutover.run(stack.path(), &["local", "up", "--port", "0"]).is(4);
    assert!(second.stderr.contains("local/busy"), "{second}");
}

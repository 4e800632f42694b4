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
    let stack = Stack::empty();
    let cloud = LocalCloud::up(&cutover().with_python(venv), stack.path());
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
fn boto3_finds_apis_logs_metrics_and_tags_as_on_aws() {
    accepted(need!(venv()), "local_watch.py");
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

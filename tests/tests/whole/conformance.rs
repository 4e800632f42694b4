//! All that the AWS provider can send, and all that the local cloud answers to it, held against AWS's service models.
use crate::cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::process::Running;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;
use std::process::Command;

/// The provider's own tests run again, in a process of their own, against a recorded cloud.
#[test]
fn every_call_of_the_provider_keeps_to_the_models() {
    let venv = need!(venv());
    let stack = Stack::empty();
    let cloud = LocalCloud::up(&cutover().with_python(venv), stack.path());
    let mut tests = Command::new(std::env::current_exe().unwrap());
    // One after the other: they share a world, and each leaves it as it was.
    tests.args(["aws::", "--test-threads", "1"]);
    tests.env("CUTOVER_CONFORMANCE_ENDPOINT", cloud.endpoint());
    let ended = Running::start(&mut tests).wait().is(0);
    assert!(!ended.stdout.contains("running 0 tests"), "{ended}");
    assert!(cloud.strictly(venv).ours > 100);
}

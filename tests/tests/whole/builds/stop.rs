//! A build that is stopped takes all that it started with it.
use crate::cutover;
use cutover_tests::poll;
use cutover_tests::process::runs;
use cutover_tests::stack::Stack;
use std::time::Duration;

/// Its child is what would stay.
const STACK: &str = r#"
stack "shop" {}

build "slow" {
  command = ["sh", "-c", "sleep 300 & echo $! > child; wait"]
  inputs  = ["stack.hcl"]
  output  = "dist"
}
"#;

#[test]
fn what_a_stopped_build_started_ends_with_it() {
    for (interrupted, code) in [(true, 130), (false, 143)] {
        let stack = Stack::empty();
        stack.write("stack.hcl", STACK);
        let building = cutover().start(stack.path(), &["build"]);
        let child = poll::within(Duration::from_secs(30), || {
            let text = std::fs::read_to_string(stack.path().join("child")).ok()?;
            text.trim().parse::<u32>().ok()
        });
        let child = child.unwrap();
        assert!(runs(child));
        if interrupted {
            building.interrupt();
        } else {
            building.terminate();
        }
        let ended = building.wait().is(code);
        assert!(ended.stderr.contains("build/stopped"), "{ended}");
        assert!(poll::within(Duration::from_secs(5), || (!runs(child)).then_some(())).is_some());
    }
}

//! The complete example of the language: sound, and planned for production and for a preview on the local cloud.
use crate::cutover;
use cutover_tests::stack::Stack;
use walkdir::WalkDir;

/// A copy of the example with the code that its build would make.
fn shop() -> Stack {
    let stack = Stack::empty();
    let from = cutover_tests::workspace().join("tests/specs/good/shop");
    for entry in WalkDir::new(&from) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(&from).unwrap().to_str().unwrap();
            stack.write(inside, &std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    stack
}

#[test]
fn the_complete_example_validates_and_plans_in_each_stage() {
    let (cutover, stack) = (cutover(), shop());
    cutover.run(stack.path(), &["validate"]).is(0);
    for (stage, words) in
        [("prod", "function.list_orders  canary"), ("pr-1", "function.list_orders  all at once")]
    {
        let plan = cutover.run(stack.path(), &["plan", "--local", "-s", stage]).is(0);
        assert!(plan.stdout.contains(words), "{stage}\n{}", plan.stdout);
        for made in ["function.create_order/scaling", "api.shop", "trigger.queue.jobs"] {
            assert!(plan.stdout.contains(made), "{stage}: no {made}\n{}", plan.stdout);
        }
    }
}

//! `examples/schedule`: a function on time.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn schedules_invoke_a_function_and_feed_a_queue_and_a_bus() {
    let story = Story::begin(need!(venv()), "schedule");
    story.logged("report", "report: hourly, due at 20");
    let received = |queue: &str| story.witness(&["receive", &format!("clockwork-default-{queue}")]);
    assert_eq!(received("ticks"), json!({ "tick": true }));

    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("kind = \"hourly\"", "kind = \"frequent\"", &[("update", "trigger.schedule.often")]);
    // Written anew, the rate begins anew.
    story.logged("report", "report: frequent");
    // The first tick may have come before the rule that waits for it.
    edit("tock = true", "tock = 2", &[("update", "trigger.schedule.tell")]);
    let seen = (0..2).map(|_| received("seen")).find(|seen| *seen == json!({ "tock": 2 }));
    assert!(seen.is_some(), "the bus was not told");
    edit("\"0 3 * * ? *\"", "\"30 3 * * ? *\"", &[("update", "trigger.schedule.nightly")]);
    // A schedule can't be renamed.
    story.stack.edit(
        "stack.hcl",
        "trigger \"schedule\" \"often\" {",
        "trigger \"schedule\" \"often\" {\n  name = \"hourly\"",
    );
    assert!(story.changes().contains(&("replace".into(), "trigger.schedule.often".into())));
    story.applied();
    story.end();
}

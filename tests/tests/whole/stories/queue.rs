//! `examples/queue-worker`: filters, partial failures, dead letters, order.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn queues_feed_their_workers() {
    let story = Story::begin(need!(venv()), "queue-worker");
    let send = |queue: &str, body: &str, group: &str| {
        story.witness(&["send", queue, body, group]);
    };
    let job = |kind: &str, name: &str, broken: bool| {
        let body = json!({ "kind": kind, "name": name, "broken": broken }).to_string();
        send("worker-default-jobs", &body, "");
    };
    job("resize", "cat.png", false);
    job("rotate", "dog.png", false);
    job("resize", "bad.png", true);
    story.logged("resize", "resized: cat.png");
    story.logged("resize", "failed: bad.png");
    for number in 1..=3 {
        send("worker-default-ordered.fifo", &format!("\"letter {number}\""), "all");
    }
    story.logged("post", "letter 3");
    let log = story.run(&["logs", "post"]).stdout;
    let at = |number: u32| log.find(&format!("letter {number}"));
    assert!(at(1) < at(2) && at(2) < at(3), "{log}");
    assert!(
        !story.run(&["logs", "resize"]).stdout.contains("dog.png"),
        "the filter let it through"
    );

    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("kind = [\"resize\"]", "kind = [\"rotate\"]", &[("update", "trigger.queue.jobs")]);
    job("rotate", "cow.png", false);
    story.logged("resize", "resized: cow.png");
    edit("batch_size      = 5", "batch_size      = 3", &[("update", "trigger.queue.jobs")]);
    // Another source is another mapping.
    story.stack.edit(
        "stack.hcl",
        "queue \"ordered\" {",
        "queue \"ordered\" {\n  name = \"in-order.fifo\"",
    );
    let changes = story.changes();
    let replaced = |address: &str| changes.contains(&("replace".into(), address.into()));
    assert!(replaced("queue.ordered") && replaced("trigger.queue.ordered"), "{changes:?}");
    story.applied();
    send("in-order.fifo", "\"letter 4\"", "all");
    story.logged("post", "letter 4");
    story.end();
}

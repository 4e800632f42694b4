//! `pause` and `resume`: a trigger rests whatever else is applied, is shown as paused and not as drift, and goes on.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::{Value, json};

const JOBS: &str = "trigger.queue.jobs";

#[test]
fn a_paused_queue_trigger_rests_until_it_is_resumed() {
    let story = Story::begin(need!(venv()), "queue-worker");
    let state = || story.witness(&["states", "worker-default-resize"]);
    let send = |name: &str| {
        let body = json!({ "kind": "resize", "name": name }).to_string();
        story.witness(&["send", "worker-default-jobs", &body, ""]);
    };
    assert_eq!(state(), json!(["Enabled"]));

    let ended = story.run(&["pause", "queue.jobs", "--reason", "poison messages"]).is(0);
    assert!(ended.stdout.contains("trigger.queue.jobs is paused"), "{ended}");
    assert_eq!(state(), json!(["Disabled"]));
    send("late.png");

    let said = |words: &[&str], paused: &Value| {
        let told = story.run(&[words, &["--format", "json"]].concat()).is(0).json();
        assert_eq!(told["paused"].as_array().unwrap().len(), 1, "{told}");
        let told = &told["paused"][0];
        assert_eq!([&told["trigger"], &told["reason"]], [&json!(JOBS), paused], "{told}");
    };
    let poison = json!("poison messages");
    said(&["status"], &poison);
    said(&["plan", "--full", "--detailed-exitcode"], &poison);
    said(&["drift", "--detailed-exitcode"], &poison);
    let shown = story.run(&["drift"]).is(0).stdout;
    assert!(shown.contains("trigger.queue.jobs is PAUSED since"), "{shown}");

    // Whatever is applied meanwhile, even to the trigger itself, it rests.
    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("batch_size      = 5", "batch_size      = 3", &[("update", JOBS)]);
    assert_eq!(state(), json!(["Disabled"]));
    // Paused once more, it is resumed to what it was before the first.
    story.run(&["pause", JOBS, "--reason", "still poison"]).is(0);
    said(&["status"], &json!("still poison"));

    assert!(!story.run(&["logs", "resize"]).stdout.contains("late.png"), "it did not rest");
    story.run(&["resume", JOBS]).is(0);
    assert_eq!(state(), json!(["Enabled"]));
    story.logged("resize", "resized: late.png");
    let told = story.run(&["status", "--format", "json"]).is(0).json();
    assert_eq!(told.get("paused"), None);
    story.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    let history = story.run(&["history", "--format", "json"]).is(0).json();
    let commands: Vec<_> = history["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["command"].as_str().unwrap())
        .collect();
    assert_eq!(commands, ["resume", "pause", "apply", "pause", "apply"]);
    story.end();
}

#[test]
fn schedules_and_rules_rest_too_and_nothing_else_of_the_spec_comes_in() {
    let story = Story::begin(need!(venv()), "schedule");
    // What the spec says meanwhile is the next apply's.
    story.stack.edit("stack.hcl", "queue \"seen\" {}", "queue \"seen\" {}\n\nqueue \"new\" {}");
    let states = || story.witness(&["timers"]);
    let on =
        json!({"schedules": ["ENABLED", "ENABLED", "ENABLED", "ENABLED"], "rules": ["ENABLED"]});
    assert_eq!(states(), on);
    story.run(&["pause", "schedule.nightly", "--reason", "quiet night"]).is(0);
    story.run(&["pause", "event.seen", "--reason", "flood"]).is(0);
    let off =
        json!({"schedules": ["DISABLED", "ENABLED", "ENABLED", "ENABLED"], "rules": ["DISABLED"]});
    assert_eq!(states(), off);
    assert_eq!(story.changes(), [("create".to_owned(), "queue.new".to_owned())]);
    story.run(&["resume", "schedule.nightly"]).is(0);
    story.run(&["resume", "event.seen"]).is(0);
    assert_eq!(states(), on);
    story.end();
}

#[test]
fn what_can_not_rest_is_refused_with_a_way_out() {
    let story = Story::begin(need!(venv()), "topic");
    let refused = |words: &[&str], code: &str, hint: &str| {
        let ended = story.run(words).is(1);
        assert!(ended.stderr.contains(code) && ended.stderr.contains(hint), "{ended}");
    };
    let why = &["--reason", "why"];
    refused(
        &[&["pause", "topic.report"][..], why].concat(),
        "trigger/can-not-rest",
        "enabled = false",
    );
    refused(
        &[&["pause", "topic.repart"][..], why].concat(),
        "unknown/trigger",
        "did you mean `topic.report`?",
    );
    refused(&["resume", "topic.report"], "trigger/can-not-rest", "enabled = false");
    story.run(&["pause", "topic.report"]).is(64);
    story.end();
}

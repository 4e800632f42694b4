//! `examples/stream`: clicks come in their order, and what can't be counted is given up.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::{Value, json};

#[test]
fn a_stream_feeds_a_function_in_order() {
    let story = Story::begin(need!(venv()), "stream");
    let click = |page: &str, user: &str| {
        let event = json!({ "page": page, "user": user }).to_string();
        story.run(&["invoke", "click", &event]).is(0);
    };
    for user in ["ada", "bob", "cleo"] {
        click("/start", user);
    }
    story.logged("count", "/start cleo");
    let log = story.run(&["logs", "count"]).is(0).stdout;
    let at = |text: &str| log.find(text).unwrap_or_else(|| panic!("{text} in {log}"));
    assert!(at("/start ada") < at("/start bob") && at("/start bob") < at("/start cleo"), "{log}");
    // What can't be counted is given up, and does not hold up what comes after it.
    click("/start", "");
    click("/start", "dora");
    let given_up = story.run(&["output", "given_up"]).is(0).stdout.trim().to_owned();
    let note = story.witness(&["receive", given_up.rsplit('/').next().unwrap()]);
    assert_eq!(note["requestContext"]["condition"], "RetryAttemptsExhausted", "{note}");
    assert_eq!(note["KinesisBatchInfo"]["batchSize"], Value::from(1), "{note}");
    story.logged("count", "/start dora");

    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("\"48h\"", "\"24h\"", &[("update", "stream.clicks")]);
    edit("batch_size = 10", "batch_size = 5", &[("update", "trigger.stream.clicks")]);
    // Twice as many at most in one step: two steps of one call.
    edit("shards    = 2", "shards    = 5", &[("update", "stream.clicks")]);
    click("/end", "eve");
    story.logged("count", "/end eve");
    edit("  shards    = 5\n", "", &[("update", "stream.clicks")]);
    // Under another name it would be another stream, without the records of this one: not without being told.
    let (unnamed, named) = ("stream \"clicks\" {", "stream \"clicks\" {\n  name = \"taps\"");
    story.stack.edit("stack.hcl", unnamed, named);
    let changes = story.changes();
    let is = |action: &str, address: &str| changes.contains(&(action.into(), address.into()));
    assert!(is("blocked", "stream.clicks"), "{changes:?}");
    assert!(is("replace", "trigger.stream.clicks"), "{changes:?}");
    story.stack.edit("stack.hcl", named, unnamed);
    story.end_with(&["--delete-data"]);
}

//! `examples/log`: a function that reads another one's log.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;

#[test]
fn a_log_calls_a_function() {
    let story = Story::begin(need!(venv()), "log");
    let say = |level: &str, text: &str| {
        let event = serde_json::json!({"level": level, "text": text}).to_string();
        story.witness(&["post", "watch-default-shop", &event]);
        story.logged("shop", text);
    };
    say("INFO", "all-quiet");
    say("ERROR", "no-paper");
    story.logged("alert", "ERROR no-paper");
    let told = story.run(&["logs", "alert"]).is(0).stdout;
    assert!(
        told.contains("/aws/lambda/watch-default-shop") && !told.contains("all-quiet"),
        "{told}"
    );

    story.edited("stack.hcl", "?ERROR ?FATAL", "INFO", &[("update", "trigger.log.errors")]);
    say("INFO", "quiet-again");
    story.logged("alert", "INFO quiet-again");
    // Another function has another log group: the filter moves.
    story.stack.edit("stack.hcl", "function \"shop\" {", "function \"shop\" {\n  name = \"store\"");
    let changes = story.changes();
    assert!(changes.contains(&("replace".into(), "trigger.log.errors".into())), "{changes:?}");
    story.applied();
    story.witness(&["post", "store", r#"{"level": "INFO", "text": "moved"}"#]);
    story.logged("alert", "INFO moved");
    story.end();
}

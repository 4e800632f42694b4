//! `examples/topic`: one message, two readers.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn a_topic_feeds_a_function_and_a_queue() {
    let story = Story::begin(need!(venv()), "topic");
    let news = |kind: &str, text: &str, keep: bool| {
        let body = json!({ "kind": kind, "text": text, "keep": keep });
        assert_eq!(story.ask("POST", "/news", &body).0, 202);
    };
    news("sports", "3:1", false);
    news("gossip", "psst", true);
    story.logged("report", "news: sports");
    let kept = story.witness(&["receive", "newsroom-default-archive"]);
    assert_eq!(kept["text"], "psst", "{kept}");

    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("\"sports\", \"weather\"", "\"gossip\"", &[("update", "trigger.topic.report")]);
    news("gossip", "hush", false);
    story.logged("report", "hush");
    edit("display_name = \"News\"", "display_name = \"Latest\"", &[("update", "topic.news")]);
    // A topic can't be renamed: everything that hangs on it moves to the new one.
    story.stack.edit("stack.hcl", "topic \"news\" {", "topic \"news\" {\n  name = \"bulletin\"");
    let changes = story.changes();
    let replaced = |address: &str| changes.contains(&("replace".into(), address.into()));
    assert!(replaced("topic.news") && replaced("trigger.topic.report"), "{changes:?}");
    story.applied();
    news("gossip", "moved", false);
    story.logged("report", "moved");
    story.end();
}

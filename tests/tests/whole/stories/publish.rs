//! `examples/publish`: what others read of a stack without asking it.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::{Value, json};

/// A parameter as boto3 sees it: value, type and version.
fn published(story: &Story<'_>, output: &str) -> Value {
    story.witness(&["parameter", &format!("/cutover/greeter/default/{output}")])
}

fn value(text: &str, version: u64) -> Value {
    json!({"value": text, "type": "String", "version": version})
}

#[test]
fn outputs_are_published_written_over_and_taken_back() {
    let story = Story::begin(need!(venv()), "publish");
    let url = story.run(&["output", "url"]).is(0).stdout.trim().to_owned();
    assert_eq!(published(&story, "url"), value(&url, 1));
    assert_eq!(published(&story, "greeting"), value("Hello", 1));
    let queue = published(&story, "queue");
    let queue: Value = serde_json::from_str(queue["value"].as_str().unwrap()).unwrap();
    assert_eq!(queue["arn"], "arn:aws:sqs:us-east-1:000000000000:greeter-default-greetings");
    assert!(queue["url"].as_str().unwrap().ends_with("/greeter-default-greetings"), "{queue}");
    let wanted = [
        ("update", "function.greet"),
        ("update", "function.greet/alias"),
        ("update", "output.greeting/parameter"),
    ];
    story.edited("stack.hcl", "\"Hello\"", "\"Hi\"", &wanted);
    assert_eq!(published(&story, "greeting"), value("Hi", 2));
    let other = [("create", "output.word/parameter"), ("delete", "output.greeting/parameter")];
    story.edited("stack.hcl", "output \"greeting\"", "output \"word\"", &other);
    assert_eq!((published(&story, "word"), published(&story, "greeting")), (value("Hi", 1), json!(null)));
    let gone = [("delete", "output.word/parameter")];
    let (word, kept) = ("value   = var.greeting\n  publish = true", "value = var.greeting");
    story.edited("stack.hcl", word, kept, &gone);
    assert_eq!(story.run(&["output", "word"]).is(0).stdout.trim(), "Hi");
    story.end();
}

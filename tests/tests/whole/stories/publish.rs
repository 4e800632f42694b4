//! `examples/publish`: what others read of a stack without asking it.
use super::Story;
use cutover_tests::need;
use cutover_tests::stack::Stack;
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
    let other = [("delete", "output.greeting/parameter"), ("create", "output.word/parameter")];
    story.edited("stack.hcl", "output \"greeting\"", "output \"word\"", &other);
    assert_eq!(
        (published(&story, "word"), published(&story, "greeting")),
        (value("Hi", 1), json!(null))
    );
    let gone = [("delete", "output.word/parameter")];
    let (word, kept) = ("value   = var.greeting\n  publish = true", "value = var.greeting");
    story.edited("stack.hcl", word, kept, &gone);
    assert_eq!(story.run(&["output", "word"]).is(0).stdout.trim(), "Hi");
    story.end();
}

/// A stack that looks at the other one from outside.
const READER: &str = r#"
stack "reader" {}

existing "parameter" "greeting" { name = "/cutover/greeter/default/greeting" }

existing "queue" "greetings" {
  tags = { "cutover:stack" = "greeter", "cutover:stage" = "default" }
}

queue "mine" {
  name  = "mine-${lower(existing.parameter.greeting.value)}"
  delay = "1s"
}

output "greeting" { value = upper(existing.parameter.greeting.value) }

output "queue" { value = existing.queue.greetings.arn }
"#;

#[test]
fn another_stack_reads_what_is_published_and_finds_things_by_their_tags() {
    let story = Story::begin(need!(venv()), "publish");
    let (reader, endpoint) = (Stack::empty(), story.cloud.endpoint());
    reader.write("stack.hcl", READER);
    let run = |words: &[&str]| {
        story.cutover.run(reader.path(), &[words, &["--endpoint-url", &endpoint]].concat())
    };
    let checked = story.cutover.run(reader.path(), &["validate"]).is(0);
    assert!(checked.stderr.contains("spec/known-once-looked-up"), "{checked}");
    run(&["apply", "--yes"]).is(0);
    run(&["plan", "--detailed-exitcode"]).is(0);
    assert_eq!(run(&["output", "greeting"]).is(0).stdout.trim(), "HELLO");
    let arn = "arn:aws:sqs:us-east-1:000000000000:greeter-default-greetings";
    assert_eq!(run(&["output", "queue"]).is(0).stdout.trim(), arn);
    let plan = run(&["plan", "--format", "json"]).is(0).json();
    assert_eq!(plan["stubs"], json!([]));

    // What was looked up is part of what was reviewed.
    reader.edit("stack.hcl", "delay = \"1s\"", "delay = \"2s\"");
    run(&["plan", "--out", "shown.plan"]).is(0);
    story.stack.edit("stack.hcl", "\"Hello\"", "\"Hi\"");
    story.applied();
    let refused = run(&["apply", "shown.plan", "--yes"]).is(4);
    assert!(refused.stderr.contains("plan/moved"), "{refused}");
    run(&["apply", "--yes"]).is(0);
    assert_eq!(run(&["output", "greeting"]).is(0).stdout.trim(), "HI");

    // The local cloud of its own has neither.
    let plan =
        story.cutover.run(reader.path(), &["plan", "--local", "--format", "json"]).is(0).json();
    let stubs = ["existing.parameter[\"greeting\"]", "existing.queue[\"greetings\"]"];
    assert_eq!(plan["stubs"], json!(stubs));

    for (from, to, code) in [
        (
            "\"cutover:stack\" = \"greeter\", \"cutover:stage\"",
            "\"cutover:stage\"",
            "existing/several",
        ),
        ("\"cutover:stage\" = \"default\"", "none = \"such\"", "existing/not-found"),
        ("/cutover/greeter/default/greeting", "/cutover/greeter/default/no", "existing/not-found"),
    ] {
        reader.edit("stack.hcl", from, to);
        let refused = run(&["plan"]).is(1);
        assert!(
            refused.stderr.contains(code) && refused.stderr.contains("stack.hcl:"),
            "{refused}"
        );
    }
    reader.write("stack.hcl", READER);
    run(&["destroy", "--yes"]).is(0);
    story.end();
}

//! `examples/url`: addresses for everybody and for callers who sign.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::{Value, json};

#[test]
fn an_address_calls_a_function() {
    let story = Story::begin(need!(venv()), "url");
    assert_eq!(
        story.ask("GET", "/?name=Ada", &Value::Null),
        (200, json!({"greeting": "hello, Ada"}))
    );
    story.logged("hello", "greeting Ada");

    let secret = story.run(&["output", "secret"]).is(0).stdout.trim().to_owned();
    let unsigned = story.witness(&["ask", "GET", &secret, ""]);
    assert_eq!(unsigned["status"], 403, "{unsigned}");
    let signed = story.witness(&["call", &secret, "GET"]);
    assert_eq!(signed["body"], r#"{"account":"000000000000"}"#, "{signed}");

    story.edited(
        "stack.hcl",
        "max_age = \"10m\"",
        "max_age = \"5m\"",
        &[("update", "trigger.url.hello")],
    );
    let rights = |key: &str| format!("function.hello/permission[\"trigger.url.hello {key}\"]");
    let (url, through) = (rights("url"), rights("through url"));
    story.edited(
        "stack.hcl",
        "auth = \"none\"",
        "auth = \"iam\"",
        &[("delete", &through), ("delete", &url), ("update", "trigger.url.hello")],
    );
    assert_eq!(story.ask("GET", "/", &Value::Null).0, 403);
    // The address is the alias's: another function has another one.
    story.stack.edit(
        "stack.hcl",
        "function \"hello\" {",
        "function \"hello\" {\n  name = \"hallo\"",
    );
    let changes = story.changes();
    assert!(changes.contains(&("replace".into(), "trigger.url.hello".into())), "{changes:?}");
    story.applied();
    let moved = story.run(&["output", "url"]).is(0).stdout.trim().to_owned();
    assert_eq!(story.witness(&["call", &moved, "GET"])["status"], 200);
    story.end();
}

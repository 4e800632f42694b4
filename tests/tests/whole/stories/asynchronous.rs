//! `examples/async`: events that nobody waits for end with who is told of them.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;

#[test]
fn events_end_with_who_is_told_of_them() {
    let story = Story::begin(need!(venv()), "async");
    let post = |event: &str| story.witness(&["post", "letters-default-deliver", event]);
    post(r#"{"address": "Ada"}"#);
    story.logged("thank", "thanks for the letter to Ada");
    post("{}");
    let failed = story.run(&["output", "failed"]).is(0).stdout.trim().to_owned();
    let note = story.witness(&["receive", failed.rsplit('/').next().unwrap()]);
    assert_eq!(note["requestContext"]["condition"], "RetriesExhausted", "{note}");
    assert_eq!(note["requestContext"]["approximateInvokeCount"], 1, "{note}");
    assert!(
        note["responsePayload"]["errorMessage"].as_str().unwrap().contains("address"),
        "{note}"
    );

    let update = [("update", "function.deliver/async")];
    story.edited("stack.hcl", "max_age = \"1h\"", "max_age = \"2h\"", &update);
    story.stack.edit("stack.hcl", "  on_success = function.thank\n", "");
    story.stack.edit(
        "stack.hcl",
        "  on       = \"failure\"\n",
        "  on = \"failure\"\n  enabled = false\n",
    );
    let without = "  async      = { retries = 0, max_age = \"2h\" }\n";
    story.edited(
        "stack.hcl",
        without,
        "",
        &[
            ("delete", "function.deliver/async"),
            ("update", "function.deliver/role/policy[\"derived\"]"),
        ],
    );
    story.end();
}

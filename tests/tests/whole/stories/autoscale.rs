//! `examples/autoscale`: bounds of warm environments, and how they follow the version that serves.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn bounds_follow_the_version_that_serves() {
    let story = Story::begin(need!(venv()), "autoscale");
    let name = "checkout-default-quote";
    assert_eq!(
        story.witness(&["scaled", name]),
        json!({"1": {"bounds": [1, 8], "track": [0.7], "times": ["evening", "morning"], "warm": 2}})
    );
    story.edited(
        "stack.hcl",
        "max = 8, target = \"70%\"",
        "max = 9, target = \"50%\"",
        &[("update", "function.quote/scaling"), ("update", "function.quote/scaling/policy")],
    );
    // Somebody's traffic needed more: that is no difference, and the next version begins with as many.
    story.witness(&["warm", name, "1", "5"]);
    assert_eq!(story.changes(), []);
    story.stack.edit("src/app.py", "12", "13");
    story.applied();
    assert_eq!(
        story.witness(&["scaled", name]),
        json!({"2": {"bounds": [1, 9], "track": [0.5], "times": ["evening", "morning"], "warm": 5}})
    );
    // The schedules still change a number, which is the one that is written.
    story.edited(
        "stack.hcl",
        "    autoscale   = { min = 1, max = 9, target = \"50%\" }\n",
        "",
        &[("update", "function.quote/scaling"), ("delete", "function.quote/scaling/policy")],
    );
    story.end();
}

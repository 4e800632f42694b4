//! `examples/inbox`: an API that hands requests to a queue and a bus.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn an_api_hands_requests_to_a_queue_and_a_bus() {
    let story = Story::begin(need!(venv()), "inbox");
    let post = |path: &str, name: &str| story.ask("POST", path, &json!({ "name": name })).0;
    assert_eq!(post("/jobs", "clean-up"), 200);
    story.logged("work", "job clean-up");
    assert_eq!(post("/events", "paid"), 200);
    story.logged("hear", "heard POST /events paid");

    // The queue's URL is part of the integration: another queue is another integration.
    story.stack.edit("stack.hcl", "queue \"jobs\" {", "queue \"jobs\" {\n  name = \"tasks\"");
    let changes = story.changes();
    let is = |action: &str, address: &str| changes.contains(&(action.into(), address.into()));
    assert!(is("replace", "api.inbox/integration[\"queue.jobs\"]"), "{changes:?}");
    assert!(is("update", "api.inbox/route[\"POST /jobs\"]"), "{changes:?}");
    story.applied();
    assert_eq!(post("/jobs", "moved"), 200);
    story.logged("work", "job moved");
    story.edited(
        "stack.hcl",
        "  route \"POST /events\" { to = bus.events }\n",
        "",
        &[
            ("delete", "api.inbox/integration[\"bus.events\"]"),
            ("update", "api.inbox/role/policy[\"derived\"]"),
            ("delete", "api.inbox/route[\"POST /events\"]"),
        ],
    );
    assert_eq!(post("/events", "paid"), 404);
    story.end();
}

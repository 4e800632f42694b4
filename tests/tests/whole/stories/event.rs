//! `examples/event`: one bus, many readers.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn a_bus_feeds_a_function_queues_and_another_bus() {
    let story = Story::begin(need!(venv()), "event");
    let order = |id: &str, state: &str, total: u64| {
        let body = json!({ "id": id, "state": state, "total": total });
        assert_eq!(story.ask("POST", "/orders", &body).0, 202);
    };
    order("o-1", "paid", 20);
    story.logged("shipping", "shipped: o-1 by Order of shop");
    let received = |queue: &str| story.witness(&["receive", &format!("orders-default-{queue}")]);
    assert_eq!(received("notes"), json!({ "text": "order o-1 is paid" }));
    order("o-2", "open", 2000);
    assert_eq!(received("large")["id"], "o-2");

    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("state = [\"paid\"]", "state = [\"open\"]", &[("update", "trigger.event.paid")]);
    order("o-3", "open", 1);
    story.logged("shipping", "shipped: o-3");
    edit("attempts = 5", "attempts = 7", &[("update", "trigger.event.paid/target")]);
    edit("What happens to orders", "Orders", &[("update", "bus.orders")]);
    // A bus can't be renamed: its rules move to the new one.
    story.stack.edit("stack.hcl", "bus \"orders\" {", "bus \"orders\" {\n  name = \"events\"");
    let changes = story.changes();
    let replaced = |address: &str| changes.contains(&("replace".into(), address.into()));
    assert!(replaced("bus.orders") && replaced("trigger.event.paid"), "{changes:?}");
    assert!(replaced("trigger.event.paid/target"), "{changes:?}");
    story.applied();
    order("o-4", "open", 1);
    story.logged("shipping", "shipped: o-4");
    story.end();
}

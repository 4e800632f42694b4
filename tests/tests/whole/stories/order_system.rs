//! `examples/order-system`: an order is shipped, one that can't be is set aside.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn an_order_is_shipped_or_set_aside() {
    let story = Story::begin(need!(venv()), "order-system");
    let order = |item: &str, count: u64| {
        let (status, body) = story.ask("POST", "/orders", &json!({ "item": item, "count": count }));
        assert_eq!(status, 202, "{body}");
        body["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(story.ask("POST", "/orders", &json!({ "item": "tea" })).0, 400);
    let shipped = order("tea", 2);
    story.logged("worker", &format!("shipped {shipped} 2 tea"));
    let failed = order("gold", 1);
    story.logged("worker", &format!("can't ship {failed} gold"));
    let unshippable = story.run(&["output", "unshippable"]).is(0).stdout.trim().to_owned();
    let dead = story.witness(&["receive", unshippable.rsplit('/').next().unwrap()]);
    assert_eq!(dead, json!({ "id": failed, "item": "gold", "count": 1 }));
    let update = [("update", "trigger.queue.shipping")];
    story.edited("stack.hcl", "batch_size      = 5", "batch_size      = 3", &update);
    let again = order("coffee", 1);
    story.logged("worker", &format!("shipped {again} 1 coffee"));
    story.end();
}

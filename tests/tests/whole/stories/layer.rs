//! `examples/layer`: code that two functions share.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;

#[test]
fn a_layer_is_shared_and_its_next_version_taken() {
    let story = Story::begin(need!(venv()), "layer");
    let invoked = |function: &str, text: &str| {
        let told = story.run(&["invoke", function, r#"{"cents":1999}"#]).is(0);
        assert!(told.stdout.contains(text), "{told}");
    };
    invoked("quote", "19.99 EUR");
    invoked("invoice", "19.99 EUR");
    story.stack.edit("shared/python/money.py", " EUR", " USD");
    let changes = story.changes();
    for (action, address) in
        [("replace", "layer.money"), ("update", "function.quote"), ("update", "function.invoice")]
    {
        assert!(changes.contains(&(action.into(), address.into())), "{address}: {changes:?}");
    }
    story.applied();
    invoked("quote", "19.99 USD");
    invoked("invoice", "19.99 USD");
    story.stack.edit("stack.hcl", "\"Amounts of money\"", "\"Money\"");
    assert!(story.changes().contains(&("replace".into(), "layer.money".into())));
    story.applied();
    story.end();
}

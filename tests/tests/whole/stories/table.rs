//! `examples/table`: orders are kept, found by an index and counted by who follows the stream; the data outlives a destroy.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn a_table_keeps_items_and_its_stream_tells_of_them() {
    let story = Story::begin(need!(venv()), "table");
    let told = |name: &str| story.run(&["output", name]).is(0).stdout.trim().to_owned();
    let (totals, given_up) = (told("totals"), told("given_up"));
    let take = |id: &str, cents: i64| {
        let order = json!({ "id": id, "customer": "ada", "placed": 1_767_225_600, "cents": cents });
        story.run(&["invoke", "take", &order.to_string()]).is(0);
    };
    take("o-1", 1250);
    take("o-2", 750);
    let key = json!({ "customer": { "S": "ada" }, "month": { "S": "2026-01" } }).to_string();
    let total = story.witness(&["item", &totals, &key, "orders", "2"]);
    assert_eq!(total["cents"], json!({ "N": "2000" }));
    let found = story.run(&["invoke", "take", r#"{"orders_of": "ada"}"#]).is(0);
    assert!(found.stdout.contains("o-1") && found.stdout.contains("o-2"), "{found}");
    // What can't be counted is given up after three tries, and does not hold up what comes after it.
    take("o-3", -1);
    take("o-4", 1);
    let note = story.witness(&["receive", given_up.rsplit('/').next().unwrap()]);
    assert_eq!(note["requestContext"]["condition"], "RetryAttemptsExhausted", "{note}");
    assert!(
        note["DDBStreamBatchInfo"]["streamArn"].as_str().unwrap().contains(":table/"),
        "{note}"
    );
    story.logged("count", "could not count o-3");

    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("batch_size      = 10", "batch_size      = 5", &[("update", "trigger.table.placed")]);
    edit("\"expires\"", "\"until\"", &[("update", "table.orders")]);
    let more = "index \"by_amount\" { key = { cents = \"N\" } }\n\n  index \"by_customer\" {";
    edit("index \"by_customer\" {", more, &[("update", "table.orders")]);
    // Another stream is another thing to follow, which takes DynamoDB two steps: each is for its own apply.
    story.stack.edit("stack.hcl", "\"new_and_old_images\"", "\"new_image\"");
    let refused = story.run(&["apply", "--yes"]).is(4);
    assert!(refused.stdout.contains("leave it out together with what refers to it"), "{refused}");
    story.stack.edit("stack.hcl", "\"new_image\"", "\"new_and_old_images\"");
    take("o-5", 5);
    story.logged("count", "counted o-5");

    keeps_its_data(&story);
    story.end_with(&["--delete-data"]);
}

/// Neither another key nor a destroy takes a table away that holds data, and DynamoDB's own guard is not passed by.
fn keeps_its_data(story: &Story<'_>) {
    let head =
        |key: &str, more: &str| format!("table \"totals\" {{\n  key  = {{ {key} = \"S\" }}{more}");
    let (plain, other) = (&*head("customer", ""), &*head("client", ""));
    story.stack.edit("stack.hcl", plain, other);
    let refused = story.run(&["apply", "--yes"]).is(4);
    assert!(refused.stdout.contains("it holds data"), "{refused}");
    story.stack.edit("stack.hcl", other, plain);
    let guarded = &*head("customer", "\n  deletion_protection = true");
    story.edited("stack.hcl", plain, guarded, &[("update", "table.totals")]);
    let refused = story.run(&["destroy", "--yes", "--delete-data"]).is(4);
    assert!(refused.stdout.contains("deletion_protection = false"), "{refused}");
    story.edited("stack.hcl", guarded, plain, &[("update", "table.totals")]);
}

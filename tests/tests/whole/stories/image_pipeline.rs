//! `examples/image-pipeline`: a picture goes all the way, what is none is set aside.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn a_picture_goes_all_the_way() {
    let story = Story::begin(need!(venv()), "image-pipeline");
    let told = |name: &str| story.run(&["output", name]).is(0).stdout.trim().to_owned();
    let (bucket, table, unreadable) = (told("bucket"), told("pictures"), told("unreadable"));
    // A GIF's head: 257 wide, 514 high.
    story.witness(&["put", &bucket, "incoming/a cat.gif", "GIF89a\u{1}\u{1}\u{2}\u{2}"]);
    let key = json!({ "key": { "S": "incoming/a cat.gif" } }).to_string();
    let item = story.witness(&["item", &table, &key, "width", "257"]);
    assert_eq!((&item["kind"], &item["height"]), (&json!({ "S": "gif" }), &json!({ "N": "514" })));
    story.logged("announce", "new picture: incoming/a cat.gif 257x514");
    // What lies elsewhere is nobody's business.
    story.witness(&["put", &bucket, "elsewhere.gif", "GIF89a\u{1}\u{1}\u{2}\u{2}"]);

    story.edited("stack.hcl", "max_receive = 2", "max_receive = 1", &[("update", "queue.uploads")]);
    let hidden = ("\"1m\"", "\"10s\"", &[("update", "queue.uploads")]);
    story.edited("stack.hcl", hidden.0, hidden.1, hidden.2);
    story.witness(&["put", &bucket, "incoming/notes.txt", "no picture"]);
    story.logged("describe", "neither a PNG nor a GIF");
    let note = story.witness(&["receive", unreadable.rsplit('/').next().unwrap()]);
    assert_eq!(note["Records"][0]["s3"]["object"]["key"], "incoming/notes.txt");
    assert!(!story.run(&["logs", "describe"]).stdout.contains("elsewhere"));
    story.end_with(&["--delete-data"]);
}

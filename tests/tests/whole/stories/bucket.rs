//! `examples/bucket`: a text comes in and is counted, another goes and is noted; the data outlives a destroy.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;

#[test]
fn a_bucket_wakes_a_function_and_keeps_its_data() {
    let story = Story::begin(need!(venv()), "bucket");
    let told = |name: &str| story.run(&["output", name]).is(0).stdout.trim().to_owned();
    let (bucket, gone) = (told("bucket"), told("gone"));
    let gone = gone.rsplit('/').next().unwrap();
    assert_eq!(story.witness(&["receive", gone])["Event"], "s3:TestEvent");
    story.witness(&["put", &bucket, "incoming/a b.txt", "one two two"]);
    let counted = story.witness(&["object", &bucket, "counted/a b.json"]);
    assert_eq!(counted, json!({"key": "incoming/a b.txt", "words": 3, "different": 2}));
    story.logged("count", "counted");
    story.witness(&["erase", &bucket, "incoming/a b.txt"]);
    let note = story.witness(&["receive", gone]);
    assert_eq!(note["Records"][0]["eventName"], "ObjectRemoved:DeleteMarkerCreated");

    // Somebody else's entry stays, whatever happens to ours.
    let entries = story.witness(&["share", &bucket, gone]);
    assert_eq!(entries["ids"].as_array().unwrap().len(), 3, "{entries}");
    story.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    let edit = |from, to, wanted: &[(&str, &str)]| story.edited("stack.hcl", from, to, wanted);
    edit("\"incoming/\"", "\"inbox/\"", &[("update", "trigger.bucket.incoming")]);
    edit("expire = \"30d\"", "expire = \"60d\"", &[("update", "bucket.texts")]);
    edit("  event_bridge = true\n", "", &[("delete", "bucket.texts/event_bridge")]);
    let now = story.witness(&["notified", &bucket]);
    assert_eq!((&now["ids"], &now["bus"]), (&entries["ids"], &json!(false)));
    story.witness(&["put", &bucket, "inbox/b.txt", "one"]);
    story.witness(&["object", &bucket, "counted/inbox/b.json"]);
    // Under another name it is for the same objects: the old entry makes way for the new one.
    story.stack.edit("stack.hcl", "\"bucket\" \"incoming\"", "\"bucket\" \"inbox\"");
    story.applied();
    assert_eq!(story.witness(&["notified", &bucket])["ids"].as_array().unwrap().len(), 3);

    keeps_its_data(&story, &bucket);
    story.end_with(&["--delete-data"]);
}

/// Neither another name nor a destroy takes a bucket away that holds data.
fn keeps_its_data(story: &Story<'_>, bucket: &str) {
    let (plain, named) =
        ("  versioning   = true", "  versioning   = true\n  name         = \"another-name-of-it\"");
    story.stack.edit("stack.hcl", plain, named);
    let refused = story.run(&["apply", "--yes"]).is(4);
    assert!(refused.stdout.contains("it holds data"), "{refused}");
    story.stack.edit("stack.hcl", named, plain);
    let refused = story.run(&["destroy", "--yes"]).is(4);
    assert!(refused.stdout.contains("--delete-data"), "{refused}");
    story.witness(&["object", bucket, "inbox/b.txt"]);
}

//! `examples/modules`: instances of a module, each with resources of its own, and a move that keeps them.
use super::Story;
use cutover_tests::need;
use cutover_tests::venv::venv;

const RESIZE: &str = "module.worker[\"resize\"].function.run";

#[test]
fn modules_make_the_same_shape_several_times() {
    let story = Story::begin(need!(venv()), "modules");
    let send = |queue: &str, body: &str| {
        story.witness(&["send", queue, body, ""]);
    };
    send("pipeline-default-worker-resize-jobs", "cat.png");
    send("pipeline-default-worker-post-jobs", "letter");
    story.logged(RESIZE, "resized: cat.png");
    story.logged("module.worker[\"post\"].function.run", "posted: letter");
    let urls = story.run(&["output", "--format", "json"]).json().to_string();
    assert!(urls.contains("pipeline-default-worker-resize-jobs"), "{urls}");

    // One more is one more: nothing of the others changes.
    story.stack.edit(
        "stack.hcl",
        "    post   =",
        "    scan   = { handler = \"worker.post\", memory = null }\n    post   =",
    );
    let changes = story.changes();
    let apart = |(action, address): &(String, String)| {
        action == "create" && address.starts_with("module.worker[\"scan\"].")
    };
    assert!(!changes.is_empty() && changes.iter().all(apart), "{changes:?}");
    story.applied();

    // What has moved is kept with its name: only tags and descriptions tell of it.
    story.stack.edit("stack.hcl", "    scan   =", "    check  =");
    story.stack.edit(
        "stack.hcl",
        "module \"worker\" {",
        "moved {\n  from = module.worker[\"scan\"]\n  to   = module.worker[\"check\"]\n}\n\nmodule \"worker\" {",
    );
    let changes = story.changes();
    let updated = |(action, address): &(String, String)| {
        action == "update" && address.starts_with("module.worker[\"check\"].")
    };
    assert!(!changes.is_empty() && changes.iter().all(updated), "{changes:?}");
    story.applied();
    send("pipeline-default-worker-scan-jobs", "moved letter");
    story.logged("module.worker[\"check\"].function.run", "posted: moved letter");

    // What a module demands is told where it demands it, with the way that leads there.
    story.stack.edit("stack.hcl", "memory = 256", "memory = 4096");
    let refused = story.run(&["plan"]).is(1).stderr;
    for part in ["a worker has at most 1,024 MB", "stack.hcl", "worker/main.hcl"] {
        assert!(refused.contains(part), "{refused}");
    }
    story.stack.edit("stack.hcl", "memory = 4096", "memory = 256");
    story.end();
}

//! `examples/layer` through the sweep: publish, another content, under another name, delete.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "another content",
        edits: &[("shared/python/money.py", " EUR", " USD")],
        mode: Mode::Apply,
    },
    Step {
        name: "another name",
        edits: &[("stack.hcl", "layer \"money\" {", "layer \"money\" {\n  name = \"cash\"")],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_layer_survives_a_crash_at_every_moment() {
    survives("layer", None, PHASES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_of_a_layer_is_found_out() {
    finds_lost_answers("layer", None, PHASES).await;
}

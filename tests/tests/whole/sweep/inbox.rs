//! `examples/inbox` through the sweep: create, another queue, without the bus, delete.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "replace",
        edits: &[("stack.hcl", "queue \"jobs\" {", "queue \"jobs\" {\n  name = \"tasks\"")],
        mode: Mode::Apply,
    },
    Step {
        name: "without the bus",
        edits: &[("stack.hcl", "  route \"POST /events\" { to = bus.events }\n", "")],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inbox_survives_a_crash_at_every_moment() {
    survives("inbox", None, PHASES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_of_an_inbox_is_found_out() {
    finds_lost_answers("inbox", None, PHASES).await;
}

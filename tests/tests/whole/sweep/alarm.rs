//! `examples/alarm` through the sweep: create, change, under another name, delete.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "above     = 2500.5", "above     = 3000"),
            ("stack.hcl", "any_of      =", "all_of      ="),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[(
            "stack.hcl",
            "alarm \"backlog\" {",
            "alarm \"backlog\" {\n  name = \"jobs-pile-up\"",
        )],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alarm_survives_a_crash_at_every_moment() {
    survives("alarm", None, PHASES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_of_an_alarm_is_found_out() {
    finds_lost_answers("alarm", None, PHASES).await;
}

//! `examples/publish` through the sweep: publish, write over, under other names, take back.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step { name: "update", edits: &[("stack.hcl", "\"Hello\"", "\"Hi\"")], mode: Mode::Apply },
    Step {
        name: "replace",
        edits: &[
            ("stack.hcl", "output \"greeting\"", "output \"word\""),
            ("stack.hcl", "queue \"greetings\" {", "queue \"greetings\" {\n  name = \"said\""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "take back",
        edits: &[(
            "stack.hcl",
            "  value   = var.greeting\n  publish = true",
            "  value = var.greeting",
        )],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn published_outputs_survive_a_crash_at_every_moment() {
    survives("publish", None, PHASES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_about_published_outputs_is_found_out() {
    finds_lost_answers("publish", None, PHASES).await;
}

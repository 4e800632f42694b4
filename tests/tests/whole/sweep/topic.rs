//! `examples/topic` through the sweep: create, change, rename the topic, delete.
use super::{Step, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "\"sports\", \"weather\"", "\"gossip\""),
            ("stack.hcl", "display_name = \"News\"", "display_name = \"Latest\""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[("stack.hcl", "topic \"news\" {", "topic \"news\" {\n  name = \"bulletin\"")],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_survives_a_crash_at_every_moment() {
    survives("topic", None, PHASES).await;
}

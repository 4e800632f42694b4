//! `examples/queue-worker` through the sweep: create, change the mappings, rename a queue, delete.
use super::{Step, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "batch_size      = 5", "batch_size      = 3"),
            ("stack.hcl", "  max_concurrency = 4\n", ""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[(
            "stack.hcl",
            "queue \"ordered\" {",
            "queue \"ordered\" {\n  name = \"in-order.fifo\"",
        )],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_trigger_survives_a_crash_at_every_moment() {
    survives("queue-worker", None, PHASES).await;
}

//! `examples/schedule` through the sweep: create, change, rename a schedule, take all of them away, delete.
use super::{Step, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "\"0 3 * * ? *\"", "\"30 3 * * ? *\""),
            ("stack.hcl", "kind = \"hourly\"", "kind = \"frequent\""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[(
            "stack.hcl",
            "trigger \"schedule\" \"often\" {",
            "trigger \"schedule\" \"often\" {\n  name = \"hourly\"",
        )],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schedules_survive_a_crash_at_every_moment() {
    survives("schedule", None, PHASES).await;
}

//! `examples/async` through the sweep: create, change, rename the function, delete.
use super::{Step, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "max_age = \"1h\"", "max_age = \"2h\""),
            ("stack.hcl", "  on_success = function.thank\n", ""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[(
            "stack.hcl",
            "function \"deliver\" {",
            "function \"deliver\" {\n  name = \"letter-carrier\"",
        )],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_becomes_of_events_survives_a_crash_at_every_moment() {
    survives("async", None, PHASES).await;
}

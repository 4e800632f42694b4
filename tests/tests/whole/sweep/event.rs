//! `examples/event` through the sweep: create, change, rename the bus, delete.
use super::{Step, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "state = [\"paid\"]", "state = [\"open\"]"),
            ("stack.hcl", "attempts = 5", "attempts = 7"),
            ("stack.hcl", "What happens to orders", "Orders"),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[("stack.hcl", "bus \"orders\" {", "bus \"orders\" {\n  name = \"events\"")],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bus_survives_a_crash_at_every_moment() {
    survives("event", None, PHASES).await;
}

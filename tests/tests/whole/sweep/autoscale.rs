//! `examples/autoscale` through the sweep: create, other bounds, another version, no bounds any more, delete.
use super::{Step, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    // Without its smoke: a call that is made once more is counted once more.
    Step {
        name: "create",
        edits: &[("stack.hcl", "  smoke    = { event = {} }\n", "")],
        mode: Mode::Apply,
    },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "max = 8, target = \"70%\"", "max = 9, target = \"50%\""),
            ("stack.hcl", "min      = 4", "min      = 3"),
        ],
        mode: Mode::Apply,
    },
    Step { name: "replace", edits: &[("src/app.py", "12", "13")], mode: Mode::Apply },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bounds_survive_a_crash_at_every_moment() {
    survives("autoscale", None, PHASES).await;
}

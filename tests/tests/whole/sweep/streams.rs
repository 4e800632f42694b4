//! `examples/stream` through the sweep: create, change, under another name, delete.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "\"48h\"", "\"24h\""),
            ("stack.hcl", "shards    = 2", "shards    = 5"),
            ("stack.hcl", "batch_size = 10", "batch_size = 5"),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "on demand",
        edits: &[(
            "stack.hcl",
            "  shards    = 5\n",
            "  encryption = { key = \"alias/aws/kinesis\" }\n",
        )],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[("stack.hcl", "stream \"clicks\" {", "stream \"clicks\" {\n  name = \"taps\"")],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_survives_a_crash_at_every_moment() {
    survives("stream", None, PHASES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_of_a_stream_is_found_out() {
    finds_lost_answers("stream", None, PHASES).await;
}

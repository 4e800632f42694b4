//! `examples/url` and `examples/log` through the sweep: create, change, move, delete.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const URL: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "auth = \"none\"", "auth = \"iam\""),
            ("stack.hcl", "\"10m\"", "\"5m\""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[("stack.hcl", "function \"hello\" {", "function \"hello\" {\n  name = \"hallo\"")],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

const LOG: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step { name: "update", edits: &[("stack.hcl", "?ERROR ?FATAL", "INFO")], mode: Mode::Apply },
    Step {
        name: "replace",
        edits: &[("stack.hcl", "function \"shop\" {", "function \"shop\" {\n  name = \"store\"")],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_url_survives_a_crash_at_every_moment() {
    survives("url", None, URL).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_of_a_url_is_found_out() {
    finds_lost_answers("url", None, URL).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_trigger_survives_a_crash_at_every_moment() {
    survives("log", None, LOG).await;
}

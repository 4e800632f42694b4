//! `examples/bucket` through the sweep: create, change, rename the bucket and a trigger, delete.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "prefix = \"incoming/\"", "prefix = \"inbox/\""),
            ("stack.hcl", "expire = \"30d\"", "expire = \"60d\""),
            ("stack.hcl", "  event_bridge = true\n", ""),
            ("stack.hcl", "retention = \"14d\"", "retention = \"7d\""),
            ("stack.hcl", "    write = [bucket.texts]\n", "    list  = [bucket.texts]\n"),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[
            ("stack.hcl", "  versioning   = true", "  name         = \"another-name\""),
            ("stack.hcl", "trigger \"bucket\" \"deletions\"", "trigger \"bucket\" \"erasures\""),
        ],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_survives_a_crash_at_every_moment() {
    survives("bucket", None, PHASES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_of_a_bucket_is_found_out() {
    finds_lost_answers("bucket", None, PHASES).await;
}

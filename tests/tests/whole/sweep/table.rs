//! `examples/table` through the sweep: create, change, take the stream away and set another, under another name, delete.
use super::{Step, finds_lost_answers, survives};
use cutover_schemas::plan::Mode;

const STREAM: &str = "  stream                 = \"new_and_old_images\"\n";
const LIFE: &str = "  ttl = \"until\"\n";
/// The end of the trigger's block, as the update leaves it.
const END: &str = "  on_failure      = queue.given_up\n";

const PHASES: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "  ttl                    = \"expires\"\n", LIFE),
            ("stack.hcl", "sort = { placed = \"N\" }", "sort = { paid = \"N\" }"),
            ("stack.hcl", "batch_size      = 10", "batch_size      = 5"),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "without stream",
        edits: &[
            ("stack.hcl", STREAM, ""),
            ("stack.hcl", "trigger \"table\" \"placed\" {", "/* trigger \"table\" \"placed\" {"),
            ("stack.hcl", END, "  on_failure = queue.given_up */\n/*"),
            ("stack.hcl", "output \"orders\"", "*/\noutput \"orders\""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "another stream",
        edits: &[
            ("stack.hcl", LIFE, "  stream = \"new_image\"\n  ttl = \"until\"\n"),
            ("stack.hcl", "/* trigger", "trigger"),
            ("stack.hcl", "queue.given_up */\n/*", "queue.given_up\n"),
            ("stack.hcl", "*/\noutput \"orders\"", "output \"orders\""),
            ("stack.hcl", "table \"totals\" {", "table \"totals\" {\n  name = \"sums-of-orders\""),
        ],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_survives_a_crash_at_every_moment() {
    survives("table", None, PHASES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_of_a_table_is_found_out() {
    finds_lost_answers("table", None, PHASES).await;
}

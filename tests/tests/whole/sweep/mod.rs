//! The crash sweep: a run dies at every call and at every durable write, right before and right
//! after it, and the next run ends in the same world: no orphan, no duplicate, nothing left to do.
mod crash;
mod lab;

use crash::{distinct, resumed, uncrashed};
use cutover_schemas::plan::Mode;
use futures_util::stream::{self, StreamExt as _};
use lab::{Stack, State, copy};
use std::path::Path;

/// One phase: an edit of the files, and what is then done.
struct Step {
    name: &'static str,
    edits: &'static [(&'static str, &'static str, &'static str)],
    mode: Mode,
}

const HELLO: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[("stack.hcl", "default     = \"Hello\"", "default     = \"Hi\""), ("stack.hcl", "retention = \"7d\"", "retention = \"14d\"")],
        mode: Mode::Apply,
    },
    Step { name: "replace", edits: &[("stack.hcl", "route \"GET /{name}\"", "route \"GET /{who}\"")], mode: Mode::Apply },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

const HTTP_API: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("functions.hcl", "memory      = 256", "memory      = 512"),
            ("stack.hcl", "visibility_timeout = \"3m\"", "visibility_timeout = \"4m\""),
            ("stack.hcl", "methods = [\"GET\", \"POST\"]", "methods = [\"GET\"]"),
            ("functions.hcl", "    send = [queue.jobs]", "    receive = [queue.jobs]"),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[
            ("stack.hcl", "queue \"jobs\" {", "queue \"jobs\" {\n  name = \"renamed-jobs\""),
            ("stack.hcl", "  route \"GET /health\" { to = function.read[\"health\"] }\n", ""),
        ],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

async fn sweep(example: &str, stage: Option<&str>, steps: &[Step]) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join(example);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(example), &dir);
    let stack = Stack { dir, stage: stage.map(str::to_owned) };
    let (mut state, mut moments, mut states) = (State::new(), 0, 0);
    let mut broken = Vec::new();
    for step in steps {
        edit(&stack, step);
        let run = uncrashed(&stack, &state, step.mode).await;
        let points = distinct(&run.points);
        moments += run.points.len();
        states += points.len();
        let results = stream::iter(points.iter().map(|point| async {
            let result = resumed(&stack, point, &run.end, step.mode).await;
            result.err().map(|why| format!("{example}, {}, {}: {why}", step.name, point.label))
        }));
        broken.extend(results.buffer_unordered(4).collect::<Vec<_>>().await.into_iter().flatten());
        state = run.end;
    }
    println!("{example}: {moments} crash points in {states} distinct states");
    assert!(moments > 50, "the sweep saw only {moments} moments");
    assert!(broken.is_empty(), "{} of {states} crash states did not converge:\n{}", broken.len(), broken.join("\n"));
}

fn edit(stack: &Stack, step: &Step) {
    for (file, from, to) in step.edits {
        let path = stack.dir.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}` any more");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hello_survives_a_crash_at_every_moment() {
    sweep("hello", None, HELLO).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_api_survives_a_crash_at_every_moment() {
    sweep("http-api", Some("dev"), HTTP_API).await;
}

//! The crash sweep: a run dies at every call and at every durable write, right before and right
//! after it, and the next run ends in the same world: no orphan, no duplicate, nothing left to do.
mod alarm;
mod asynchronous;
mod autoscale;
mod bucket;
pub(crate) mod crash;
mod doors;
mod event;
mod inbox;
pub(crate) mod lab;
mod layer;
pub(crate) mod mutants;
mod publish;
mod queue_worker;
mod schedule;
mod streams;
mod table;
mod topic;

use crash::{distinct, inventory, resumed, uncrashed, with_lost_answers};
use cutover_schemas::plan::Mode;
use futures_util::stream::{self, StreamExt as _};
use lab::{Stack, State, copy};
use mutants::Doctor;
use std::path::Path;

/// One phase: an edit of the files, and what is then done.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) edits: &'static [(&'static str, &'static str, &'static str)],
    pub(crate) mode: Mode,
}

pub(crate) const HELLO: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "default     = \"Hello\"", "default     = \"Hi\""),
            ("stack.hcl", "retention = \"7d\"", "retention = \"14d\""),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[("stack.hcl", "route \"GET /{name}\"", "route \"GET /{who}\"")],
        mode: Mode::Apply,
    },
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

const API_AUTH: &[Step] = &[
    Step { name: "create", edits: &[], mode: Mode::Apply },
    Step {
        name: "update",
        edits: &[
            ("stack.hcl", "ttl = \"5m\"", "ttl = \"1m\""),
            ("stack.hcl", "rate = 5, burst = 10", "rate = 6, burst = 12"),
            (
                "stack.hcl",
                "access_logs = { retention = \"30d\" }",
                "access_logs = { retention = \"7d\" }",
            ),
        ],
        mode: Mode::Apply,
    },
    Step {
        name: "replace",
        edits: &[
            (
                "stack.hcl",
                "lambda = { function = function.keys, identity = [\"$request.header.x-key\"], ttl = \"1m\" }",
                "jwt = { issuer = var.issuer, audience = [\"partners\"] }",
            ),
            ("stack.hcl", "  access_logs = { retention = \"7d\" }\n", ""),
            ("stack.hcl", "    throttle = { rate = 6, burst = 12 }\n", ""),
        ],
        mode: Mode::Apply,
    },
    Step { name: "delete", edits: &[], mode: Mode::Destroy },
];

/// What a sweep found.
struct Found {
    moments: usize,
    states: usize,
    broken: Vec<String>,
}

async fn sweep(example: &str, stage: Option<&str>, steps: &[Step], doctor: Doctor) -> Found {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join(example);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(example), &dir);
    let stack = Stack { dir, stage: stage.map(str::to_owned) };
    let (mut state, mut found) =
        (State::new(), Found { moments: 0, states: 0, broken: Vec::new() });
    for step in steps {
        edit(&stack, step);
        let run = uncrashed(&stack, &state, step.mode, doctor).await;
        let points = distinct(&run.points);
        found.moments += run.points.len();
        found.states += points.len();
        found
            .broken
            .extend(run.unforetold.iter().map(|what| format!("{example}, {}: {what}", step.name)));
        let results = stream::iter(points.iter().map(|point| async {
            let result = resumed(&stack, point, &run.end, step.mode, doctor).await;
            result.err().map(|why| format!("{example}, {}, {}: {why}", step.name, point.label))
        }));
        found
            .broken
            .extend(results.buffer_unordered(4).collect::<Vec<_>>().await.into_iter().flatten());
        state = run.end;
    }
    println!("{example}: {} crash points in {} distinct states", found.moments, found.states);
    found
}

async fn survives(example: &str, stage: Option<&str>, steps: &[Step]) {
    let found = sweep(example, stage, steps, Doctor::None).await;
    assert!(found.moments > 100, "the sweep saw only {} moments", found.moments);
    assert!(
        found.broken.is_empty(),
        "{} of {} crash states did not converge:\n{}",
        found.broken.len(),
        found.states,
        found.broken.join("\n")
    );
}

/// A sweep that can't go red proves nothing: with this broken variant it must.
async fn catches(doctor: Doctor) {
    let create = HELLO.get(..1).unwrap();
    let found = sweep("hello", None, create, doctor).await;
    assert!(!found.broken.is_empty(), "the sweep did not notice");
    println!("caught: {}", found.broken.first().unwrap());
}

pub(crate) fn edit(stack: &Stack, step: &Step) {
    for (file, from, to) in step.edits {
        let path = stack.dir.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}` any more");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hello_survives_a_crash_at_every_moment() {
    survives("hello", None, HELLO).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_api_survives_a_crash_at_every_moment() {
    survives("http-api", Some("dev"), HTTP_API).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn api_auth_survives_a_crash_at_every_moment() {
    survives("api-auth", None, API_AUTH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_lost_answer_is_found_out() {
    finds_lost_answers("http-api", Some("dev"), HTTP_API).await;
}

async fn finds_lost_answers(example: &str, stage: Option<&str>, steps: &[Step]) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join(example);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(example), &dir);
    let stack = Stack { dir, stage: stage.map(str::to_owned) };
    let (mut calm, mut rough) = (State::new(), State::new());
    for step in steps {
        edit(&stack, step);
        calm = uncrashed(&stack, &calm, step.mode, Doctor::None).await.end;
        rough = with_lost_answers(&stack, &rough, step.mode).await;
        assert_eq!(inventory(&rough), inventory(&calm), "after {}", step.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_records_after_the_effect_is_caught() {
    catches(Doctor::RecordsLate).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blind_retry_of_a_create_is_caught() {
    catches(Doctor::CreatesBlindly).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_past_the_permits_is_caught() {
    catches(Doctor::IgnoresPermits).await;
}

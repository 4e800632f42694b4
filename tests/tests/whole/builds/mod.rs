//! Builds as their users meet them: run when asked, when they are due, and at no other time.
mod examples;
mod large;
mod stop;

use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;
use serde_json::{Value, json};
use std::path::Path;

const STACK: &str = r#"
stack "shop" {}

build "api" {
  command = ["sh", "build.sh", "api"]
  inputs  = ["src/**", "build.sh"]
  output  = "dist/api"
}

function "greet" {
  code    = "${build.api.output}/greet"
  runtime = "python3.12"
  handler = "app.handler"
}
"#;

/// Copies the sources, and counts how often it runs.
const BUILD: &str =
    "echo building $1\necho run >> runs\nmkdir -p dist/$1/greet\ncp src/app.py dist/$1/greet/\n";

const APP: &str = "def handler(event, context):\n    return 'one'\n";

fn shop() -> Stack {
    let stack = Stack::empty();
    stack.write("stack.hcl", STACK).write("build.sh", BUILD).write("src/app.py", APP);
    stack
}

fn runs(stack: &Stack) -> usize {
    let text = std::fs::read_to_string(stack.path().join("runs")).unwrap_or_default();
    text.lines().count()
}

fn results(document: &Value) -> Vec<(&str, &str)> {
    let builds = document["builds"].as_array().unwrap().iter();
    builds.map(|one| (one["address"].as_str().unwrap(), one["result"].as_str().unwrap())).collect()
}

#[track_caller]
fn built(cutover: &Cutover, stack: &Stack, code: i32) -> Value {
    cutover.run(stack.path(), &["build", "--format", "json"]).is(code).json()
}

#[test]
fn a_build_runs_when_it_is_due_and_asked_for() {
    let venv = need!(venv());
    let (cutover, stack) = (cutover().with_python(venv), shop());
    let run = |words: &[&str]| cutover.run(stack.path(), words);
    let says = |ended: &Ended, code: &str| ended.stderr.contains(code);

    let sound = run(&["validate"]).is(0);
    assert!(says(&sound, "build/not-built"), "{sound}");
    let refused = run(&["plan", "--local"]).is(1);
    assert!(
        says(&refused, "build/not-built") && refused.stderr.contains("cutover build"),
        "{refused}"
    );
    assert_eq!(runs(&stack), 0, "a plan runs nothing");

    assert_eq!(results(&built(&cutover, &stack, 0)), [("build.api", "built")]);
    let again = built(&cutover, &stack, 0);
    assert_eq!(results(&again), [("build.api", "up_to_date")]);
    assert_eq!(again["builds"][0]["log"], Value::Null);
    assert_eq!(runs(&stack), 1);
    let code = &again["builds"][0]["code"][0];
    assert_eq!(code["address"], "function.greet");
    let zip = stack.path().join(code["file"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&zip).unwrap().len(), code["size"].as_u64().unwrap());
    let told = run(&["build"]).is(0);
    assert!(told.stderr.contains("build.api: up to date"), "{told}");

    let planned = run(&["plan", "--local", "--detailed-exitcode"]).is(2);
    assert!(!says(&planned, "build/"), "{planned}");
    stack.edit("src/app.py", "'one'", "'two'");
    let stale = run(&["plan", "--local"]).is(0);
    assert!(says(&stale, "build/stale") && stale.stderr.contains("stale build"), "{stale}");
    assert!(says(&run(&["validate"]).is(0), "build/stale"));
    assert_eq!(runs(&stack), 1);

    let planned = run(&["plan", "--local", "--build"]).is(0);
    assert!(!says(&planned, "build/stale") && says(&planned, "build.api: built"), "{planned}");
    assert_eq!(runs(&stack), 2);
    assert!(!zip.exists(), "what an older output was packed into is gone");
    stack.edit("src/app.py", "'two'", "'three'");
    run(&["apply", "--local", "--yes", "--build"]).is(0);
    assert_eq!(runs(&stack), 3);
    let told = run(&["invoke", "greet", "--local", "--format", "json"]).is(0).json();
    assert_eq!(told["payload"], "three");
    run(&["plan", "--local", "--detailed-exitcode"]).is(0);
    run(&["build", "--force"]).is(0);
    assert_eq!(runs(&stack), 4);
    run(&["plan", "--local", "--detailed-exitcode"]).is(0);
}

#[test]
fn an_output_of_unknown_making_is_stale_and_taken_as_it_is() {
    let stack = shop();
    stack.write("dist/api/greet/app.py", APP);
    let planned = cutover().run(stack.path(), &["plan", "--local", "--detailed-exitcode"]).is(2);
    assert!(planned.stderr.contains("nothing here tells what `build.api` made"), "{planned}");
}

#[test]
fn a_failing_build_shows_what_it_wrote_and_stops_only_those_that_wait_for_it() {
    let stack = Stack::empty();
    let spec = r#"
stack "shop" {}

build "bad" {
  command = ["sh", "-c", "echo to stdout; echo to stderr >&2; exit 3"]
  inputs  = ["stack.hcl"]
  output  = "dist/bad"
}

build "after" {
  command = ["sh", "-c", "exit 0"]
  inputs  = ["${build.bad.output}/**"]
  output  = "dist/after"
}

build "good" {
  command = ["sh", "-c", "mkdir -p dist/good; touch dist/good/x"]
  inputs  = ["stack.hcl"]
  output  = "dist/good"
}

build "idle" {
  command = ["true"]
  inputs  = ["stack.hcl"]
  output  = "dist/idle"
}

build "missing" {
  command = ["no-such-program"]
  inputs  = ["stack.hcl"]
  output  = "dist/missing"
}
"#;
    stack.write("stack.hcl", spec);
    let failed = cutover().run(stack.path(), &["build"]).is(1);
    for words in [
        "build.bad | to stdout\nbuild.bad | to stderr\n",
        "build.after: skipped",
        "build/failed",
        "ended with 3",
        "there is no `dist/idle`",
        "`no-such-program` can't be started",
        "not run, because they work from its output: build.after",
    ] {
        assert!(failed.stderr.contains(words), "no `{words}`\n{failed}");
    }
    let document = built(&cutover(), &stack, 1);
    let wanted = [
        ("build.after", "skipped"),
        ("build.bad", "failed"),
        ("build.good", "up_to_date"),
        ("build.idle", "failed"),
        ("build.missing", "failed"),
    ];
    assert_eq!(results(&document), wanted);
    assert_eq!(document["builds"][1]["log"], "to stdout\nto stderr\n");
    let only = cutover().run(stack.path(), &["build", "build.good", "--format", "json"]).is(0);
    assert_eq!(results(&only.json()), [("build.good", "up_to_date")]);
    let unknown = cutover().run(stack.path(), &["build", "build.god"]).is(1);
    assert!(unknown.stderr.contains("did you mean `build.good`?"), "{unknown}");
}

#[test]
fn builds_run_side_by_side_and_after_what_they_work_from() {
    let stack = Stack::empty();
    // Each of the first two ends only once the other has begun.
    let meets = "touch $1.begun; for n in $(seq 300); do [ -e $2.begun ] && break; sleep 0.1; done; \
                 [ -e $2.begun ] && mkdir -p dist/$1 && echo $1 > dist/$1/out";
    stack.write("meet.sh", meets).write(
        "stack.hcl",
        r#"
stack "shop" {}

build "a" {
  command = ["sh", "meet.sh", "a", "b"]
  inputs  = ["meet.sh"]
  output  = "dist/a"
}

build "b" {
  command = ["sh", "meet.sh", "b", "a"]
  inputs  = ["meet.sh"]
  output  = "dist/b"
}

build "both" {
  command     = ["sh", "-c", "mkdir -p both; cat ../dist/a/out ../dist/b/out > both/out; echo $MODE >> both/out"]
  directory   = "work"
  environment = { MODE = "fast" }
  inputs      = ["${build.a.output}/**", "${build.b.output}/out"]
  output      = "work/both"
}
"#,
    );
    std::fs::create_dir(stack.path().join("work")).unwrap();
    let document = built(&cutover(), &stack, 0);
    let wanted = [("build.a", "built"), ("build.b", "built"), ("build.both", "built")];
    assert_eq!(results(&document), wanted);
    let out = |at: &Path| std::fs::read_to_string(at.join("work/both/out")).unwrap();
    assert_eq!(out(stack.path()), "a\nb\nfast\n");
    stack.edit("stack.hcl", "\"fast\"", "\"slow\"");
    let document = built(&cutover(), &stack, 0);
    let wanted = [("build.a", "up_to_date"), ("build.b", "up_to_date"), ("build.both", "built")];
    assert_eq!(results(&document), wanted);
    assert_eq!(out(stack.path()), "a\nb\nslow\n");
}

#[test]
fn builds_that_can_never_be_up_to_date_are_refused() {
    let stack = shop();
    let check = |from: &str, to: &str, code: &str, words: &str| {
        let stack = shop();
        stack.edit("stack.hcl", from, to).write("dist/api/greet/app.py", APP);
        let ended = cutover().run(stack.path(), &["validate", "--format", "json"]);
        let told = ended.json();
        let all = told["diagnostics"].as_array().unwrap();
        let found = all
            .iter()
            .any(|one| one["code"] == code && one["message"].as_str().unwrap().contains(words));
        assert!(found, "no {code} `{words}`\n{ended}");
        ended.code
    };
    let inputs = "[\"src/**\", \"build.sh\"]";
    let own = check(inputs, "[\"**/*.py\"]", "build/unusable", "lies in its own output");
    assert_eq!(own, Some(1));
    let broken = check(inputs, "[\"src/[a\"]", "build/unusable", "is no glob");
    assert_eq!(broken, Some(1));
    let empty = check(inputs, "[\"scr/**\", \"build.sh\"]", "build/no-inputs", "matches no file");
    assert_eq!(empty, Some(0));
    stack.edit("stack.hcl", inputs, "[\"scr/**\"]");
    assert_eq!(results(&built(&cutover(), &stack, 1)), [("build.api", "failed")]);
    assert_eq!(json!(runs(&stack)), 0);
}

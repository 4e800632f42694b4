//! Builds run for real: what is due, what is skipped, what a stamp remembers, what is kept.
#![expect(clippy::unwrap_used, reason = "tests may fail by panicking")]
use cutover_package::build::{
    Build, BuildError, End, Ended, Place, Progress, State, Terms, Why, keep, run, state, sweep,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::watch;

struct Stack {
    folder: TempDir,
    place: Place,
}

impl Stack {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/a"), "one").unwrap();
        let place = Place::of(folder.path());
        Self { folder, place }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn run(&self, builds: &[Build]) -> Vec<Ended> {
        let (_asks, stop) = watch::channel(false);
        let terms = Terms { again: false, at_once: 2, stop };
        run(&self.place, builds, &terms, &mut |_| {}).await
    }

    fn state(&self, build: &Build) -> State {
        state(&self.place, build).unwrap().0
    }
}

fn build(name: &str, script: &str, input: &str) -> Build {
    Build {
        name: format!("build.{name}"),
        command: ["sh", "-c", script].map(str::to_owned).into(),
        shown: format!("sh -c {script}"),
        inputs: vec![input.to_owned()],
        output: format!("dist/{name}"),
        directory: ".".into(),
        environment: BTreeMap::new(),
    }
}

fn result(ended: &Ended) -> &str {
    match &ended.result {
        Ok(End::UpToDate) => "up to date",
        Ok(End::Built { .. }) => "built",
        Err(BuildError::Failed { .. }) => "failed",
        Err(BuildError::NothingMade { .. }) => "nothing",
        Err(BuildError::Skipped { .. }) => "skipped",
        Err(BuildError::Stopped) => "stopped",
        Err(BuildError::Circle { .. }) => "circle",
        Err(BuildError::OutputAmongInputs { .. }) => "own output",
        Err(_) => "other",
    }
}

#[tokio::test]
async fn a_stamp_tells_whether_a_build_is_due() {
    let stack = Stack::new();
    let one = build("a", "mkdir -p dist/a; cp src/a dist/a/; echo done", "src/**");
    assert_eq!(stack.state(&one), State::NotBuilt);
    let ended = stack.run(std::slice::from_ref(&one)).await;
    assert_eq!(ended[0].result.as_ref().unwrap(), &End::Built { log: "done\n".into() });
    assert_eq!(stack.state(&one), State::Fresh);
    assert_eq!(result(&stack.run(std::slice::from_ref(&one)).await[0]), "up to date");
    fs::write(stack.path("src/a"), "two").unwrap();
    assert_eq!(stack.state(&one), State::Stale(Why::Changed));
    fs::write(stack.path("src/a"), "one").unwrap();
    assert_eq!(stack.state(&one), State::Fresh);
    let stamp = stack.path(".cutover/artifacts/builds/build.a.json");
    fs::write(&stamp, r#"{"format": 99, "inputs": ""}"#).unwrap();
    assert_eq!(stack.state(&one), State::Stale(Why::NoRecord));
    fs::remove_dir_all(stack.path("dist")).unwrap();
    assert_eq!(stack.state(&one), State::NotBuilt);
}

#[tokio::test]
async fn a_failed_build_is_due_again() {
    let stack = Stack::new();
    let good = build("a", "mkdir -p dist/a", "src/**");
    stack.run(std::slice::from_ref(&good)).await;
    let bad = build("a", "echo no >&2; exit 3", "src/**");
    let ended = stack.run(std::slice::from_ref(&bad)).await;
    let error = ended[0].result.as_ref().unwrap_err();
    assert_eq!(error.to_string(), "`sh -c echo no >&2; exit 3` ended with 3");
    assert_eq!(error.log(), Some("no\n"));
    // Also for the command that had made it: nobody knows what the failed one left there.
    assert_eq!(stack.state(&good), State::Stale(Why::NoRecord));
    let idle = build("idle", "true", "src/**");
    assert_eq!(result(&stack.run(&[idle]).await[0]), "nothing");
    let own = build("own", "mkdir -p dist/own; touch dist/own/x.js src/y.js", "**/*.js");
    fs::write(stack.path("src/z.js"), "").unwrap();
    assert_eq!(result(&stack.run(&[own]).await[0]), "own output");
}

#[tokio::test]
async fn builds_follow_those_whose_output_they_read() {
    let stack = Stack::new();
    let last = build("c", "cat dist/b/x > dist/c", "dist/b/**");
    let middle = build("b", "mkdir -p dist/b; cat dist/a/x > dist/b/x", "dist/a");
    let first = build("a", "mkdir -p dist/a; cp src/a dist/a/x", "src/a");
    let all = [last, middle, first];
    let ended = stack.run(&all).await;
    assert_eq!(ended.iter().map(result).collect::<Vec<_>>(), ["built"; 3]);
    assert_eq!(fs::read_to_string(stack.path("dist/c")).unwrap(), "one");
    let mut broken = all.clone();
    broken[2].command = vec!["false".into()];
    let ended = stack.run(&broken).await;
    assert_eq!(ended.iter().map(result).collect::<Vec<_>>(), ["skipped", "skipped", "failed"]);
    let mut round = all;
    round[2].inputs = vec!["dist/c".into()];
    let ended = stack.run(&round).await;
    let mut results: Vec<_> = ended.iter().map(result).collect();
    results.sort_unstable();
    assert_eq!(results, ["circle", "skipped", "skipped"]);
}

#[tokio::test]
async fn a_stopped_build_ends_at_once_and_others_do_not_begin() {
    let stack = Stack::new();
    let slow = |name: &str| build(name, "trap '' TERM; sleep 60 & wait; wait", "src/**");
    let builds = [slow("a"), slow("b"), slow("c")];
    let (asks, stop) = watch::channel(false);
    let terms = Terms { again: false, at_once: 2, stop };
    let mut begun = 0;
    let mut tell = |told: Progress<'_>| {
        if matches!(told, Progress::Starts(_)) {
            begun += 1;
            if begun == 2 {
                asks.send_replace(true);
            }
        }
    };
    let began = Instant::now();
    let ended = run(&stack.place, &builds, &terms, &mut tell).await;
    assert_eq!(ended.iter().map(result).collect::<Vec<_>>(), ["stopped"; 3]);
    assert_eq!(begun, 2);
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn zips_are_kept_by_their_digest_as_long_as_a_stamp_names_them() {
    let stack = Stack::new();
    let one = build("a", "mkdir -p dist/a; cp src/a dist/a/", "src/**");
    stack.run(std::slice::from_ref(&one)).await;
    let digest = |byte: &str| format!("{}=", byte.repeat(43));
    let (first, second) = (digest("A"), digest("E"));
    let zips = [(first.as_str(), b"first".as_slice()), (second.as_str(), b"second".as_slice())];
    let files = keep(&stack.place, "build.a", &zips).unwrap();
    assert!(files[0].ends_with(format!(".cutover/artifacts/{}.zip", "00".repeat(32))));
    assert_eq!(fs::read(&files[1]).unwrap(), b"second");
    sweep(&stack.place).unwrap();
    assert!(files.iter().all(|file| file.exists()));
    fs::write(stack.path("src/a"), "two").unwrap();
    stack.run(std::slice::from_ref(&one)).await;
    keep(&stack.place, "build.a", &zips[1..]).unwrap();
    sweep(&stack.place).unwrap();
    assert_eq!(files.iter().map(|file| file.exists()).collect::<Vec<_>>(), [false, true]);
    assert_eq!(stack.state(&one), State::Fresh);
}

//! The examples that are built first: each is sound unbuilt, is built here, applied to the local cloud and called.
use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::need;
use cutover_tests::skip::Skip;
use cutover_tests::stack::{Stack, built_examples};
use cutover_tests::venv::venv;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What a tool needs to reach its packages from behind whatever stands between.
const NETWORK: &[&str] = &[
    "PIP_",
    "npm_config_",
    "NPM_CONFIG_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_",
    "NODE_EXTRA_CA_CERTS",
    "REQUESTS_CA_BUNDLE",
];

/// The folder of a program on this machine's path.
fn folder_of(program: &str) -> Result<PathBuf, Skip> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    let found = folders.find(|folder| folder.join(program).is_file());
    found.ok_or_else(|| Skip(format!("there is no `{program}` on this machine")))
}

/// Packages come over the network: on a developer's machine without one, that is no failure of ours.
fn fetched(cutover: &Cutover, stack: &Stack) -> Result<(), Skip> {
    let built = cutover.run(stack.path(), &["build"]);
    if built.code == Some(0) {
        return Ok(());
    }
    let away = [
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ETIMEDOUT",
        "No matching distribution",
        "NewConnectionError",
    ];
    assert!(away.iter().any(|word| built.stderr.contains(word)), "{built}");
    Err(Skip("its packages can't be fetched".to_owned()))
}

/// Unbuilt it is sound and can't be planned; built it is applied, called, and goes.
#[track_caller]
fn lives(example: &str, cutover: &Cutover, calls: &[(&str, &str, Value)]) -> Result<(), Skip> {
    let stack = Stack::example(example);
    let run = |words: &[&str]| cutover.run(stack.path(), words);
    let unbuilt = run(&["plan", "--local"]).is(1);
    assert!(unbuilt.stderr.contains("build/not-built"), "{unbuilt}");
    fetched(cutover, &stack)?;
    let again = run(&["build", "--format", "json"]).is(0).json();
    let all = again["builds"].as_array().unwrap();
    assert!(all.iter().all(|one| one["result"] == "up_to_date"), "{again:#}");
    let planned = run(&["plan", "--local", "--detailed-exitcode"]).is(2);
    assert!(!planned.stderr.contains("build/"), "{planned}");
    run(&["apply", "--local", "--yes"]).is(0);
    run(&["plan", "--local", "--full", "--detailed-exitcode"]).is(0);
    for (function, event, answer) in calls {
        let told = run(&["invoke", function, event, "--local", "--format", "json"]).is(0).json();
        assert_eq!(told["payload"], *answer, "{function}");
    }
    run(&["destroy", "--local", "--yes"]).is(0);
    Ok(())
}

#[test]
fn examples_are_sound_before_they_are_built() {
    let all = built_examples();
    assert_eq!(all, ["build-go", "build-python", "build-rust", "build-typescript"]);
    for example in &all {
        let sound = cutover().run(Stack::example(example).path(), &["validate"]).is(0);
        assert!(sound.stderr.contains("build/not-built"), "{sound}");
    }
}

#[test]
fn typescript_is_bundled_and_called() {
    let npm = need!(folder_of("npm"));
    let cutover = cutover().passing(NETWORK).with_programs(&npm);
    let book = json!({"title": "Emma", "cents": 999});
    let books = json!({"books": [book, {"title": "no price"}, book]}).to_string();
    let calls = [
        ("add", book.to_string(), json!({"added": "Emma"})),
        ("total", books, json!({"books": 2, "cents": 1998})),
    ];
    let calls =
        calls.each_ref().map(|(name, event, answer)| (*name, event.as_str(), answer.clone()));
    need!(lives("build-typescript", &cutover, &calls));
}

#[test]
fn python_takes_its_packages_along() {
    let cutover = cutover().passing(NETWORK).with_python(need!(venv()));
    let answer = json!({"html": "<h1>Hello, &lt;Ann&gt;!</h1>"});
    need!(lives("build-python", &cutover, &[("render", r#"{"name": "<Ann>"}"#, answer)]));
    let stack = Stack::example("build-python");
    let arm = ["build", "--var", "architecture=arm64"];
    cutover.run(stack.path(), &arm).is(0);
    let files = stack.files("dist");
    let named = |word: &str| files.iter().any(|file| file.to_string_lossy().ends_with(word));
    assert!(named("_speedups.cpython-312-aarch64-linux-gnu.so"), "{files:?}");
}

#[test]
fn rust_is_compiled_and_called() {
    // Cargo tells its children where it is: beside it is the compiler of the same toolchain.
    let cargo = std::env::var_os("CARGO").ok_or_else(|| Skip("not run by cargo".to_owned()));
    let cargo = PathBuf::from(need!(cargo));
    need!(processor());
    let cutover = cutover().with_programs(cargo.parent().unwrap_or(Path::new("/usr/bin")));
    need!(lives(
        "build-rust",
        &cutover,
        &[("echo", r#"{"stone": 1}"#, json!({"from": "Rust", "event": {"stone": 1}}))]
    ));
}

#[test]
fn go_is_compiled_and_called() {
    let go = need!(folder_of("go"));
    need!(processor());
    let cutover = cutover().passing(NETWORK).with_programs(&go);
    need!(lives(
        "build-go",
        &cutover,
        &[("echo", r#"{"stone": 1}"#, json!({"from": "Go", "event": {"stone": 1}}))]
    ));
}

/// The examples' own processor; their programs run nowhere else.
fn processor() -> Result<(), Skip> {
    match std::env::consts::ARCH {
        "x86_64" => Ok(()),
        other => Err(Skip(format!("the example is for x86_64, and this machine is {other}"))),
    }
}

//! `init --from` as people run it: each case of `tests/conversions/` becomes a stack that validates and plans.
use crate::cutover;
use cutover_tests::stack::Stack;
use std::path::Path;
use walkdir::WalkDir;

/// A stack with nothing in it but the sources of another tool, under `input/`; the source file's name comes along.
fn source(kind: &str, case: &str) -> (Stack, String) {
    let from = cutover_tests::workspace().join("tests/conversions").join(kind).join(case);
    let stack = Stack::empty();
    let mut source = None;
    let files = WalkDir::new(from.join("input")).into_iter().map(Result::unwrap);
    for file in files.filter(|entry| entry.file_type().is_file()) {
        let name = file.path().strip_prefix(&from).unwrap().to_str().unwrap().to_owned();
        stack.write(&name, &std::fs::read_to_string(file.path()).unwrap());
        let beside = Path::new(&name).parent() == Some(Path::new("input"));
        let ending = Path::new(&name).extension().and_then(|end| end.to_str());
        if beside && matches!(ending, Some("yaml" | "yml" | "json" | "tfstate")) {
            source = Some(name);
        }
    }
    (stack, source.unwrap())
}

fn plans(kind: &str, case: &str) {
    let (stack, file) = source(kind, case);
    let told = cutover().run(stack.path(), &["init", "--from", kind, &file]).is(0);
    assert!(told.stdout.contains("Next: read MIGRATION.md"), "{told}");
    let values: &[&str] = if stack.path().join("values.vars.hcl").exists() {
        &["--var-file", "values.vars.hcl"]
    } else {
        &[]
    };
    // Lints may tell what was so in the source already; errors would be the conversion's.
    cutover().run(stack.path(), &[&["validate"], values].concat()).is(0);
    let plan = ["plan", "--local", "--detailed-exitcode"];
    let planned = cutover().run(stack.path(), &[&plan[..], values].concat()).is(2);
    assert!(planned.stdout.contains("to create"), "{planned}");
}

#[test]
fn converted_stacks_validate_and_plan() {
    let root = cutover_tests::workspace().join("tests/conversions");
    let mut cases = 0;
    for kind in ["sam", "serverless", "terraform"] {
        for case in std::fs::read_dir(root.join(kind)).unwrap() {
            plans(kind, case.unwrap().file_name().to_str().unwrap());
            cases += 1;
        }
    }
    assert!(cases >= 6, "{cases}");
}

#[test]
fn a_conversion_overwrites_nothing() {
    let (stack, file) = source("sam", "orders");
    let convert = ["init", "--from", "sam", &file];
    for name in ["main.hcl", "values.vars.hcl", "MIGRATION.md", "other.hcl"] {
        stack.write(name, "mine");
        let refused = cutover().run(stack.path(), &convert).is(1);
        assert!(refused.stderr.contains("init/exists"), "{refused}");
        assert_eq!(std::fs::read_to_string(stack.path().join(name)).unwrap(), "mine");
        std::fs::remove_file(stack.path().join(name)).unwrap();
        assert!(!stack.path().join("main.hcl").exists(), "{name}");
    }
    cutover().run(stack.path(), &convert).is(0);
}

#[test]
fn the_report_is_a_document_for_programs() {
    let (stack, file) = source("terraform", "worker");
    let words = ["init", "--from", "terraform", &file, "--format", "json"];
    let told = cutover().run(stack.path(), &words).is(0);
    let document: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(document["from"], "terraform");
    assert_eq!(document["needed"][0]["variable"], "api_token");
    assert_eq!(document["needed"][0]["sensitive"], true);
    assert!(document["written"].as_array().unwrap().contains(&"MIGRATION.md".into()));
}

#[test]
fn what_is_no_source_is_refused_with_its_place() {
    let stack = Stack::empty();
    stack.write("bad.yaml", "Resources:\n  A: [1\n  B: 2\n");
    let refused =
        cutover().run(stack.path(), &["-C", "new", "init", "--from", "sam", "bad.yaml"]).is(1);
    assert!(refused.stderr.contains("convert/syntax"), "{refused}");
    assert!(refused.stderr.contains("bad.yaml:3:"), "{refused}");
    assert!(!stack.path().join("new").exists());
    let usage = cutover().run(stack.path(), &["init", "--from", "sam"]);
    assert!(usage.stderr.contains("TEMPLATE|FILE"), "{usage}");
}

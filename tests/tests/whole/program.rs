//! The program as scripts and people meet it: exit code, stdout and stderr, seen whole.
use crate::cutover;
use cutover_tests::cutover::shown;
use cutover_tests::stack::Stack;

/// A run in a copy of an example, as a snapshot of all that it showed.
macro_rules! shows {
    ($($name:ident: $code:literal, $words:expr;)*) => { $(
        #[test]
        fn $name() {
            let stack = Stack::example("hello");
            let ended = cutover().run(stack.path(), &$words).is($code);
            insta::assert_snapshot!(stringify!($name), shown(&ended));
        }
    )* };
}

shows! {
    a_sound_spec_validates: 0, ["validate"];
    a_plan_of_everything_new: 2, ["plan", "--local", "--detailed-exitcode"];
    a_missing_variable_is_told_where: 1, ["validate", "--var", "missing=1"];
    an_unknown_command_is_usage: 64, ["plam"];
    an_unknown_flag_is_usage_as_json: 64, ["plan", "--colour", "--format", "json"];
    an_unknown_output_has_a_way_out: 1, ["output", "url2", "--local"];
    nothing_to_destroy: 0, ["destroy", "--yes", "--local"];
    no_endpoint_answers: 3, ["plan", "--endpoint-url", "http://127.0.0.1:1", "--region", "us-east-1"];
    an_error_is_explained: 0, ["explain", "spec/wrong-type"];
    an_exit_code_is_explained: 0, ["explain", "4"];
    a_local_cloud_that_never_ran: 0, ["local", "status"];
}

#[test]
fn a_broken_spec_is_told_by_line() {
    let stack = Stack::example("hello");
    stack.edit("stack.hcl", "runtime     = \"python3.12\"", "runtyme     = \"python3.12\"");
    let people = cutover().run(stack.path(), &["validate"]).is(1);
    insta::assert_snapshot!("a_broken_spec_for_people", shown(&people));
    let programs = cutover().run(stack.path(), &["validate", "--format", "json"]).is(1);
    insta::assert_snapshot!("a_broken_spec_for_programs", shown(&programs));
}

/// What was found, in whichever document.
fn found(document: &serde_json::Value) -> Vec<&str> {
    let all = document.get("diagnostics").or_else(|| document.get("findings"));
    all.and_then(serde_json::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|one| one["code"].as_str())
        .collect()
}

#[test]
fn a_warning_shows_wherever_it_is_looked_for() {
    const CODE: &str = "topology/denial-of-wallet";
    let stack = Stack::example("hello");
    stack.edit("stack.hcl", "  throttle = { rate = 50, burst = 100 }\n", "");
    let above = stack.path().parent().unwrap();
    let name = stack.path().file_name().unwrap().to_str().unwrap();
    for words in [&["validate"][..], &["plan", "--local"]] {
        let people = cutover().run(stack.path(), words).is(0);
        assert!(people.stderr.contains(CODE), "{people}");
        assert!(!people.stderr.contains("::warning"), "{people}");
        let programs = cutover().run(stack.path(), &[words, &["--format", "json"]].concat()).is(0);
        let document = serde_json::from_str(&programs.stdout).unwrap();
        assert_eq!(found(&document), [CODE], "{programs}");
        for (workspace, file) in
            [(stack.path(), "stack.hcl".to_owned()), (above, format!("{name}/stack.hcl"))]
        {
            let actions = cutover()
                .env("GITHUB_ACTIONS", "true")
                .env("GITHUB_WORKSPACE", workspace.to_str().unwrap())
                .run(stack.path(), words)
                .is(0);
            let wanted = format!("::warning file={file},line=18,col=1,title={CODE}::");
            assert!(actions.stderr.contains(&wanted), "{wanted}\n{actions}");
        }
    }
}

#[test]
fn every_stage_with_a_name_of_its_own_is_validated() {
    let stack = Stack::example("http-api");
    let sound = cutover().run(stack.path(), &["validate"]).is(0);
    assert!(sound.stdout.contains("in dev, prod"), "{sound}");
    stack.edit(
        "stack.hcl",
        "# Previews",
        "queue \"odd\" { delay = stack.stage == \"prod\" ? \"1h\" : \"1m\" }\n\n# Previews",
    );
    cutover().run(stack.path(), &["validate", "-s", "dev"]).is(0);
    cutover().run(stack.path(), &["validate", "-s", "pr-7"]).is(0);
    for words in [&["validate"][..], &["validate", "-s", "prod"]] {
        let refused = cutover().run(stack.path(), words).is(1);
        assert!(refused.stderr.contains("spec/out-of-range"), "{refused}");
    }
}

#[test]
fn files_are_formatted_and_those_that_cannot_be_are_told() {
    let stack = Stack::example("hello");
    let fmt = |words: &[&str]| cutover().run(stack.path(), &[&["fmt"], words].concat());
    fmt(&["--check"]).is(0);
    stack.edit("stack.hcl", "runtime     = \"python3.12\"", "runtime=\"python3.12\"");
    stack.write("prod.vars.hcl", "greeting   =   \"Hi\"\r\n");
    assert_eq!(fmt(&["--check"]).is(2).stdout, "prod.vars.hcl\nstack.hcl\n");
    let diff = fmt(&["--diff", "stack.hcl"]).is(0).stdout;
    assert!(diff.contains("-  runtime=\"python3.12\"\n+  runtime     = "), "{diff}");
    stack.write("broken.hcl", "queue \"jobs\" {\n");
    let ended = fmt(&[]).is(1);
    assert_eq!(ended.stdout, "prod.vars.hcl\nstack.hcl\n");
    assert!(ended.stderr.contains("broken.hcl:1:14"), "{ended}");
    let values = std::fs::read_to_string(stack.path().join("prod.vars.hcl")).unwrap();
    assert_eq!(values, "greeting = \"Hi\"\r\n");
    let told: serde_json::Value =
        serde_json::from_str(&fmt(&["--check", "--format", "json"]).is(1).stdout).unwrap();
    assert_eq!(told["files"][0]["state"], "refused");
    assert_eq!(told["diagnostics"][0]["code"], "spec/unclosed");
    std::fs::remove_file(stack.path().join("broken.hcl")).unwrap();
    assert_eq!(fmt(&["--check"]).is(0).stdout, "");
    // Its own example is laid out as before.
    let file = |stack: &Stack| std::fs::read_to_string(stack.path().join("stack.hcl")).unwrap();
    assert_eq!(file(&stack), file(&Stack::example("hello")));
}

#[test]
fn a_question_without_a_terminal_is_a_no() {
    let stack = Stack::example("hello");
    let refused = cutover().run(stack.path(), &["apply", "--local"]).is(1);
    assert!(refused.stderr.contains("apply/no-terminal"), "{refused}");
    cutover().run(stack.path(), &["plan", "--local", "--detailed-exitcode"]).is(2);
}

#[test]
fn what_is_redacted_is_what_differs_from_run_to_run() {
    let text =
        "at http://127.0.0.1:4580/_api/vnv3y25gm3 in /tmp/.tmpAb1/x, 28 ms, 2026-11-22T10:41:07Z";
    let wanted = "at http://127.0.0.1:PORT/_api/ID in [TMP]/x, [TIME], [WHEN]";
    assert_eq!(cutover_tests::cutover::redacted(text), wanted);
}

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

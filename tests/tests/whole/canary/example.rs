//! `examples/canary`: its one command shows an abort and a promotion.
use cutover_tests::need;
use cutover_tests::process::Running;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;
use std::process::Command;

#[test]
fn the_one_command_of_the_example_shows_an_abort_and_a_promotion() {
    let venv = need!(venv());
    let stack = Stack::example("canary");
    let mut show = Command::new(venv.python());
    show.arg("show.py").current_dir(stack.path());
    show.env("CUTOVER", env!("CARGO_BIN_EXE_cutover-under-test"));
    let shown = Running::start(&mut show).wait().is(0);
    for words in [
        "release 2 answers 5 % of its requests with status 500: it went back (exit status 5)",
        "the same content does not come again by itself (exit status 4)",
        "release 3 is no worse than release 1: it is promoted (exit status 0)",
    ] {
        assert!(shown.stdout.contains(words), "no `{words}`\n{shown}");
    }
    assert!(shown.stdout.contains("hello from release 2: 500"), "{shown}");
    assert!(!shown.stdout.contains("hello from release 3: 500"), "{shown}");
}

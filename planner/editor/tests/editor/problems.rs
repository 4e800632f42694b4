//! Problems in all stages, and what mends them.
use cutover_editor::{difference, fix, problems, stages};
use cutover_language::{Inputs, PathKind, Request, Source};
use cutover_schemas::diagnostic::Diagnostic;

struct Nothing;

impl Inputs for Nothing {
    fn file(&self, _: &str) -> Result<Vec<u8>, String> {
        Err("there are no files".to_owned())
    }
    fn exists(&self, _: &str) -> PathKind {
        PathKind::Dir
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

fn found(text: &str) -> Vec<Diagnostic> {
    let sources = [Source { name: "stack.hcl".to_owned(), text: text.into() }];
    let request = Request {
        sources: &sources,
        stage: None,
        variables: &[],
        var_files: &[],
        local: false,
        account: None,
        region: None,
        found: None,
    };
    problems(&request, &Nothing)
}

#[test]
fn every_stage_without_a_glob_is_checked_and_a_problem_told_once() {
    let text = "stack \"s\" {}\nstage \"dev\" { account = \"1\" }\nstage \"prod\" { region = 3.5.6 }\n\
        stage \"pr-*\" { account = \"2\" }\nqueue \"q\" { dealy = 3 }\n";
    let sources =
        [Source { name: "stack.hcl".to_owned(), text: text.replace("3.5.6", "3").into() }];
    assert_eq!(stages(&sources), [Some("dev".to_owned()), Some("prod".to_owned())]);
    let codes: Vec<String> =
        found(&text.replace("3.5.6", "[]")).into_iter().map(|one| one.code).collect();
    assert_eq!(codes, ["spec/out-of-range", "spec/unknown-attribute", "spec/wrong-type"]);
}

#[test]
fn globs_alone_are_checked_under_an_invented_name() {
    let source = |text: &str| [Source { name: "stack.hcl".to_owned(), text: text.into() }];
    assert_eq!(stages(&source("stack \"s\" {}\nstage \"pr-*\" {}")), [Some("pr-1".to_owned())]);
    assert_eq!(stages(&source("stack \"s\" {}")), [Some("default".to_owned())]);
}

#[test]
fn a_variable_without_a_value_is_no_error_here() {
    let told = found("stack \"s\" {}\nvariable \"v\" {}\n");
    assert_eq!(told.len(), 1);
    assert!(!told[0].is_error());
}

/// The text after the first problem's remedy.
fn mended(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    let fix = found(&text).iter().find_map(|problem| fix(&text, problem))?;
    text.replace_range(fix.span, &fix.text);
    Some(text)
}

#[test]
fn what_was_meant_takes_the_place_of_what_is_written() {
    for (wrong, right) in [
        ("quue \"q\" {}", "queue \"q\" {}"),
        ("queue \"q\" { dealy = 3 }", "queue \"q\" { delay = 3 }"),
        ("queue \"q\" { memory_size = 3 }", "queue \"q\" { memory_size = 3 }"),
        (
            "queue \"q\" { dead_letter = { quue = queue.q } }",
            "queue \"q\" { dead_letter = { queue = queue.q } }",
        ),
        (
            "queue \"jobs\" {}\noutput \"x\" { value = queue.jbos }",
            "queue \"jobs\" {}\noutput \"x\" { value = queue.jobs }",
        ),
        (
            "queue \"jobs\" {}\noutput \"x\" { value = queue.jobs.ulr }",
            "queue \"jobs\" {}\noutput \"x\" { value = queue.jobs.url }",
        ),
        (
            "variable \"level\" { default = 1 }\noutput \"x\" { value = var.levle }",
            "variable \"level\" { default = 1 }\noutput \"x\" { value = var.level }",
        ),
        ("output \"x\" { value = jion(\"\", []) }", "output \"x\" { value = join(\"\", []) }"),
        (
            "function \"f\" { architecture = \"amr64\" }",
            "function \"f\" { architecture = \"arm64\" }",
        ),
        ("trigger \"shedule\" \"x\" {}", "trigger \"schedule\" \"x\" {}"),
    ] {
        let begin = "stack \"s\" {}\n";
        let expected = (wrong != right).then(|| format!("{begin}{right}"));
        assert_eq!(mended(&format!("{begin}{wrong}")), expected, "{wrong}");
    }
}

#[test]
fn the_difference_of_two_texts_turns_one_into_the_other() {
    for (old, new, length) in [
        ("a\nb\nc\n", "a\nB\nc\n", 2),
        ("a\nb", "a\nb\n", 1),
        ("", "a\n", 0),
        ("a\na\na\n", "a\na\n", 2),
        ("x\na\n", "x\ny\na\n", 0),
    ] {
        let change = difference(old, new).unwrap();
        assert_eq!(change.span.len(), length, "{old:?} {new:?}");
        let mut text = old.to_owned();
        text.replace_range(change.span, &change.text);
        assert_eq!(text, new);
    }
    assert_eq!(difference("a", "a"), None);
}

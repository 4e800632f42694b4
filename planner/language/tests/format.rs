//! The formatter on whole files: those of the repository, and generated ones.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]
mod common;

use common::{decode_text, specs};
use cutover_language::{Source, Unformatted, format};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn formatted(text: &str) -> Result<String, Unformatted> {
    format(&Source { name: "a.hcl".into(), text: text.into() })
}

fn hcl_files(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        let hidden = path.file_name().is_some_and(|name| name == "target" || name == ".git");
        if path.is_dir() && !hidden {
            hcl_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "hcl") {
            found.push(path);
        }
    }
}

#[test]
fn examples_are_laid_out_as_the_formatter_would() {
    let mut files = Vec::new();
    for below in [specs().join("good"), specs().join("../../examples")] {
        hcl_files(&below, &mut files);
    }
    assert!(files.len() >= 20, "{} files", files.len());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let once = formatted(&text).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &once).unwrap();
        } else {
            assert!(text == once, "{}: run `cutover fmt` on it", path.display());
        }
    }
}

#[test]
fn every_file_of_the_tests_is_final_after_one_run() {
    let mut files = Vec::new();
    hcl_files(&specs().join("../.."), &mut files);
    let mut readable = 0;
    for path in files {
        let source = Source { name: "a.hcl".into(), text: std::fs::read(&path).unwrap() };
        match format(&source) {
            Ok(once) => {
                readable += 1;
                assert_eq!(formatted(&once).unwrap(), once, "{}", path.display());
            }
            Err(Unformatted::Problems(_)) => {}
            Err(Unformatted::Changed) => panic!("{} would change", path.display()),
        }
    }
    assert!(readable >= 80, "{readable} files");
}

/// Stands for blanks that may be absent, that must not, and that may hold line ends: [`fill`]
/// puts them in.
const MAYBE: char = '\u{1}';
const BLANK: char = '\u{2}';
const LINES: char = '\u{3}';

/// Puts blanks and numbered comments into a text.
fn fill(text: &str, choices: &[u8]) -> (String, usize) {
    let mut choices = choices.iter().copied().cycle();
    let mut out = String::new();
    let mut comments = 0;
    for c in text.chars() {
        if !matches!(c, MAYBE | BLANK | LINES) {
            out.push(c);
            continue;
        }
        let choice = choices.next().unwrap_or(0);
        let comment = format!("c{comments}.");
        let (blank, counts) = match (choice % 16, c) {
            (0..=4, BLANK) | (5..=7, _) => (" ".to_owned(), false),
            (0..=4, _) => (String::new(), false),
            (8, _) => ("\t  ".to_owned(), false),
            (9, _) => (format!(" /* {comment} */ "), true),
            (10..=12, LINES) => ("\n".to_owned(), false),
            (13, LINES) => (format!(" # {comment}  = {{\n\t"), true),
            (14, LINES) => (format!("\n\n   // {comment}\r\n"), true),
            _ => ("   ".to_owned(), false),
        };
        comments += usize::from(counts);
        out.push_str(&blank);
    }
    (out, comments)
}

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9_-]{0,5}[a-z]".prop_filter("a word", |word| !is_keyword(word)),
        "[0-9]{1,3}(\\.[0-9]{1,2})?(e[0-9])?",
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("é".to_owned()),
        "\"[a-z =#{}éß]{0,8}\"",
        Just("\"a\\\"b\\\\\\n$${x} %%{y}\"".to_owned()),
    ]
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "for" | "in" | "if" | "null" | "true" | "false" | "else" | "endif" | "endfor")
}

fn expression() -> impl Strategy<Value = String> {
    leaf().prop_recursive(4, 24, 3, |inner| {
        let two = || (inner.clone(), inner.clone());
        let three = || (inner.clone(), inner.clone(), inner.clone());
        let operators =
            prop::sample::select(vec!["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"]);
        prop_oneof![
            inner.clone().prop_map(|a| format!("({LINES}{a}{LINES})")),
            inner.clone().prop_map(|a| format!("!{MAYBE}({a})")),
            inner.clone().prop_map(|a| format!("-{MAYBE}({MAYBE}{a})")),
            (two(), operators).prop_map(|((a, b), op)| format!("{a}{BLANK}{op}{MAYBE}{b}")),
            three().prop_map(|(a, b, c)| format!("({a}{MAYBE}?{MAYBE}{b}{MAYBE}:{MAYBE}{c})")),
            two().prop_map(|(a, b)| format!("[{LINES}{a}{LINES},{LINES}{b}{LINES}]")),
            two().prop_map(|(a, b)| format!(
                "{{{LINES}k1{MAYBE}={MAYBE}{a}{MAYBE},{LINES}\"k2\"{MAYBE}:{MAYBE}{b}{MAYBE}\n{LINES}}}"
            )),
            two().prop_map(|(a, b)| format!("f{MAYBE}({LINES}{a}{LINES},{LINES}{b}{LINES},{LINES})")),
            inner.clone().prop_map(|a| format!("g({LINES}{a}{LINES})[{MAYBE}0{MAYBE}].x.*.y")),
            two().prop_map(|(a, b)| format!(
                "[for{BLANK}v{BLANK}in{BLANK}{a}{BLANK}:{LINES}{b}{BLANK}if{BLANK}v{LINES}]"
            )),
            two().prop_map(|(a, b)| format!(
                "{{{LINES}for{BLANK}k,{MAYBE}v{BLANK}in{BLANK}{a}{MAYBE}:{LINES}k{MAYBE}=>{MAYBE}{b}{LINES}}}"
            )),
            inner.clone().prop_map(|a| format!("\"${{{LINES}{a}{LINES}}}\"")),
            two().prop_map(|(a, b)| format!("\"x ${{~{MAYBE}{a}{MAYBE}~}}  = ${{{LINES}{b}{LINES}}}\"")),
            two().prop_map(|(a, b)| format!(
                "\"%{{{LINES}if{BLANK}{a}{LINES}}}  #%{{else}}${{{b}}}%{{{MAYBE}endif{MAYBE}~}}\""
            )),
        ]
    })
}

fn attribute() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => expression().prop_map(|a| format!("{MAYBE}={MAYBE}{a}{MAYBE}")),
        1 => expression().prop_map(|a| format!(
            "{MAYBE}={MAYBE}<<-E\n   a  = ${{{LINES}{a}{LINES}}} #\n     EE\n   E"
        )),
        1 => Just(format!("{MAYBE}={MAYBE}<<E\n%{{ if x }}\nE\n%{{ endif }}\n  x ?\nE")),
    ]
}

/// A body's lines; names are numbered, since none may stand twice.
fn body() -> impl Strategy<Value = String> {
    let attributes = || {
        prop::collection::vec(attribute(), 0..5).prop_map(|all| {
            let lines = all
                .iter()
                .enumerate()
                .map(|(at, one)| format!("{LINES}{}{at}{one}\n", "n".repeat(1 + at * 7 % 5)));
            lines.collect::<String>() + &LINES.to_string()
        })
    };
    attributes().prop_recursive(3, 12, 3, move |inner| {
        (attributes(), prop::collection::vec((inner, any::<u8>()), 0..3)).prop_map(
            |(own, blocks)| {
                blocks.into_iter().fold(own, |all, (body, shape)| {
                    let head = match shape % 4 {
                        0 => format!("block{MAYBE}{{{MAYBE}\n"),
                        1 => format!("block{MAYBE}\"a b\"{MAYBE}{{\n"),
                        2 => format!("block{BLANK}word{MAYBE}\"x\"{MAYBE}{{\n"),
                        _ => {
                            return format!(
                                "{all}{LINES}one{MAYBE}{{{MAYBE}a{MAYBE}={MAYBE}1{MAYBE}}}\n"
                            );
                        }
                    };
                    format!("{all}{LINES}{head}{body}}}{MAYBE}\n")
                })
            },
        )
    })
}

proptest! {
    // More with `PROPTEST_CASES`.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(400),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn formatting_is_final_and_keeps_comments(
        body in body(),
        choices in prop::collection::vec(any::<u8>(), 1..64),
    ) {
        let (text, comments) = fill(&body, &choices);
        let once = formatted(&text);
        prop_assert!(once.is_ok(), "{once:?} of\n{text}");
        let once = once.unwrap();
        prop_assert_eq!(&formatted(&once).unwrap(), &once, "of\n{}", text);
        let mut rest = once.as_str();
        for at in 0..comments {
            let comment = format!(" c{at}.");
            let found = rest.find(&comment);
            prop_assert!(found.is_some(), "comment {at} is lost of\n{text}\nin\n{once}");
            rest = &rest[found.unwrap()..];
        }
        let lines = |text: &str| text.matches('\n').count();
        prop_assert!(lines(&once) <= lines(&text));
    }

    /// What the evaluator makes of a value doesn't depend on its layout.
    #[test]
    fn formatting_changes_no_value(
        value in expression(),
        choices in prop::collection::vec(any::<u8>(), 1..64),
    ) {
        let text = format!("stack \"s\" {{}}\noutput \"o\" {{\n value={value}\n}}\n");
        let (text, _) = fill(&text, &choices);
        let seen = |text: &str| {
            let decoded = decode_text(text.as_bytes(), None);
            let value = decoded.spec.map(|spec| format!("{:?}", spec.outputs["o"].value));
            let codes: Vec<String> = decoded.diagnostics.into_iter().map(|told| told.code).collect();
            (value, codes)
        };
        prop_assert_eq!(seen(&formatted(&text).unwrap()), seen(&text), "of\n{}", text);
    }
}

//! The reference pages under `docs/` are made from the tables that the program itself works by. `UPDATE=1` rewrites them.
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "pages are short, and read more easily made this way"
)]

mod audit_rules;
mod cli;
mod fences;
mod known_differences;
mod language;
mod local_cloud;
mod operations;

use cutover::exit::{BY_GRAVITY, Exit};
use std::path::PathBuf;

fn docs() -> PathBuf {
    cutover_tests::workspace().join("docs")
}

/// Insists that a page says what the tables say.
#[track_caller]
fn check(name: &str, body: &str) {
    let path = docs().join(name);
    let text = format!(
        "<!-- Made from the source by tests/tests/pure/docs.rs: UPDATE=1 rewrites it. -->\n{body}"
    );
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/{name} is stale: run the tests with UPDATE=1");
}

/// A table of Markdown; what would end a cell is escaped.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let escaped = |cell: &String| cell.replace('|', "\\|").replace('\n', " ");
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let mut out = line(&head) + &"|---".repeat(head.len()) + "|\n";
    for row in rows {
        assert_eq!(row.len(), head.len(), "{row:?}");
        out += &line(&row.iter().map(escaped).collect::<Vec<_>>());
    }
    out
}

#[test]
fn exit_codes() {
    let mut all = BY_GRAVITY.to_vec();
    all.sort_by_key(|exit| exit.code());
    let rows = all.iter().map(|exit| vec![format!("`{}`", exit.code()), exit.meaning().to_owned()]);
    let order: Vec<String> = BY_GRAVITY
        .iter()
        .filter(|exit| !matches!(exit, Exit::Usage | Exit::User | Exit::Done))
        .map(|exit| exit.code().to_string())
        .collect();
    let body = format!(
        "# Exit codes\n\nScripts may rely on these: a number never changes its meaning. `cutover explain 4` tells the same in a terminal.\n\n{}\n\
         When several things happened at once, the gravest is reported: {}. A usage error (64) and a refusal (1) end a command before its\n\
         first changing call.\n\nUnder a code of 1, 3, 4 or 70 stands an error with a code of its own: see [errors.md](errors.md).\n",
        table(&["code", "meaning"], rows),
        order.join(", ")
    );
    check("exit-codes.md", &body);
}

#[test]
fn errors() {
    let all = cutover::explain::catalogue();
    let all: Vec<_> = all.iter().filter(|code| !code.code.starts_with("exit/")).collect();
    let mut body = String::from(
        "# Errors and warnings\n\nEvery error and every warning has a code. `cutover explain CODE` prints what stands here; with `--format json` the code is\n\
         in `error.code`. The status that a command ends with is in [exit-codes.md](exit-codes.md).\n",
    );
    let mut family = "";
    for code in &all {
        let (of, _) = code.code.split_once('/').unwrap();
        if of != family {
            family = of;
            body += &format!("\n## {family}\n");
        }
        body += &format!("\n### `{}`\n\n{}.\n\n{}\n", code.code, sentence(&code.title), code.text);
    }
    assert!(all.len() > 50);
    check("errors.md", &body);
}

/// A fragment as the beginning of a sentence.
fn sentence(fragment: &str) -> String {
    let mut letters = fragment.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>())
}

#[test]
fn what_would_end_a_cell_does_not() {
    let made = table(&["a", "b"], [vec!["x|y".to_owned(), "two\nlines".to_owned()]]);
    assert_eq!(made, "| a | b |\n|---|---|\n| x\\|y | two lines |\n");
}

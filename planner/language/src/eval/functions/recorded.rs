//! `tests/expressions`: what Terraform makes of each expression, against what we make of it.
//!
//! The files' form is told in `tests/python/console.py`, which records them.
#![allow(clippy::disallowed_methods, reason = "its cases are files")]
use super::encoding::plain_json;
use crate::eval::{Evaluated, Machine, Names, Reported, Root, Scope};
use crate::source::{Origin, Text};
use crate::{Inputs, PathKind};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Place;
use cutover_schemas::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

struct Files(PathBuf);

impl Names for Files {
    fn root(
        &self,
        _: &Machine<'_>,
        _: &Origin<'_>,
        _: &Root<'_>,
    ) -> Result<(Value, usize), Reported> {
        Err(Reported)
    }
    fn field(&self, _: &Machine<'_>, _: &Address, _: &str, _: Place) -> Evaluated {
        Err(Reported)
    }
}

impl Inputs for Files {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| error.to_string())
    }
    fn exists(&self, path: &str) -> PathKind {
        if self.0.join(path).is_file() { PathKind::File } else { PathKind::Missing }
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

struct Entry {
    file: String,
    expression: String,
    /// Terraform's JSON, or `error: ` and a title.
    terraform: String,
    /// Ours where it is another: JSON or `error`.
    but: Option<String>,
    why: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/expressions")
}

fn read(path: &Path) -> Vec<Entry> {
    let file = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut entries: Vec<Entry> = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let text = std::fs::read_to_string(path).unwrap();
    for line in text.lines() {
        if let Some(terraform) = line.strip_prefix("=> ") {
            let expression = std::mem::take(&mut lines).join("\n");
            let (file, terraform) = (file.clone(), terraform.to_owned());
            entries.push(Entry { file, expression, terraform, but: None, why: None });
        } else if let Some(but) = line.strip_prefix("but ").filter(|_| lines.is_empty()) {
            entries.last_mut().unwrap().but = Some(but.to_owned());
        } else if let Some(why) = line.strip_prefix("why ").filter(|_| lines.is_empty()) {
            entries.last_mut().unwrap().why = Some(why.to_owned());
        } else if !(lines.is_empty() && (line.is_empty() || line.starts_with('#'))) {
            lines.push(line);
        }
    }
    assert_eq!(lines, [""; 0], "{file} ends without a result");
    entries
}

fn entries() -> Vec<Entry> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension().is_some_and(|end| end == "txt") && !path.ends_with("reasons.txt")
    });
    paths.sort();
    paths.iter().flat_map(|path| read(path)).collect()
}

/// Titles and texts of the reasons for differences, by key.
fn reasons() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join("reasons.txt")).unwrap();
    let reason = |line: &str| {
        let (key, words) = line.split_once(": ").expect("`key: words`");
        (key.to_owned(), words.to_owned())
    };
    text.lines().filter(|line| !line.is_empty()).map(reason).collect()
}

fn ours(expression: &str) -> String {
    let source = Text::new("t.hcl", expression.to_owned());
    let files = Files(folder().join("files"));
    let machine = Machine::new(&files, &files);
    let scope = Scope::new(Origin::new(&source, 0));
    let value = hcl_edit::parser::parse_expr(expression)
        .ok()
        .and_then(|expression| machine.eval(&scope, &expression).ok());
    value.map_or("error".to_owned(), |value| plain_json(&value.revealed()).unwrap())
}

#[test]
fn expressions_have_terraforms_results_or_a_reason() {
    let reasons = reasons();
    let mut wrong = String::new();
    for entry in entries() {
        let ours = ours(&entry.expression);
        let theirs =
            if entry.terraform.starts_with("error: ") { "error" } else { &entry.terraform };
        let told = match (&entry.but, &entry.why) {
            (None, None) if ours == theirs => continue,
            (None, None) => "differs".to_owned(),
            (Some(_), Some(_)) if ours == theirs => {
                "is listed as a difference, but is none".to_owned()
            }
            (Some(but), Some(why)) if *but == ours && reasons.contains_key(why) => continue,
            (Some(but), Some(why)) if *but == ours => format!("has no reason `{why}`"),
            (Some(but), Some(_)) => format!("is listed with another result, {but}"),
            _ => "has one of `but` and `why`".to_owned(),
        };
        let _ = writeln!(
            wrong,
            "{}: {}\n  {told}\n  terraform {}\n  ours      {ours}",
            entry.file, entry.expression, entry.terraform
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_function_has_recorded_results() {
    let entries = entries();
    assert!(entries.len() >= 300, "{} expressions", entries.len());
    let text: String = entries.iter().map(|entry| entry.expression.as_str()).collect();
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    // Terraform has none of the first, and shows nothing of the second.
    let missing: Vec<&str> = super::documented()
        .iter()
        .map(|(name, ..)| *name)
        .filter(|name| !words.contains(name) && !["env", "sensitive"].contains(name))
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_page_of_differences_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language-differences.md");
    let page = page(&entries(), &reasons());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/language-differences.md is out of date: UPDATE=1 rewrites it");
}

fn page(entries: &[Entry], reasons: &BTreeMap<String, String>) -> String {
    let version = std::fs::read_to_string(folder().join("version")).unwrap();
    let mut page = format!(
        "<!-- Made from tests/expressions by the tests of planner/language: UPDATE=1 rewrites it. -->\n\
         # Where expressions differ from Terraform's\n\n\
         {} expressions over every function and operator are recorded with the results of Terraform {}; a test holds ours\n\
         against them. They agree but for these.\n",
        entries.len(),
        version.trim()
    );
    for (key, words) in reasons {
        let mut listed = entries.iter().filter(|entry| entry.why.as_ref() == Some(key)).peekable();
        assert!(listed.peek().is_some(), "no expression differs because of `{key}`");
        let (title, text) = words.split_once(". ").expect("a title, a full stop, a text");
        let _ = writeln!(
            page,
            "\n## {title}\n\n{text}\n\n| expression | Terraform | cutover |\n|---|---|---|"
        );
        for entry in listed {
            let but = entry.but.as_deref().unwrap_or_default();
            let cells = [entry.expression.as_str(), &entry.terraform, but].map(cell);
            let _ = writeln!(page, "| {} |", cells.join(" | "));
        }
    }
    page
}

fn cell(text: &str) -> String {
    let short = match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    };
    let line = short.replace('\n', "⏎").replace('|', "\\|").replace('\t', "⇥");
    let fence = if line.contains('`') { "``" } else { "`" };
    format!("{fence}{line}{fence}")
}

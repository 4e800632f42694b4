//! The report in order, and as a page for people.
use crate::text::add;
use cutover_schemas::documents::conversion::ConversionDocument;
use std::collections::BTreeMap;

/// Each thing once, in the order of the source's names.
pub(crate) fn tidy(report: &mut ConversionDocument) {
    report.carried.sort();
    report.carried.dedup();
    report.not_carried.sort();
    report.not_carried.dedup();
}

/// The report as Markdown.
pub fn markdown(report: &ConversionDocument) -> String {
    let mut out = format!(
        "# What became of `{}`\n\n`cutover init --from {} {}` wrote this stack. It is a first draft: read it, and this page, before you apply it anywhere.\n\n{} carried over, {} not.\n",
        report.file,
        report.from,
        report.file,
        things(report.carried.len()),
        things(report.not_carried.len()),
    );
    problems(&mut out, report);
    needed(&mut out, report);
    not_carried(&mut out, report);
    if !report.notes.is_empty() {
        out += "\n## Worth knowing\n\n";
        for note in &report.notes {
            add(&mut out, format_args!("- {}\n", line(note)));
        }
    }
    carried(&mut out, report);
    out
}

fn things(count: usize) -> String {
    if count == 1 { "1 thing was".to_owned() } else { format!("{count} things were") }
}

/// Text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn problems(out: &mut String, report: &ConversionDocument) {
    if report.problems.is_empty() {
        return;
    }
    *out += "\n## What `cutover validate` says\n\n";
    for problem in &report.problems {
        let place = problem
            .place
            .as_ref()
            .map_or_else(String::new, |place| format!("`{}`, line {}: ", place.file, place.line));
        let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" — {help}"));
        let message = line(&problem.message);
        add(out, format_args!("- {place}{message} (`{}`){}\n", problem.code, line(&help)));
    }
}

fn needed(out: &mut String, report: &ConversionDocument) {
    if report.needed.is_empty() {
        return;
    }
    *out += "\n## Values to fill in\n\nThey stand in `values.vars.hcl`, for `--var-file`.\n\n";
    for need in &report.needed {
        let secret = if need.sensitive { " (a secret)" } else { "" };
        add(out, format_args!("- `{}`{secret}: {}\n", need.variable, line(&need.why)));
    }
}

fn not_carried(out: &mut String, report: &ConversionDocument) {
    if report.not_carried.is_empty() {
        return;
    }
    *out += "\n## Not carried over\n";
    let mut by_source: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for left in &report.not_carried {
        let at = left.line.map_or_else(String::new, |line| format!(" (line {line})"));
        let path = if left.path.is_empty() || left.what.contains(&left.path) {
            String::new()
        } else {
            format!(" at `{}`", left.path)
        };
        let todo = if left.todo.is_empty() {
            String::new()
        } else {
            format!(" To do: {}.", line(&left.todo))
        };
        by_source.entry(&left.source).or_default().push(format!(
            "- {}{path}{at}: {}.{todo}\n",
            line(&left.what),
            line(&left.why)
        ));
    }
    for (source, lines) in by_source {
        add(out, format_args!("\n### `{source}`\n\n"));
        for line in lines {
            *out += &line;
        }
    }
}

fn carried(out: &mut String, report: &ConversionDocument) {
    *out += "\n## Carried over\n\n| source | became |\n|---|---|\n";
    for one in &report.carried {
        let at = one.line.map_or_else(String::new, |line| format!(" (line {line})"));
        add(
            out,
            format_args!("| `{}`{at} | `{}` |\n", one.source.replace('|', "\\|"), one.address),
        );
    }
}

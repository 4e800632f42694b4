//! Builds while they run, and how they ended.
use crate::render::{push, words};
use crate::style::{Style, Tone};
use cutover_package::Size;
use cutover_package::build::{Build, BuildError, End, Ended, Progress};
use cutover_schemas::documents::build::{BuildDocument, BuildResult, BuiltDocument};

/// What is told while builds run.
pub type Told<'a> = Progress<'a>;

/// One line on a build, with what its command wrote for those who ask for more.
pub fn line(told: &Told<'_>, wordy: bool, style: &Style) -> String {
    let mut out = String::new();
    match told {
        Progress::Starts(build) => {
            push(&mut out, &[&build.name, ": ", &style.paint(Tone::Faint, &build.shown)]);
        }
        Progress::Ends(build, ended) => end(&mut out, build, ended, wordy, style),
    }
    out
}

fn end(out: &mut String, build: &Build, ended: &Ended, wordy: bool, style: &Style) {
    let took = words::seconds(ended.took.as_secs_f64());
    match &ended.result {
        Ok(End::UpToDate) => push(out, &[&build.name, ": up to date"]),
        Ok(End::Built { log }) => {
            let good = style.paint(Tone::Create, "built");
            push(out, &[&build.name, ": ", &good, " `", &build.output, "` in ", &took]);
            if wordy && !log.is_empty() {
                out.push_str(&self::log(&build.name, log, style));
            }
        }
        Err(error @ BuildError::Skipped { .. }) => {
            push(out, &[&build.name, ": skipped, ", &error.to_string()]);
        }
        Err(error) => {
            let bad = style.paint(Tone::Delete, "failed");
            push(out, &[&build.name, ": ", &bad, " after ", &took, ": ", &error.to_string()]);
        }
    }
}

/// What a command wrote, line by line behind the build's name.
pub fn log(name: &str, log: &str, style: &Style) -> String {
    let mut out = String::new();
    for line in log.lines() {
        push(&mut out, &[&style.paint(Tone::Faint, &format!("{name} | ")), line]);
    }
    out
}

/// One line a build, and below it the code that was packed of what it made.
pub fn summary(document: &BuildDocument, style: &Style) -> String {
    let mut out = String::new();
    if document.builds.is_empty() {
        push(&mut out, &["The stack has no builds."]);
    }
    let width = document.builds.iter().map(|one| one.address.len()).max().unwrap_or(0);
    for one in &document.builds {
        let name = style.paint(Tone::Strong, &format!("{:width$}", one.address));
        push(&mut out, &[&name, "  ", &result(one, style)]);
        for code in &one.code {
            let size = Size(code.size).to_string();
            let file = style.paint(Tone::Faint, &code.file);
            push(&mut out, &["  ", &code.address, "  ", &size, "  ", &file]);
        }
    }
    out
}

fn result(one: &BuiltDocument, style: &Style) -> String {
    match one.result {
        BuildResult::Built => style.paint(Tone::Create, "built"),
        BuildResult::UpToDate => "up to date".to_owned(),
        BuildResult::Failed => style.paint(Tone::Delete, "failed"),
        BuildResult::Skipped => style.paint(Tone::Update, "skipped"),
        BuildResult::Stopped => style.paint(Tone::Update, "stopped"),
    }
}

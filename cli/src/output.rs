//! The one place that prints: stdout is the answer, stderr is progress and errors.
use crate::args::{Color, Format};
use crate::error::CliError;
use crate::render;
use crate::style::{ColorEnvironment, Style};
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

/// Where and how a command writes.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// For people or for programs.
    pub format: Format,
    /// Style of stdout.
    pub stdout: Style,
    /// Style of stderr.
    pub stderr: Style,
    /// Whether stderr is a terminal: then progress may move.
    pub live: bool,
    /// Whether this runs in GitHub Actions: then problems are annotated.
    pub github: bool,
}

impl Output {
    /// Decides on colours and formats, once.
    pub fn decide(color: Color, format: Format) -> Self {
        let environment = ColorEnvironment::of_process();
        let live = io::stderr().is_terminal();
        Self {
            format,
            stdout: Style::decide(color, &environment, io::stdout().is_terminal()),
            stderr: Style::decide(color, &environment, live),
            live: live && !environment.dumb && format == Format::Human,
            github: std::env::var_os("GITHUB_ACTIONS").is_some_and(|set| set == "true"),
        }
    }

    /// Whether stdout takes JSON.
    pub fn json(&self) -> bool {
        self.format == Format::Json
    }

    /// Writes the answer.
    pub fn answer(&self, text: &str) {
        write(&mut io::stdout().lock(), text);
    }

    /// Writes a JSON document as one line of many.
    pub fn line(&self, document: &impl Serialize) -> Result<(), CliError> {
        self.answer(&render::json::line(document)?);
        Ok(())
    }

    /// Writes progress or a remark.
    pub fn note(&self, text: &str) {
        write(&mut io::stderr().lock(), text);
    }

    /// Writes an error in the format that was asked for.
    pub fn failure(&self, error: &CliError) {
        match self.format {
            Format::Json => self.note(
                &render::json::pretty(&error.document()).unwrap_or_else(|_| error.to_string()),
            ),
            Format::Human => self.note(&render::human::error(error, &self.stderr)),
        }
    }

    /// The parser's own text, coloured or not; help is an answer, anything else goes to stderr.
    pub fn clap_text(&self, refusal: &clap::Error) -> String {
        let style = if refusal.use_stderr() { &self.stderr } else { &self.stdout };
        let text = refusal.render();
        if style.color { text.ansi().to_string() } else { text.to_string() }
    }

    /// Appends Markdown to the job summary of GitHub Actions, when there is one.
    pub fn job_summary(&self, markdown: &str) -> Result<(), CliError> {
        let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|_| self.github) else {
            return Ok(());
        };
        let path = Path::new(&path);
        std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .and_then(|mut file| file.write_all(markdown.as_bytes()))
            .map_err(|error| CliError::file("write", path, &error))
    }
}

/// Writes a report to a file, replacing what was there.
pub fn into_file(path: &Path, text: &str) -> Result<(), CliError> {
    std::fs::write(path, text).map_err(|error| CliError::file("write", path, &error))
}

/// A reader that went away (`cutover plan | head`) is no failure, and there is nobody left to tell.
fn write(stream: &mut impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

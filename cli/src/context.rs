//! What every command gets: the global options and where to write.
use crate::args::Global;
use crate::error::{CliError, Sources};
use crate::output::{Output, into_file};
use crate::render::{github, human, json};
use crate::style::Style;
use cutover_schemas::diagnostic::Diagnostic;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The surroundings of one command.
#[derive(Debug)]
pub struct Context {
    /// Options that every command takes.
    pub global: Global,
    /// Where and how to write.
    pub output: Output,
}

impl Context {
    /// Puts the surroundings together.
    pub fn new(global: Global, output: Output) -> Self {
        Self { global, output }
    }

    /// The stack's directory: `-C`, or the current one.
    pub fn directory(&self) -> &Path {
        self.global.directory.as_deref().unwrap_or_else(|| Path::new("."))
    }

    /// The folder of what cutover keeps beside a spec.
    pub fn hidden_folder(&self) -> PathBuf {
        self.directory().join(".cutover")
    }

    /// Writes the answer in the format that was asked for, and into `--json-into`; what nobody
    /// asked for is not made.
    pub fn answer<D: Serialize>(
        &self,
        document: impl FnOnce() -> D,
        human: impl FnOnce(&Style) -> String,
    ) -> Result<(), CliError> {
        if !self.output.json() {
            self.output.answer(&human(&self.output.stdout));
        }
        if self.output.json() || self.global.json_into.is_some() {
            let text = json::pretty(&document())?;
            if self.output.json() {
                self.output.answer(&text);
            }
            if let Some(path) = &self.global.json_into {
                into_file(path, &text)?;
            }
        }
        Ok(())
    }

    /// Says warnings on stderr, with the lines that they are about; JSON carries them elsewhere.
    pub fn warn(&self, warnings: &[Diagnostic], sources: &Sources) {
        if !self.output.json() {
            self.output.note(&human::diagnostics(warnings, sources, &self.output.stderr));
        }
        self.annotate(warnings.iter().cloned(), &|file| self.in_repository(file));
    }

    /// Shows problems in the files of a pull request, in GitHub Actions. `path` gives a file the name that it has in the
    /// repository.
    pub fn annotate(
        &self,
        problems: impl IntoIterator<Item = Diagnostic>,
        path: &dyn Fn(&str) -> String,
    ) {
        if !self.output.github {
            return;
        }
        for problem in problems {
            self.output.note(&(github::annotation(&problem, path) + "\n"));
        }
    }

    /// Says why a command failed, and annotates it in GitHub Actions.
    pub fn failure(&self, error: &CliError) {
        self.output.failure(error);
        if self.output.github {
            self.output.note(&github::annotations(error, &|file| self.in_repository(file)));
        }
    }

    /// The name that a file of a diagnostic has in the repository that GitHub Actions has checked out, where annotations
    /// look for it: diagnostics name files from the stack's directory, and files of values as the command line does.
    pub fn in_repository(&self, file: &str) -> String {
        let given = self.global.var_files.iter().any(|path| path == Path::new(file));
        let path = if given { PathBuf::from(file) } else { self.directory().join(file) };
        below_root(&path)
    }
}

/// A path from the root of the repository that GitHub Actions has checked out; as it is, anywhere else.
pub fn below_root(path: &Path) -> String {
    let root = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let whole = std::path::absolute(path).ok();
    let below =
        root.zip(whole).and_then(|(root, whole)| Some(whole.strip_prefix(root).ok()?.to_owned()));
    below.unwrap_or_else(|| path.to_owned()).display().to_string()
}

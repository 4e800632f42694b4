//! The program under test, run as by a person whose machine has nothing else on it.
use crate::editor::Editor;
use crate::process::{Ended, Running};
use crate::venv::Venv;
use regex::Regex;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The program, with a home of its own and a cleared environment.
#[derive(Debug)]
pub struct Cutover {
    program: String,
    home: TempDir,
    path: String,
    more: Vec<(String, String)>,
}

impl Cutover {
    /// The program at a path; functions run on the system's interpreters.
    pub fn new(program: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { program: program.into(), home, path: "/usr/bin:/bin".into(), more: Vec::new() }
    }

    /// Functions written in Python run on this Python.
    pub fn with_python(mut self, venv: &Venv) -> Self {
        self.path = format!("{}:/usr/bin:/bin", venv.programs().display());
        self
    }

    /// Programs of this folder come first.
    pub fn with_programs(mut self, folder: &Path) -> Self {
        self.path = format!("{}:{}", folder.display(), self.path);
        self
    }

    /// Passes variables of the tests' own environment on, by what their names begin with: what a tool needs to get
    /// at its packages.
    pub fn passing(mut self, beginnings: &[&str]) -> Self {
        let passed = |name: &str| beginnings.iter().any(|one| name.starts_with(one));
        self.more.extend(std::env::vars().filter(|(name, _)| passed(name)));
        self
    }

    /// Adds a variable to its environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.more.push((name.into(), value.into()));
        self
    }

    /// Runs a command line to its end in a directory.
    #[track_caller]
    pub fn run(&self, directory: &Path, words: &[&str]) -> Ended {
        self.start(directory, words).wait()
    }

    /// Starts a command line in a directory.
    #[track_caller]
    pub fn start(&self, directory: &Path, words: &[&str]) -> Running {
        Running::start(&mut self.command(directory, words))
    }

    /// Starts the language server in a directory, with an editor that talks to it.
    #[track_caller]
    pub fn editor(&self, directory: &Path) -> Editor {
        Editor::start(&mut self.command(directory, &["lsp"]))
    }

    fn command(&self, directory: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).current_dir(directory).env_clear();
        command.envs([("PATH", self.path.as_str()), ("TZ", "UTC"), ("LANG", "C.UTF-8")]);
        command.envs([("NO_COLOR", "1"), ("AWS_EC2_METADATA_DISABLED", "true")]);
        command.env("HOME", self.home.path());
        command.envs(self.more.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// All that a command showed, with what differs from run to run replaced: fit for a snapshot.
pub fn shown(ended: &Ended) -> String {
    redacted(&ended.to_string())
}

/// Replaces ports, temporary folders, durations, digests and identifiers.
pub fn redacted(text: &str) -> String {
    static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let rules = [
            (r"cutover-under-test", "cutover"),
            (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
            (r"/_api/[0-9a-z]{8,}", "/_api/ID"),
            (r"/(?:private/)?(?:tmp|var/folders)/[\w./-]*\.tmp\w+", "[TMP]"),
            (r"\b\d+(?:\.\d+)?\s?(?:ms|s|µs)\b", "[TIME]"),
            (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?", "[WHEN]"),
            (r"\b[0-9a-f]{32,64}\b", "[DIGEST]"),
        ];
        rules.map(|(rule, by)| (Regex::new(rule).unwrap(), by)).into()
    });
    let replace =
        |text: String, (rule, by): &(Regex, &str)| rule.replace_all(&text, *by).into_owned();
    RULES.iter().fold(text.to_owned(), replace)
}

//! Finds what runs a function on this machine.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// An interpreter of the host: the real program, not a version manager's shim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Interpreter {
    pub(super) program: PathBuf,
    /// Such as `Python 3.11.7`.
    pub(super) name: String,
}

/// The languages the host can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Language {
    Python,
    Node,
    /// The zip brings its own program.
    Provided,
}

impl Language {
    /// Returns the language of a Lambda runtime, `None` when it cannot run here.
    pub(super) fn of(runtime: &str) -> Option<Self> {
        if runtime.starts_with("python") {
            Some(Self::Python)
        } else if runtime.starts_with("nodejs") {
            Some(Self::Node)
        } else if runtime.starts_with("provided") {
            Some(Self::Provided)
        } else {
            None
        }
    }

    /// The programs to try for `runtime`, the exact version first.
    fn candidates(self, runtime: &str) -> Vec<String> {
        match self {
            Self::Python => vec![runtime.to_owned(), "python3".to_owned(), "python".to_owned()],
            Self::Node => vec!["node".to_owned(), "nodejs".to_owned()],
            Self::Provided => Vec::new(),
        }
    }

    fn probe(self) -> [&'static str; 2] {
        match self {
            Self::Python => [
                "-c",
                "import sys; assert sys.version_info >= (3, 8); print(sys.executable); \
                 print('Python', sys.version.split()[0])",
            ],
            Self::Node | Self::Provided => {
                ["-e", "console.log(process.execPath); console.log('Node.js', process.version)"]
            }
        }
    }
}

/// The interpreters found so far.
#[derive(Debug, Default)]
pub(super) struct Interpreters {
    known: HashMap<String, Interpreter>,
}

impl Interpreters {
    /// Returns what was found for a runtime before.
    pub(super) fn known(&self, runtime: &str) -> Option<Interpreter> {
        self.known.get(runtime).cloned()
    }

    /// Keeps what was found. A miss is not kept: the person may install it meanwhile.
    pub(super) fn remember(&mut self, runtime: &str, found: Interpreter) {
        self.known.insert(runtime.to_owned(), found);
    }
}

/// Asks the host for the interpreter of `runtime`.
pub(super) async fn find(language: Language, runtime: &str) -> Option<Interpreter> {
    for candidate in language.candidates(runtime) {
        if let Some(found) = probe(&candidate, language.probe()).await {
            return Some(found);
        }
    }
    None
}

async fn probe(program: &str, arguments: [&str; 2]) -> Option<Interpreter> {
    let run = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    // A shim may ask the network; it gets ten seconds.
    let output = tokio::time::timeout(Duration::from_secs(10), run).await.ok()?.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut lines = text.lines();
    let program = PathBuf::from(lines.next()?.trim());
    let name = lines.next()?.trim().to_owned();
    (output.status.success() && program.is_absolute()).then_some(Interpreter { program, name })
}

/// Says what is missing and how to get it.
pub(super) fn missing(language: Option<Language>, runtime: &str) -> String {
    match language {
        Some(Language::Python) => format!(
            "no `{runtime}` or `python3` was found on PATH: install Python 3 to run `{runtime}` functions locally"
        ),
        Some(Language::Node) => format!(
            "no `node` was found on PATH: install Node.js to run `{runtime}` functions locally"
        ),
        Some(Language::Provided) | None => format!(
            "the local cloud runs python, nodejs and provided functions, not `{runtime}`: \
             build for provided.al2023, or try this function on AWS"
        ),
    }
}

/// Returns the program that the zip or else a layer brings, or why it cannot run.
pub(super) fn own_program(task_root: &Path, layers: Option<&Path>) -> Result<PathBuf, String> {
    let places = [Some(task_root), layers];
    let mut programs = places.into_iter().flatten().map(|root| root.join("bootstrap"));
    let Some(program) = programs.find(|program| program.is_file()) else {
        return Err(
            "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]".to_owned()
        );
    };
    if rustix::fs::access(&program, rustix::fs::Access::EXEC_OK).is_err() {
        return Err("fork/exec /var/task/bootstrap: permission denied".to_owned());
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::{Language, find, missing, probe};

    #[tokio::test]
    async fn what_is_missing_is_told_with_its_remedy() {
        assert_eq!(probe("no-such-interpreter", Language::Python.probe()).await, None);
        assert_eq!(find(Language::Provided, "provided.al2023").await, None);
        for (runtime, remedy) in [
            ("python3.12", "install Python 3"),
            ("nodejs22.x", "install Node.js"),
            ("java21", "provided.al2023"),
        ] {
            let text = missing(Language::of(runtime), runtime);
            assert!(text.contains(runtime) && text.contains(remedy), "{text}");
        }
    }
}

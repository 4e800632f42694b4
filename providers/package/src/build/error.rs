//! Why a build did not come to its end.
use std::io;
use std::path::{Path, PathBuf};

/// Why a build did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A file can't be read or written.
    #[error("can't {verb} `{}`: {source}", path.display())]
    File {
        /// What was tried.
        verb: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// An input is no glob.
    #[error("the input `{pattern}` is no glob: {why}")]
    BadPattern {
        /// As written.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// No file is an input.
    #[error("its input `{pattern}` matches no file")]
    NoInputs {
        /// The first glob that matches nothing.
        pattern: String,
    },
    /// What a build makes would make it due again.
    #[error("its inputs match `{name}`, which lies in its own output")]
    OutputAmongInputs {
        /// The file.
        name: String,
    },
    /// Builds that wait for each other.
    #[error("it waits for itself: its inputs come from {path}")]
    Circle {
        /// The way around.
        path: String,
    },
    /// The program did not start.
    #[error("`{program}` can't be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// The command said that it failed.
    #[error("`{shown}` {how}")]
    Failed {
        /// The command.
        shown: String,
        /// How it ended: `ended with 3`.
        how: String,
        /// What it wrote.
        log: String,
    },
    /// The command ended well and made nothing.
    #[error("`{shown}` ended well, but there is no `{output}`")]
    NothingMade {
        /// The command.
        shown: String,
        /// What was to be there.
        output: String,
        /// What it wrote.
        log: String,
    },
    /// Another build that this one works from failed.
    #[error("`{on}` did not end well, and its output is an input")]
    Skipped {
        /// The other build.
        on: String,
    },
    /// Somebody asked to stop.
    #[error("it was stopped")]
    Stopped,
}

impl BuildError {
    pub(super) fn file(verb: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { verb, path: path.to_owned(), source }
    }

    /// What the command wrote.
    pub fn log(&self) -> Option<&str> {
        match self {
            Self::Failed { log, .. } | Self::NothingMade { log, .. } => Some(log),
            _ => None,
        }
    }
}

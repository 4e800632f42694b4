//! Builds: commands that make code, run when somebody asks for it and at no other time.
//!
//! Whether a build is due is told by the digest of its inputs, kept beside what it made in a stamp.
//! Nothing here knows a spec or prints.
mod error;
mod inputs;
mod keep;
mod order;
mod run;
mod stamp;

pub use error::BuildError;
pub use inputs::{Inputs, find};
pub use keep::{keep, sweep};
pub use run::{End, Ended, Progress, Terms, run};
pub use stamp::{State, Why, state};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A build. Paths are relative to the stack's directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// What it is called, in messages and for its stamp: `build.api`.
    pub name: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The command as it may be shown.
    pub shown: String,
    /// Globs of the files that it works from.
    pub inputs: Vec<String>,
    /// Directory or file that it makes.
    pub output: String,
    /// Directory that it runs in.
    pub directory: String,
    /// Variables besides those of this process.
    pub environment: BTreeMap<String, String>,
}

/// Where a stack is, and where cutover keeps what belongs to it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The stack's directory.
    pub root: PathBuf,
    /// The folder of stamps and of packed code.
    pub artifacts: PathBuf,
}

impl Place {
    /// The place of the stack in this directory.
    pub fn of(directory: &Path) -> Self {
        Self { root: directory.to_owned(), artifacts: directory.join(".cutover/artifacts") }
    }
}

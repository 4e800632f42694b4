//! What every command gets: the global options and where to write.
use crate::args::Global;
use crate::output::Output;
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
}

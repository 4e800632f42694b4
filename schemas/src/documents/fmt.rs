//! `fmt`: what became of each file.
use super::validate::DiagnosticDocument;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Files that were looked at by the formatter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FmtDocument {
    /// Format of this document.
    pub format: u32,
    /// Whether files were written; not with `--check` or `--diff`, nor for stdin.
    pub written: bool,
    /// Every file, in the order of the paths and of names within a directory.
    pub files: Vec<FmtFileDocument>,
    /// Why files were refused.
    pub diagnostics: Vec<DiagnosticDocument>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FmtFileDocument {
    /// Its path; `-` is stdin.
    pub file: String,
    /// What became of it.
    pub state: FmtState,
    /// The change as a unified diff, with `--diff`.
    pub diff: Option<String>,
    /// The formatted text, of stdin only.
    pub text: Option<String>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FmtState {
    /// It is laid out as it should be.
    Canonical,
    /// Its layout changes.
    Changed,
    /// It can't be read, and was left alone.
    Refused,
}

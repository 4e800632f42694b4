//! Errors, as every command prints them on stderr with `--format json`.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A failed command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorDocument {
    /// Format of this document.
    pub format: u32,
    /// What went wrong.
    pub error: ErrorBody,
}

/// What went wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorBody {
    /// Word-like code; `cutover explain CODE` tells more.
    pub code: String,
    /// Whose side it is on: `user`, `usage`, `cloud`, `conflict`, `rollout`, `internal`, `interrupted`.
    pub kind: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hints: Vec<String>,
    /// Where in the spec.
    pub places: Vec<PlaceDocument>,
}

/// A place in a file of the user; lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceDocument {
    /// The file.
    pub file: String,
    /// Line.
    pub line: u32,
    /// Column, in characters.
    pub column: u32,
}

impl From<&crate::diagnostic::Place> for PlaceDocument {
    fn from(place: &crate::diagnostic::Place) -> Self {
        Self { file: place.file.clone(), line: place.line, column: place.column }
    }
}

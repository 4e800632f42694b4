//! The short documents: `version`, `explain`, `init`, `invoke`, `logs`, `local`.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionDocument {
    /// Format of this document.
    pub format: u32,
    /// The version of cutover.
    pub version: String,
    /// Newest formats that this binary reads and writes.
    pub formats: FormatsDocument,
}

/// Formats that a binary knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FormatsDocument {
    /// Of public JSON documents.
    pub documents: u32,
    /// Of stored plans.
    pub plan: u32,
    /// Of ledger records.
    pub ledger: u32,
}

/// `explain CODE`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainDocument {
    /// Format of this document.
    pub format: u32,
    /// The codes that were asked for; all of them without an argument.
    pub codes: Vec<CodeDocument>,
}

/// One code and its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CodeDocument {
    /// The code.
    pub code: String,
    /// One line.
    pub title: String,
    /// The whole story and the way out.
    pub text: String,
}

/// `init`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InitDocument {
    /// Format of this document.
    pub format: u32,
    /// The template.
    pub template: String,
    /// Files that were written.
    pub written: Vec<String>,
    /// Files that were there already with this very content.
    pub kept: Vec<String>,
}

/// `invoke`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvokeDocument {
    /// Format of this document.
    pub format: u32,
    /// The function's physical name.
    pub function: String,
    /// The version that ran.
    pub version: Option<String>,
    /// The kind of failure, if the function failed.
    pub error: Option<String>,
    /// What came back.
    pub payload: Json,
}

/// `logs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogsDocument {
    /// Format of this document.
    pub format: u32,
    /// The log group.
    pub group: String,
    /// Lines, oldest first.
    pub lines: Vec<LogLine>,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogLine {
    /// When.
    pub at: String,
    /// The stream, which names the version.
    pub stream: String,
    /// The text.
    pub message: String,
}

/// `local up`, `local status` and `local reset`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LocalDocument {
    /// Format of this document.
    pub format: u32,
    /// The folder of the world.
    pub folder: String,
    /// Where it answers, while it runs.
    pub endpoint: Option<String>,
    /// What is there, by service; `null` when nothing was ever kept.
    pub world: Json,
}

//! `build`: how each build ended, and the code that was packed of what it made.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the builds of a stack ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuildDocument {
    /// Format of this document.
    pub format: u32,
    /// Every build that was asked for, by address.
    pub builds: Vec<BuiltDocument>,
}

/// One build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuiltDocument {
    /// Its address.
    pub address: String,
    /// How it ended.
    pub result: BuildResult,
    /// What it makes, relative to the stack's directory.
    pub output: String,
    /// How long it took.
    pub seconds: f64,
    /// Why it did not end well.
    pub error: Option<String>,
    /// What the command wrote to both its outputs; `null` when it did not run.
    pub log: Option<String>,
    /// The functions and layers whose code it made.
    pub code: Vec<PackedDocument>,
}

/// How a build ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BuildResult {
    /// Its command ran.
    Built,
    /// Its inputs have not changed since it last ran.
    UpToDate,
    /// Its command failed, or could not be run.
    Failed,
    /// A build that it works from failed.
    Skipped,
    /// Somebody asked to stop.
    Stopped,
}

/// Packed code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackedDocument {
    /// The function or layer.
    pub address: String,
    /// SHA-256 of the zip, in base64 as Lambda tells it.
    pub digest: String,
    /// Bytes of the zip.
    pub size: u64,
    /// The zip, relative to the stack's directory.
    pub file: String,
}

//! The rows of Lambda's state.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::layers::Attached;

/// What a version fixes: code and configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Configuration {
    pub(crate) runtime: Option<String>,
    pub(crate) role: String,
    pub(crate) handler: Option<String>,
    pub(crate) description: String,
    pub(crate) timeout: u32,
    pub(crate) memory: u32,
    /// `None` until it was set once.
    pub(crate) environment: Option<BTreeMap<String, String>>,
    pub(crate) tracing: String,
    pub(crate) architectures: Vec<String>,
    pub(crate) ephemeral: u32,
    pub(crate) snap_start: String,
    pub(crate) logging: Logging,
    /// Members shown as they are, only when set: VpcConfig, DeadLetterConfig, KMSKeyArn and the like.
    pub(crate) optional: BTreeMap<String, Value>,
    /// In the order in which they are laid over one another.
    #[serde(default)]
    pub(crate) layers: Vec<Attached>,
    pub(crate) code: Code,
    pub(crate) modified_ms: u64,
    pub(crate) revision: String,
}

/// Where the code is and how it is named.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    /// `CodeSha256`: base64 for zips, hex for images.
    pub(crate) sha256: String,
    pub(crate) size: usize,
    /// The sum of its files' sizes.
    #[serde(default)]
    pub(crate) unpacked: u64,
    /// The key of the zip in the world's blobs; the image's URI for images.
    pub(crate) place: Place,
}

/// A zip or an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    Zip(String),
    Image(String),
}

/// A function's log settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Logging {
    pub(crate) json: bool,
    pub(crate) group: String,
    pub(crate) application: String,
    pub(crate) system: String,
}

/// Where a new function stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Pending,
    Active,
}

/// Where the last update stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Update {
    InProgress,
    Successful,
}

/// A function: its `$LATEST` and what belongs to no version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) latest: Configuration,
    pub(crate) state: State,
    /// Absent until the function was active once.
    pub(crate) update: Option<Update>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) reserved: Option<u32>,
    pub(crate) last_version: u64,
    /// The version that `$LATEST` was published as and not touched since.
    pub(crate) published: Option<u64>,
    pub(crate) recursion: String,
    pub(crate) runtime_updates: BTreeMap<String, Value>,
    /// The id of its code signing configuration.
    #[serde(default)]
    pub(crate) code_signing: Option<String>,
}

/// A published version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) configuration: Configuration,
    /// When it becomes active.
    pub(crate) ready_ms: u64,
}

/// An alias.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) name: String,
    /// `$LATEST` or a number.
    pub(crate) version: String,
    pub(crate) description: String,
    /// The second version and its share.
    pub(crate) weight: Option<(String, f64)>,
    /// The version that keeps the traffic while provisioned concurrency moves to the new one.
    pub(crate) moving_from: Option<String>,
    pub(crate) revision: String,
}

impl Alias {
    /// The second version and its share as callers meet it.
    pub(crate) fn routing(&self) -> Option<(String, f64)> {
        self.moving_from.clone().map(|old| (old, 1.0)).or_else(|| self.weight.clone())
    }
}

/// The resource policy of one qualifier.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Value>,
    pub(crate) revision: String,
}

/// A provisioned concurrency configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Provisioned {
    pub(crate) requested: u32,
    pub(crate) allocated: u32,
    pub(crate) status: Allocation,
    pub(crate) reason: Option<String>,
    pub(crate) modified_ms: u64,
    /// Counts the changes, so that an allocation overtaken by another one is dropped.
    pub(crate) change: u64,
}

/// Where an allocation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Allocation {
    InProgress,
    Ready,
    Failed,
}

/// How asynchronous invocations of one qualifier are retried.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct EventConfig {
    pub(crate) retries: Option<i64>,
    pub(crate) age: Option<i64>,
    pub(crate) destinations: Value,
    pub(crate) modified_ms: u64,
}

/// An asynchronous event that was accepted and has not ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) function: String,
    pub(crate) qualifier: Option<String>,
    pub(crate) request_id: String,
    /// The event itself: JSON.
    pub(crate) payload: String,
    pub(crate) client_context: Option<String>,
    pub(crate) accepted_ms: u64,
    /// How often a function ran with it.
    pub(crate) attempts: u32,
    /// How often it was throttled since a function ran with it.
    pub(crate) waits: u32,
    /// Whether an attempt is arranged for later; else one is in hand.
    pub(crate) waiting: bool,
    /// What ran last, if anything did.
    pub(crate) last: Option<Answer>,
}

/// What a version answered to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) version: String,
    pub(crate) payload: String,
    pub(crate) failed: bool,
}

/// A function URL.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Url {
    pub(crate) id: String,
    pub(crate) auth: String,
    pub(crate) mode: String,
    pub(crate) cors: Option<Value>,
    pub(crate) created_ms: u64,
    pub(crate) modified_ms: u64,
}

/// The row key of a version: numbers sort as numbers.
pub(crate) fn version_key(name: &str, number: u64) -> String {
    format!("{name}/{number:020}")
}

/// The row key of what belongs to a qualifier; unqualified is `$LATEST`'s.
pub(crate) fn qualified_key(name: &str, qualifier: Option<&str>) -> String {
    format!("{name}/{}", qualifier.unwrap_or("$LATEST"))
}

//! The rows of event source mappings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A mapping of a source to a function.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Mapping {
    pub(crate) uuid: String,
    pub(crate) source_arn: String,
    pub(crate) function: String,
    /// As the caller gave it: `$LATEST` written out is kept.
    pub(crate) qualifier: Option<String>,
    pub(crate) state: State,
    /// Whether it is enabled once the present change is over.
    pub(crate) enabled: bool,
    pub(crate) settings: Settings,
    /// What reading the source came to last, for streams.
    pub(crate) result: String,
    pub(crate) modified_ms: u64,
    /// Counts the changes: a change overtaken by another one has no end of its own.
    pub(crate) change: u64,
    pub(crate) tags: BTreeMap<String, String>,
}

/// Where a mapping stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Creating,
    Enabling,
    Enabled,
    Disabling,
    Disabled,
    Updating,
    Deleting,
}

impl State {
    /// The word of answers.
    pub(crate) fn word(self) -> &'static str {
        match self {
            State::Creating => "Creating",
            State::Enabling => "Enabling",
            State::Enabled => "Enabled",
            State::Disabling => "Disabling",
            State::Disabled => "Disabled",
            State::Updating => "Updating",
            State::Deleting => "Deleting",
        }
    }

    /// Whether nothing is under way.
    pub(crate) fn at_rest(self) -> bool {
        matches!(self, State::Enabled | State::Disabled)
    }
}

/// What can be set of a mapping. Those of streams have their defaults where the source is a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) batch_size: usize,
    pub(crate) window_s: u64,
    /// Patterns as they were given; none lets everything through.
    pub(crate) filters: Vec<String>,
    /// `ReportBatchItemFailures`.
    pub(crate) partial: bool,
    pub(crate) max_concurrency: Option<usize>,
    pub(crate) on_failure: Option<String>,
    pub(crate) starting: Option<Starting>,
    pub(crate) parallel: u64,
    /// -1 for ever.
    pub(crate) retries: i64,
    /// Seconds; -1 for as long as the stream keeps a record.
    pub(crate) age_s: i64,
    pub(crate) bisect: bool,
    pub(crate) tumbling_s: u64,
    /// Members shown as they are, only when set: `KMSKeyArn`, `MetricsConfig`, `ProvisionedPollerConfig`.
    pub(crate) optional: BTreeMap<String, Value>,
}

/// Where a stream is read from at first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Starting {
    TrimHorizon,
    Latest,
    /// Epoch seconds.
    AtTimestamp(f64),
}

impl Starting {
    /// The word of answers.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Starting::TrimHorizon => "TRIM_HORIZON",
            Starting::Latest => "LATEST",
            Starting::AtTimestamp(_) => "AT_TIMESTAMP",
        }
    }
}

/// A batch that a function runs with now. Its row is gone when the batch has ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Flight {
    pub(crate) began_ms: u64,
}

/// How far a shard has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// Where the next batch begins.
    pub(crate) from: u64,
    /// Whether the shard was read to its end.
    pub(crate) ended: bool,
    /// Batches cut and not done yet; the last is the next to run.
    pub(crate) pending: Vec<Range>,
    /// The next try waits until then.
    pub(crate) not_before_ms: u64,
    /// How often in a row the function could not be called.
    pub(crate) waits: u32,
}

/// Records of a shard, from a position to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Range {
    pub(crate) from: u64,
    pub(crate) until: u64,
    /// How often a function ran with it.
    pub(crate) attempts: u32,
}

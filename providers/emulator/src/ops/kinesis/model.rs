//! Streams as they are kept.

use serde::{Deserialize, Serialize};

use crate::ops::service::TagMap;
use crate::world::World;

/// A stream without its records.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stream {
    pub(crate) name: String,
    /// Tells the stream from one made again under its name.
    pub(crate) id: String,
    pub(crate) created_ms: u64,
    pub(crate) status: Status,
    pub(crate) mode: Mode,
    /// Every shard ever made, unless its records are all too old.
    pub(crate) shards: Vec<Shard>,
    /// The number of the next shard.
    pub(crate) next_shard: u64,
    pub(crate) retention_hours: u64,
    /// The key of encryption.
    pub(crate) key: Option<String>,
    pub(crate) tags: TagMap,
    /// What becomes of the shards when the stream is active again.
    pub(crate) pending: Option<Reshard>,
    /// When the mode was changed, and the number of shards, within the last day.
    pub(crate) mode_changes: Vec<u64>,
    pub(crate) count_changes: Vec<u64>,
}

/// The state of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Creating,
    Updating,
    Deleting,
    Active,
}

impl Status {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Status::Creating => "CREATING",
            Status::Updating => "UPDATING",
            Status::Deleting => "DELETING",
            Status::Active => "ACTIVE",
        }
    }
}

/// Who looks after the number of shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Mode {
    Provisioned,
    OnDemand,
}

impl Mode {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Mode::Provisioned => "PROVISIONED",
            Mode::OnDemand => "ON_DEMAND",
        }
    }
}

/// A part of the key space. The bounds belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shard {
    pub(crate) number: u64,
    pub(crate) parents: Vec<u64>,
    pub(crate) low: u128,
    pub(crate) high: u128,
    pub(crate) opened_ms: u64,
    /// When it was closed, and the position after its last record.
    pub(crate) closed: Option<(u64, u64)>,
}

impl Shard {
    pub(crate) fn id(&self) -> String {
        shard_id(self.number)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.closed.is_none()
    }
}

/// How far a shard is filled.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// The position of the oldest record that is kept.
    pub(crate) first: u64,
    /// The position of the next record.
    pub(crate) next: u64,
    /// The bytes of the records that are kept.
    pub(crate) bytes: u64,
}

/// A record. The data stays in base64, as it came.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) key: String,
    pub(crate) data: String,
    pub(crate) at_ms: u64,
    pub(crate) encrypted: bool,
}

/// A change of shards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reshard {
    Count(u64),
    Split { shard: u64, at: u128 },
    Merge { one: u64, two: u64 },
}

/// A consumer with a throughput of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Consumer {
    pub(crate) name: String,
    pub(crate) created_ms: u64,
}

/// The id of a shard.
pub(crate) fn shard_id(number: u64) -> String {
    format!("shardId-{number:012}")
}

/// The number in a shard's id.
pub(crate) fn shard_number(id: &str) -> Option<u64> {
    id.strip_prefix("shardId-")?.parse().ok()
}

/// The ARN of a stream.
pub(crate) fn arn(world: &World, name: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:kinesis:{}:{}:stream/{name}", settings.region, settings.account)
}

/// The stream an ARN means, when it is one of this world's and exists.
pub(crate) fn by_arn<'a>(world: &World, stream_arn: &'a str) -> Option<&'a str> {
    let name = stream_arn.split_once(":stream/")?.1;
    (world.kinesis.streams.contains(name) && arn(world, name) == stream_arn).then_some(name)
}

/// Milliseconds as the JSON protocols show times.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
pub(crate) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

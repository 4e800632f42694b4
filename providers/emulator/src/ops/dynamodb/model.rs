//! Tables as they are kept: keys, indexes, capacity, and what hangs on a table.

use serde::{Deserialize, Serialize};

use crate::ops::service::TagMap;
use crate::world::World;

/// A table without its items.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// Tells the table from one made again under its name.
    pub(crate) id: String,
    pub(crate) created_ms: u64,
    pub(crate) status: Status,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) key: Key,
    pub(crate) locals: Vec<Index>,
    pub(crate) globals: Vec<Index>,
    pub(crate) billing: Billing,
    /// When the table last went on demand.
    pub(crate) on_demand_ms: Option<u64>,
    pub(crate) capacity: Capacity,
    pub(crate) ceiling: Option<Ceiling>,
    /// What the stream shows, while there is one.
    pub(crate) view: Option<View>,
    /// The label of the latest stream, also after it was switched off.
    pub(crate) stream: Option<String>,
    /// The key of encryption by KMS; without one AWS's own key is used.
    pub(crate) encryption: Option<String>,
    /// The class, once one was given, and when it last changed.
    pub(crate) class: Option<(String, Option<u64>)>,
    pub(crate) protected: bool,
    pub(crate) expiry: Expiry,
    pub(crate) recovery: Option<Recovery>,
    pub(crate) tags: TagMap,
}

/// The state of a table or of a global index.
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

/// The type of a key attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Scalar {
    Text,
    Number,
    Bytes,
}

impl Scalar {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Scalar::Text => "S",
            Scalar::Number => "N",
            Scalar::Bytes => "B",
        }
    }
}

/// A key attribute and its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) kind: Scalar,
}

/// A primary key: the partition's attribute, and the one that sorts within it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) hash: String,
    pub(crate) range: Option<String>,
}

impl Key {
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.hash.as_str()).chain(self.range.as_deref())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|one| one == name)
    }
}

/// A secondary index, local or global.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) key: Key,
    pub(crate) projection: Projection,
    /// Always active for a local index.
    pub(crate) status: Status,
    /// Whether existing items are still being read into it.
    pub(crate) backfilling: bool,
    pub(crate) capacity: Capacity,
    pub(crate) ceiling: Option<Ceiling>,
}

/// What an index holds besides keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Projection {
    All,
    Keys,
    Include(Vec<String>),
}

/// How requests are paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Billing {
    Provisioned,
    OnDemand,
}

/// Provisioned units; zero on demand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Capacity {
    pub(crate) read: i64,
    pub(crate) write: i64,
    pub(crate) raised_ms: Option<u64>,
    pub(crate) lowered_ms: Option<u64>,
    /// How often it was lowered. AWS begins anew each day.
    pub(crate) lowered: u64,
}

impl Capacity {
    pub(crate) fn of(read: i64, write: i64) -> Capacity {
        Capacity { read, write, ..Capacity::default() }
    }

    /// The same capacity after a change.
    pub(crate) fn changed(self, read: i64, write: i64, now_ms: u64) -> Capacity {
        let raised = read > self.read || write > self.write;
        let lowered = read < self.read || write < self.write;
        Capacity {
            read,
            write,
            raised_ms: if raised { Some(now_ms) } else { self.raised_ms },
            lowered_ms: if lowered { Some(now_ms) } else { self.lowered_ms },
            lowered: self.lowered + u64::from(lowered),
        }
    }
}

/// The most request units a second on demand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ceiling {
    pub(crate) read: Option<i64>,
    pub(crate) write: Option<i64>,
}

/// What a stream's records hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum View {
    Keys,
    New,
    Old,
    Both,
}

impl View {
    pub(crate) const WORDS: &'static [&'static str] =
        &["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"];

    pub(crate) fn of(word: &str) -> Option<View> {
        Some(match word {
            "KEYS_ONLY" => View::Keys,
            "NEW_IMAGE" => View::New,
            "OLD_IMAGE" => View::Old,
            "NEW_AND_OLD_IMAGES" => View::Both,
            _ => return None,
        })
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            View::Keys => "KEYS_ONLY",
            View::New => "NEW_IMAGE",
            View::Old => "OLD_IMAGE",
            View::Both => "NEW_AND_OLD_IMAGES",
        }
    }
}

/// Time to live: the attribute that says when an item is no longer wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expiry {
    pub(crate) attribute: Option<String>,
    pub(crate) state: ExpiryState,
    pub(crate) changed_ms: Option<u64>,
    /// When the next look at what is due is arranged.
    pub(crate) sweep_ms: Option<u64>,
}

/// Where time to live stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ExpiryState {
    #[default]
    Disabled,
    Enabling,
    Enabled,
    Disabling,
}

/// Point-in-time recovery, switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recovery {
    pub(crate) since_ms: u64,
    pub(crate) days: i64,
}

impl Table {
    /// The index of a name, local or global, unless it is going away.
    pub(crate) fn index(&self, name: &str) -> Option<&Index> {
        self.indexes().find(|index| index.name == name && index.status != Status::Deleting)
    }

    /// Every index, the global ones first.
    pub(crate) fn indexes(&self) -> impl Iterator<Item = &Index> {
        self.globals.iter().chain(&self.locals)
    }

    pub(crate) fn is_global(&self, name: &str) -> bool {
        self.globals.iter().any(|index| index.name == name)
    }

    /// The type of a key attribute.
    pub(crate) fn kind_of(&self, attribute: &str) -> Option<Scalar> {
        let found = self.definitions.iter().find(|definition| definition.name == attribute);
        found.map(|definition| definition.kind)
    }

    /// Whether items can be read and written.
    pub(crate) fn serves(&self) -> bool {
        matches!(self.status, Status::Active | Status::Updating)
    }
}

/// The ARN of a table.
pub(crate) fn arn(world: &World, table: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:dynamodb:{}:{}:table/{table}", settings.region, settings.account)
}

/// The ARN of a table's stream.
pub(crate) fn stream_arn(world: &World, table: &str, label: &str) -> String {
    format!("{}/stream/{label}", arn(world, table))
}

/// The table an ARN means, when it is one of this world's and exists.
pub(crate) fn by_arn<'a>(world: &World, table_arn: &'a str) -> Option<&'a str> {
    let name = table_arn.rsplit('/').next()?;
    (world.dynamodb.tables.contains(name) && arn(world, name) == table_arn).then_some(name)
}

//! DynamoDB tables.
//!
//! Defaults, limits and what can change in place: DynamoDB's API reference, `CreateTable` and `UpdateTable`.
use crate::operations::Operation;
use crate::table::{
    ArnText, Attr, Field, Literal, Type, attrs, by, by_clearing, computed, immutable, kind, written,
};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

kind! {
    /// A DynamoDB table.
    Table = "table" {
        /// Physical name, 3 to 255 characters.
        name: String = immutable().range(3, 255);
        /// Name of the partition key, and its type.
        key: BTreeMap<String, String> = immutable();
        /// Name of the sort key, and its type.
        sort: BTreeMap<String, String> = immutable().or(Literal::NoEntries);
        /// Indexes that share the partition key: made with the table, and never without it.
        local_indexes: BTreeMap<String, Index> = immutable().or(Literal::NoEntries);
        /// Global secondary indexes; one is made or deleted at a time.
        indexes: BTreeMap<String, Index> = by(Operation::UpdateTableIndexes).or(Literal::NoEntries);
        /// Units of reading and writing a second; absent means on demand.
        capacity: Option<Capacity> = by(Operation::UpdateTableCapacity).optional();
        /// What the stream shows of a changed item; absent means that there is no stream.
        stream: Option<String> = by(Operation::UpdateTableStream).optional();
        /// The attribute with the second (since 1970) after which an item is deleted.
        ttl: Option<String> = by(Operation::UpdateTimeToLive).optional();
        /// Whether the table can be restored as it was at any second of the last 35 days.
        point_in_time_recovery: bool = by(Operation::UpdateContinuousBackups).or(Literal::Bool(false));
        /// Whether DynamoDB refuses to delete it.
        deletion_protection: bool = by(Operation::UpdateTableProtection).or(Literal::Bool(false));
        /// `standard` or `infrequent_access`.
        class: String = by(Operation::UpdateTableClass).or(Literal::Text("standard"));
        /// KMS key that encrypts it; absent means a key of DynamoDB's own.
        encryption_key: Option<ArnText> = by(Operation::UpdateTableEncryption).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagTable, Operation::UntagTable).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
        /// ARN of the stream; it ends in the time at which the stream was switched on.
        stream_arn: Option<ArnText> = computed();
    }
    create &[Operation::CreateTable, Operation::UpdateTimeToLive, Operation::UpdateContinuousBackups];
    update &[
        Operation::UpdateTableCapacity, Operation::UpdateTableIndexes, Operation::UpdateTableStream, Operation::UpdateTableClass,
        Operation::UpdateTableEncryption, Operation::UpdateTableProtection, Operation::UpdateTimeToLive, Operation::UpdateContinuousBackups,
        Operation::TagTable, Operation::UntagTable,
    ];
    delete &[Operation::DeleteTable];
    with { rank: 20, holds_data: true, renews: &[("stream", "stream_arn")] }
}

/// What may be read and written in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Reads of up to 4 KB a second.
    pub read: i64,
    /// Writes of up to 1 KB a second.
    pub write: i64,
}

/// The rows of `capacity = { ... }`.
pub const CAPACITY: &[Attr] = attrs! {
    /// Reads of up to 4 KB a second.
    read: Type::Int => written().range(1, 40_000);
    /// Writes of up to 1 KB a second.
    write: Type::Int => written().range(1, 40_000);
};

impl Field for Capacity {
    const TYPE: Type = Type::Object(CAPACITY);
    fn read(value: &Value) -> Option<Self> {
        let entries = value.as_map()?;
        let units = |name: &str| entries.get(name)?.as_int();
        Some(Self { read: units("read")?, write: units("write")? })
    }
}

/// One index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Name of the partition key, and its type.
    pub key: BTreeMap<String, String>,
    /// Name of the sort key, and its type.
    pub sort: BTreeMap<String, String>,
    /// `all`, `keys_only` or `include`.
    pub projection: String,
    /// What `include` includes besides the keys.
    pub attributes: BTreeSet<String>,
    /// Units of its own, where the table has some.
    pub capacity: Option<Capacity>,
}

/// The rows of one index of the table.
pub const INDEX: &[Attr] = attrs! {
    /// Name of the partition key, and its type.
    key: Type::Map(&Type::Text) => written();
    /// Name of the sort key, and its type.
    sort: Type::Map(&Type::Text) => written().or(Literal::NoEntries);
    /// `all`, `keys_only` or `include`.
    projection: Type::Text => written().or(Literal::Text("all"));
    /// What `include` includes besides the keys.
    attributes: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
    /// Units of its own, where the table has some.
    capacity: Type::Object(CAPACITY) => written().optional();
};

impl Field for Index {
    const TYPE: Type = Type::Object(INDEX);
    fn read(value: &Value) -> Option<Self> {
        let entries = value.as_map()?;
        let texts = |name: &str| {
            entries.get(name).map_or(Some(BTreeMap::new()), BTreeMap::<String, String>::read)
        };
        let attributes = entries.get("attributes");
        Some(Self {
            key: texts("key")?,
            sort: texts("sort")?,
            projection: entries.get("projection")?.as_text()?.to_owned(),
            attributes: attributes.map_or(Some(BTreeSet::new()), BTreeSet::<String>::read)?,
            capacity: entries.get("capacity").map_or(Some(None), Option::<Capacity>::read)?,
        })
    }
}

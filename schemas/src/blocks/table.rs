//! `table`.
use super::{Block, NONE, TAGS, Times};
use crate::kinds::table::CAPACITY;
use crate::table::{Attr, Literal, Type, attrs, written};

/// A key's name, and its type: `{ id = "S" }`.
const KEY: Type = Type::Map(&Type::Enum(&["S", "N", "B"]));

/// The rows of `encryption = { ... }`.
const ENCRYPTION: &[Attr] = attrs! {
    /// ARN of the KMS key.
    key: Type::Arn => written();
};

static INDEX: Block = Block {
    word: "index",
    doc: "An index: items in the order of other keys.",
    labels: &["name"],
    times: Times::Many,
    attrs: attrs! {
        /// Name and type of its partition key; without one it is a local index, which has the table's.
        key: KEY => written().or(Literal::NoEntries);
        /// Name and type of its sort key.
        sort: KEY => written().or(Literal::NoEntries);
        /// What it holds of each item: everything, or the keys alone.
        projection: Type::Enum(&["all", "keys_only"]) => written().or(Literal::Text("all"));
        /// What it holds besides the keys, instead of everything.
        attributes: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
        /// Units of its own, where the table has some; as many as the table unless said otherwise.
        capacity: Type::Object(CAPACITY) => written().optional();
    },
    ..NONE
};

pub(super) static TABLE: Block = Block {
    word: "table",
    doc: "A DynamoDB table, paid for by what is read and written unless it has a `capacity`.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(3, 255);
        /// Name and type of the partition key: `{ id = "S" }`, where `S` is text, `N` a number and `B` bytes.
        key: KEY => written();
        /// Name and type of the sort key.
        sort: KEY => written().or(Literal::NoEntries);
        /// Units of reading and writing that are paid for; on demand without.
        capacity: Type::Object(CAPACITY) => written().optional();
        /// What a stream shows of each changed item; without it there is no stream.
        stream: Type::Enum(&["keys_only", "new_image", "old_image", "new_and_old_images"]) => written().optional();
        /// The attribute with the second (since 1970) after which an item is deleted.
        ttl: Type::Text => written().optional().range(1, 255);
        /// Keep what is needed to restore it as it was at any second of the last 35 days.
        point_in_time_recovery: Type::Bool => written().or(Literal::Bool(false));
        /// Let DynamoDB refuse to delete it.
        deletion_protection: Type::Bool => written().or(Literal::Bool(false));
        /// What storage costs, against what reading and writing costs.
        class: Type::Enum(&["standard", "infrequent_access"]) => written().or(Literal::Text("standard"));
        /// Encrypt with a key of one's own instead of DynamoDB's.
        encryption: Type::Object(ENCRYPTION) => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    blocks: &[&INDEX],
    fields: &[("arn", "ARN"), ("name", "physical name"), ("stream_arn", "ARN of the stream")],
    ..NONE
};

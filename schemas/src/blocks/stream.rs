//! `stream`.
use super::{Block, NONE, TAGS};
use crate::table::{Attr, Literal, Type, attrs, written};

/// The rows of `encryption = { ... }`.
const ENCRYPTION: &[Attr] = attrs! {
    /// The KMS key: its ARN, or `alias/aws/kinesis` for the one that AWS keeps.
    key: Type::Text => written();
};

pub(super) static STREAM: Block = Block {
    word: "stream",
    doc: "A Kinesis data stream, which grows and shrinks by itself unless it has `shards`.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 128);
        /// Shards that are paid for, each for 1 MB or 1,000 records a second; without them the stream is on demand.
        shards: Type::Int => written().optional().range(1, 10_000);
        /// How long records are kept, in whole hours from `"24h"` to `"365d"`.
        retention: Type::Duration => written().or(Literal::Int(86_400)).range(86_400, 31_536_000);
        /// Encrypt records with this key.
        encryption: Type::Object(ENCRYPTION) => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};

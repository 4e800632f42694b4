//! `bus`.
use super::{Block, NONE, TAGS};
use crate::table::{Literal, Type, attrs, written};

pub(super) static BUS: Block = Block {
    word: "bus",
    doc: "An EventBridge event bus.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 256);
        /// Words about it.
        description: Type::Text => written().or(Literal::Text("")).range(0, 512);
        /// KMS key that encrypts events: an alias, an id or an ARN.
        key: Type::Text => written().optional();
        /// Resource policy; what triggers need comes on top.
        policy: Type::Any => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};

//! `topic`.
use super::{Block, NONE, TAGS};
use crate::table::{Literal, Type, attrs, written};

pub(super) static TOPIC: Block = Block {
    word: "topic",
    doc: "An SNS topic.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 256);
        /// Ordered delivery, to FIFO queues.
        fifo: Type::Bool => written().or(Literal::Bool(false));
        /// Name that subscribers see.
        display_name: Type::Text => written().or(Literal::Text("")).range(0, 100);
        /// Deduplicate messages of a FIFO topic by their content.
        content_deduplication: Type::Bool => written().or(Literal::Bool(false));
        /// KMS key that encrypts messages: an alias, an id or an ARN.
        key: Type::Text => written().optional();
        /// Resource policy; what triggers need comes on top.
        policy: Type::Any => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};

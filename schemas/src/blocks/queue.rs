//! `queue`.
use super::{Block, NONE, TAGS};
use crate::table::{Attr, Literal, Type, attrs, written};

/// The rows of `dead_letter = { ... }`.
pub(super) const DEAD_LETTER: &[Attr] = attrs! {
    /// The queue that takes what failed too often.
    queue: Type::Either(&[Type::Reference(&["queue", "existing.queue"]), Type::Arn]) => written();
    /// How often a message is received before it goes there.
    max_receive: Type::Int => written().or(Literal::Int(5)).range(1, 1_000);
};

pub(super) static QUEUE: Block = Block {
    word: "queue",
    doc: "An SQS queue.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 80);
        /// Exactly-once, ordered delivery.
        fifo: Type::Bool => written().or(Literal::Bool(false));
        /// How long a received message stays hidden.
        visibility_timeout: Type::Duration => written().or(Literal::Int(30)).range(0, 43_200);
        /// How long a message is kept.
        retention: Type::Duration => written().or(Literal::Int(345_600)).range(60, 1_209_600);
        /// How long a new message stays invisible.
        delay: Type::Duration => written().or(Literal::Int(0)).range(0, 900);
        /// How long a receive waits for a message.
        receive_wait: Type::Duration => written().or(Literal::Int(0)).range(0, 20);
        /// Largest message in bytes.
        max_message_size: Type::Int => written().optional().range(1_024, 1_048_576);
        /// Deduplicate messages of a FIFO queue by their content.
        content_deduplication: Type::Bool => written().or(Literal::Bool(false));
        /// Where messages go that failed too often.
        dead_letter: Type::Object(DEAD_LETTER) => written().optional();
        /// Resource policy.
        policy: Type::Any => written().optional();
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[
        ("arn", "ARN"),
        ("url", "address for sending and receiving"),
        ("name", "physical name"),
    ],
    ..NONE
};

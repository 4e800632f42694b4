//! `trigger "topic"`: messages of an SNS topic.
use super::super::{Block, NONE};
use super::{LABELS, WORD};
use crate::table::{Literal, Type, attrs, written};

pub(super) static TOPIC: Block = Block {
    word: WORD,
    doc: "Delivers the messages of a topic to a function or a queue.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The topic.
        topic: Type::Either(&[Type::Reference(&["topic", "existing.topic"]), Type::Arn]) => written();
        /// The function (through its alias) or the queue.
        to: Type::Reference(&["function", "existing.function", "queue", "existing.queue"]) => written();
        /// Which messages it takes, as SNS writes filter policies; all of them without one.
        filter: Type::Any => written().optional();
        /// Whether the filter looks at the message's `attributes` or at its `body`.
        filter_on: Type::Enum(&["attributes", "body"]) => written().or(Literal::Text("attributes"));
        /// Deliver the message itself to a queue, without SNS's envelope.
        raw: Type::Bool => written().or(Literal::Bool(false));
        /// The queue that takes what can't be delivered.
        on_failure: Type::Either(&[Type::Reference(&["queue", "existing.queue"]), Type::Arn]) => written().optional();
        /// Whether it is there.
        enabled: Type::Bool => written().or(Literal::Bool(true));
    },
    fields: &[("arn", "ARN of the subscription")],
    ..NONE
};

//! `trigger "queue"`: messages of an SQS queue.
use super::super::{Block, NONE, TAGS};
use super::{LABELS, WORD};
use crate::table::{Literal, Type, attrs, written};

pub(super) static QUEUE: Block = Block {
    word: WORD,
    doc: "Calls a function with the messages of a queue; its role may receive them.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The queue.
        queue: Type::Reference(&["queue", "existing.queue"]) => written();
        /// The function, called through its alias.
        to: Type::Reference(&["function"]) => written();
        /// Most messages of one call; more than 10 need a `batch_window`.
        batch_size: Type::Int => written().or(Literal::Int(10)).range(1, 10_000);
        /// How long to gather messages before a call.
        batch_window: Type::Duration => written().or(Literal::Int(0)).range(0, 300);
        /// Patterns, one of which a message must match; what matches none is deleted.
        filter: Type::List(&Type::Any) => written().or(Literal::Texts(&[]));
        /// Whether the function names the messages that failed, so that only they come back.
        report_failures: Type::Bool => written().or(Literal::Bool(false));
        /// Most calls at once.
        max_concurrency: Type::Int => written().optional().range(2, 1_000);
        /// Whether it reads.
        enabled: Type::Bool => written().or(Literal::Bool(true));
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[("uuid", "id that the service made up"), ("arn", "ARN of the mapping")],
    ..NONE
};

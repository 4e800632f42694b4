//! `trigger "event"`: events that a rule picks from an event bus.
use super::super::{Block, NONE, TAGS};
use super::{LABELS, WORD};
use crate::table::{Attr, Literal, Type, attrs, written};

/// How often and how long a delivery is tried.
pub(super) const RETRY: &[Attr] = attrs! {
    /// How often it is tried again.
    attempts: Type::Int => written().or(Literal::Int(185)).range(0, 185);
    /// How long it is tried.
    age: Type::Duration => written().or(Literal::Int(86_400)).range(60, 86_400);
};

const TRANSFORM: &[Attr] = attrs! {
    /// Paths into the event (`$.detail.id`), by the names that the template has for them.
    paths: Type::Map(&Type::Text) => written().or(Literal::NoEntries);
    /// What is made of them: JSON in which `<name>` stands for a value.
    template: Type::Text => written();
};

pub(super) static EVENT: Block = Block {
    word: WORD,
    doc: "Sends events of a bus that fit a pattern to a function, a queue, a topic or another bus.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The bus; without it the one that every account has, where AWS's services tell what they do.
        bus: Type::Either(&[Type::Reference(&["bus", "existing.bus"]), Type::Arn]) => written().optional();
        /// Which events, as EventBridge writes patterns.
        pattern: Type::Any => written();
        /// The function (through its alias), the queue, the topic or the bus.
        to: Type::Reference(&[
            "function", "existing.function", "queue", "existing.queue", "topic", "existing.topic", "bus", "existing.bus",
        ]) => written();
        /// What the target gets instead of the event.
        input: Type::Any => written().optional();
        /// The part of the event that the target gets, such as `$.detail`.
        input_path: Type::Text => written().optional();
        /// What the target gets, made from parts of the event.
        transform: Type::Object(TRANSFORM) => written().optional();
        /// Message group, where the target is a FIFO queue.
        group: Type::Text => written().optional().range(1, 128);
        /// How often and how long a delivery is tried.
        retry: Type::Object(RETRY) => written().optional();
        /// The queue that takes what can't be delivered.
        on_failure: Type::Either(&[Type::Reference(&["queue", "existing.queue"]), Type::Arn]) => written().optional();
        /// Whether the rule picks anything.
        enabled: Type::Bool => written().or(Literal::Bool(true));
        /// Words about it.
        description: Type::Text => written().or(Literal::Text("")).range(0, 512);
        /// Physical name of the rule, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 64);
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[("arn", "ARN of the rule"), ("name", "physical name of the rule")],
    ..NONE
};

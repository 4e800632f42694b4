//! `trigger "schedule"`: a function, a queue, a topic or a bus on time.
use super::super::{Block, NONE};
use super::event::RETRY;
use super::{LABELS, WORD};
use crate::table::{Attr, Literal, Type, attrs, written};

const EVENT: &[Attr] = attrs! {
    /// Its source.
    source: Type::Text => written().range(1, 256);
    /// Its type.
    detail_type: Type::Text => written().range(1, 128);
};

pub(super) static SCHEDULE: Block = Block {
    word: WORD,
    doc: "Invokes a function, or feeds a queue, a topic or a bus, when it is time.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The function (through its alias), the queue, the topic or the bus.
        to: Type::Reference(&[
            "function", "existing.function", "queue", "existing.queue", "topic", "existing.topic", "bus", "existing.bus",
        ]) => written();
        /// Six fields: minutes, hours, day of month, month, day of week, year.
        cron: Type::Text => written().optional();
        /// Again and again after so many minutes.
        rate: Type::Duration => written().optional().range(60, 31_536_000);
        /// Once, at a local time such as `2030-01-31T09:00:00`.
        at: Type::Text => written().optional();
        /// The time zone that `cron` and `at` mean, such as `Europe/Berlin`.
        timezone: Type::Text => written().or(Literal::Text("UTC")).range(1, 50);
        /// How long after its time it may be invoked at the latest, so that not everything happens at once.
        window: Type::Duration => written().optional().range(60, 86_400);
        /// From when on it is due, such as `2030-01-01T00:00:00Z`.
        start: Type::Text => written().optional();
        /// Until when it is due.
        end: Type::Text => written().optional();
        /// What the target gets; an event that tells of the schedule without it.
        input: Type::Any => written().optional();
        /// What a bus gets: the source and the type of an event whose detail is `input`.
        event: Type::Object(EVENT) => written().optional();
        /// Message group, where the target is a FIFO queue.
        group: Type::Text => written().optional().range(1, 128);
        /// How often and how long an invocation is tried.
        retry: Type::Object(RETRY) => written().optional();
        /// The queue that takes what can't be delivered.
        on_failure: Type::Either(&[Type::Reference(&["queue", "existing.queue"]), Type::Arn]) => written().optional();
        /// Whether it is due at all.
        enabled: Type::Bool => written().or(Literal::Bool(true));
        /// Words about it.
        description: Type::Text => written().or(Literal::Text("")).range(0, 512);
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 64);
    },
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};

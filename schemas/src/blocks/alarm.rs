//! `alarm`.
use super::{Block, NONE, TAGS};
use crate::table::{Literal, Type, attrs, written};

/// What has metrics of its own.
const MEASURED: &[&str] = &[
    "function",
    "queue",
    "topic",
    "table",
    "stream",
    "bus",
    "api",
    "existing.function",
    "existing.queue",
    "existing.topic",
    "existing.table",
    "existing.stream",
    "existing.bus",
    "existing.api",
];

/// Who can be told.
const TOLD: Type = Type::Set(&Type::Either(&[
    Type::Reference(&["topic", "function", "existing.topic"]),
    Type::Arn,
]));

/// Other alarms.
const ALARMS: Type = Type::Set(&Type::Reference(&["alarm", "existing.alarm"]));

pub(super) static ALARM: Block = Block {
    word: "alarm",
    doc: "A CloudWatch alarm: on a metric, or on other alarms.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 255);
        /// Words about it.
        description: Type::Text => written().or(Literal::Text("")).range(0, 1_024);
        /// Name of the metric, such as `Errors`.
        metric: Type::Text => written().optional().range(1, 255);
        /// Whose metric: it says `namespace` and `dimensions`. Of a function, it counts what comes through its alias.
        of: Type::Reference(MEASURED) => written().optional();
        /// Where the metric is, such as `AWS/Lambda`, where `of` does not say it.
        namespace: Type::Text => written().optional().range(1, 255);
        /// Which of the metrics of this name; what `of` says comes on top.
        dimensions: Type::Map(&Type::Text) => written().or(Literal::NoEntries);
        /// What is made of the values of a period: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`.
        statistic: Type::Text => written().or(Literal::Text("Sum"));
        /// Length of a period: 10, 20 or 30 seconds, or whole minutes.
        period: Type::Duration => written().or(Literal::Int(60)).range(10, 604_800);
        /// Periods that are looked at.
        periods: Type::Int => written().or(Literal::Int(1)).range(1, 86_400);
        /// How many of them must be beyond the threshold; all of them unless said otherwise.
        datapoints: Type::Int => written().optional().range(1, 86_400);
        /// Alarms on values above this.
        above: Type::Number => written().optional();
        /// Alarms on values of this and more.
        at_least: Type::Number => written().optional();
        /// Alarms on values below this.
        below: Type::Number => written().optional();
        /// Alarms on values of this and less.
        at_most: Type::Number => written().optional();
        /// What a period without values counts as.
        missing: Type::Enum(&["missing", "ok", "breaching", "ignore"]) => written().or(Literal::Text("missing"));
        /// Alarms when one of these does.
        any_of: ALARMS => written().or(Literal::Texts(&[]));
        /// Alarms when all of these do.
        all_of: ALARMS => written().or(Literal::Texts(&[]));
        /// Alarms when this is true, as CloudWatch writes rules: `ALARM("a") AND NOT ALARM("b")`.
        rule: Type::Text => written().optional().range(1, 10_240);
        /// Who is told of an alarm: five at most.
        on_alarm: TOLD => written().or(Literal::Texts(&[]));
        /// Who is told of its end.
        on_ok: TOLD => written().or(Literal::Texts(&[]));
        /// Who is told that there are no values.
        on_missing: TOLD => written().or(Literal::Texts(&[]));
        /// Whether anyone is told.
        enabled: Type::Bool => written().or(Literal::Bool(true));
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};

//! Event source mappings: Lambda reads a queue or a stream and calls a function with what it finds.
//!
//! Defaults and ranges: Lambda's API reference, `CreateEventSourceMapping`.
use crate::operations::Operation;
use crate::table::{
    ArnText, Field, Flavour, Literal, Seconds, Type, by, by_clearing, computed, immutable, kind,
};
use crate::value::{Attrs, Value};
use std::collections::BTreeMap;

kind! {
    /// An event source mapping.
    EventSourceMapping = "event_source_mapping" {
        /// ARN of the queue or stream.
        source: ArnText = immutable();
        /// ARN of the function's alias.
        function: ArnText = immutable();
        /// Whether it reads.
        enabled: bool = by(Operation::UpdateEventSourceMapping).or(Literal::Bool(true));
        /// Most records of one call: 10 for queues and 100 for streams unless said otherwise.
        batch_size: i64 = by(Operation::UpdateEventSourceMapping).or_from(default_batch).range(1, 10_000);
        /// How long to gather records before a call.
        batch_window: Seconds = by(Operation::UpdateEventSourceMapping).or(Literal::Int(0)).range(0, 300);
        /// Patterns, one of which a record must match.
        filter: Patterns = by(Operation::UpdateEventSourceMapping).or(Literal::Texts(&[]));
        /// Whether the function names the records of a batch that failed.
        report_failures: bool = by(Operation::UpdateEventSourceMapping).or(Literal::Bool(false));
        /// Most calls at once, of a queue.
        max_concurrency: Option<i64> = by(Operation::UpdateEventSourceMapping).optional().range(2, 1_000);
        /// Where reading a stream begins: `LATEST` or `TRIM_HORIZON`.
        starting_position: Option<String> = immutable().optional();
        /// Batches of one shard that are worked on at once, of a stream.
        parallel: Option<i64> = by(Operation::UpdateEventSourceMapping).or_from(one_of_a_stream).range(1, 10);
        /// How often a failed batch of a stream is tried again; -1 means until it expires.
        retries: Option<i64> = by(Operation::UpdateEventSourceMapping).or_from(endless_of_a_stream).range(-1, 10_000);
        /// Age at which a record of a stream is given up; -1 means never.
        max_age: Option<i64> = by(Operation::UpdateEventSourceMapping).or_from(endless_of_a_stream).range(-1, 604_800);
        /// Whether a failed batch of a stream is split in two.
        bisect: Option<bool> = by(Operation::UpdateEventSourceMapping).or_from(no_of_a_stream);
        /// Queue or topic that is told of records given up, of a stream.
        on_failure: Option<ArnText> = by(Operation::UpdateEventSourceMapping).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagMapping, Operation::UntagMapping).or(Literal::NoEntries);
        /// The id that the service made up.
        uuid: Option<String> = computed();
        /// ARN of the mapping.
        arn: Option<ArnText> = computed();
    }
    create &[Operation::CreateEventSourceMapping];
    update &[Operation::UpdateEventSourceMapping, Operation::TagMapping, Operation::UntagMapping];
    delete &[Operation::DeleteEventSourceMapping];
    with { rank: 110, natural_key: &["source", "function"] }
}

/// Event patterns without order.
#[derive(Clone, Debug, PartialEq)]
pub struct Patterns(pub Vec<serde_json::Value>);

impl Field for Patterns {
    const TYPE: Type = Type::Set(&Type::Document(Flavour::Json));
    fn read(value: &Value) -> Option<Self> {
        value.as_list()?.iter().map(Value::to_plain_json).collect::<Option<_>>().map(Self)
    }
}

fn is_stream(attrs: &Attrs) -> bool {
    let source = attrs.get("source").and_then(Value::as_text).unwrap_or_default();
    [":dynamodb:", ":kinesis:"].iter().any(|service| source.contains(service))
}

fn default_batch(attrs: &Attrs) -> Value {
    Value::Int(if is_stream(attrs) { 100 } else { 10 })
}

fn one_of_a_stream(attrs: &Attrs) -> Value {
    if is_stream(attrs) { Value::Int(1) } else { Value::Null }
}

fn endless_of_a_stream(attrs: &Attrs) -> Value {
    if is_stream(attrs) { Value::Int(-1) } else { Value::Null }
}

fn no_of_a_stream(attrs: &Attrs) -> Value {
    if is_stream(attrs) { Value::Bool(false) } else { Value::Null }
}

//! `trigger KIND NAME`: what calls a function or feeds a target; one file a kind.
mod bucket;
mod event;
mod function;
mod log;
mod queue;
mod reading;
mod schedule;
mod stream;
mod table;
mod topic;
mod url;

use super::Block;

/// The word of all triggers.
pub const WORD: &str = "trigger";

/// Every kind of trigger: the first label, and the row.
pub static TRIGGERS: &[(&str, &Block)] = &[
    ("topic", &topic::TOPIC),
    ("queue", &queue::QUEUE),
    ("bucket", &bucket::BUCKET),
    ("table", &table::TABLE),
    ("stream", &stream::STREAM),
    ("event", &event::EVENT),
    ("schedule", &schedule::SCHEDULE),
    ("url", &url::URL),
    ("log", &log::LOG),
    ("function", &function::FUNCTION),
];

/// Kinds with a meaning to come: they get a clear "not yet".
pub const NOT_YET: &[&str] = &[
    "http",
    "websocket",
    "rest",
    "iot",
    "kafka",
    "mq",
    "docdb",
    "alb",
    "auth",
    "alarm",
    "workflow",
];

/// Names of the two labels, for every row.
pub const LABELS: &[&str] = &["kind", "name"];

/// The row of a kind.
pub fn row(kind: &str) -> Option<&'static Block> {
    TRIGGERS.iter().find(|(word, _)| *word == kind).map(|(_, row)| *row)
}

/// The kinds there are.
pub fn kinds() -> Vec<&'static str> {
    TRIGGERS.iter().map(|(kind, _)| *kind).collect()
}

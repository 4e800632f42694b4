//! `audit`: which findings may pass, why, and until when.
use super::{Block, NONE, Times};
use crate::table::{Type, attrs, written};

/// Whatever a rule can find something about.
const FOUND: &[Type] = &[
    Type::Reference(WORDS),
    Type::List(&Type::Reference(WORDS)),
    Type::Map(&Type::Reference(WORDS)),
    Type::Text,
];

const WORDS: &[&str] = &[
    "function", "role", "api", "queue", "topic", "bucket", "bus", "table", "stream", "alarm",
    "layer", "trigger",
];

static WAIVE: Block = Block {
    word: "waive",
    doc: "Lets what a rule finds about one block pass, for a reason and perhaps for a while only.",
    labels: &["rule"],
    times: Times::Again,
    attrs: attrs! {
        /// The block, or its address as a text, such as `"module.shop.queue.jobs"`; every instance where it has several.
        address: Type::Either(FOUND) => written();
        /// Why it may pass.
        reason: Type::Text => written().range(1, 1_000);
        /// The last day on which it passes, such as `2027-01-31`; for ever without.
        until: Type::Text => written().optional();
    },
    ..NONE
};

pub(super) static AUDIT: Block = Block {
    word: "audit",
    doc: "What `validate` and the audit let pass.",
    blocks: &[&WAIVE],
    ..NONE
};

//! The block table: what may be written in a spec, block by block, one row an attribute.
//!
//! The language decodes every block from here (types, ranges, defaults, "did you mean"); `desire`
//! in the planner turns decoded blocks into resources of the kind table. One rule of shape: a
//! nested thing is an attribute with an object value unless it has a label or blocks of its own.
mod alarm;
mod api;
mod audit;
mod bucket;
mod build;
mod bus;
mod existing;
mod function;
mod layer;
mod queue;
mod role;
mod rollout;
mod settings;
mod stream;
mod table;
mod topic;
pub mod triggers;

use crate::table::{Attr, Type};

/// How often a nested block may stand in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// At most once.
    Once,
    /// Any number, told apart by label.
    Many,
    /// Any number, also with equal labels.
    Again,
}

/// One block of the language.
#[derive(Debug)]
pub struct Block {
    /// The word it starts with.
    pub word: &'static str,
    /// One line for people.
    pub doc: &'static str,
    /// Names of its labels, in order.
    pub labels: &'static [&'static str],
    /// Attributes.
    pub attrs: &'static [Attr],
    /// Nested blocks.
    pub blocks: &'static [&'static Block],
    /// How often it may stand in its parent.
    pub times: Times,
    /// Whether it declares resources: then it takes `for_each`, `count` and `depends_on`, and can be referenced.
    pub resource: bool,
    /// What `word.name.FIELD` can name besides the attributes: field and one line.
    pub fields: &'static [(&'static str, &'static str)],
}

const NONE: Block = Block {
    word: "",
    doc: "",
    labels: &[],
    attrs: &[],
    blocks: &[],
    times: Times::Many,
    resource: false,
    fields: &[],
};

const TAGS: Type = Type::Map(&Type::Text);

/// Every block that may stand at the top of a spec, a line a file. Triggers have a row per kind: see [`triggers`].
pub static BLOCKS: &[&Block] = &[
    &settings::STACK,
    &settings::STAGE,
    &settings::VARIABLE,
    &settings::LOCALS,
    &settings::OUTPUT,
    &settings::DEFAULTS,
    &settings::MODULE,
    &settings::MOVED,
    &build::BUILD,
    &function::FUNCTION,
    &role::ROLE,
    &api::API,
    &queue::QUEUE,
    &topic::TOPIC,
    &bucket::BUCKET,
    &bus::BUS,
    &table::TABLE,
    &stream::STREAM,
    &alarm::ALARM,
    &layer::LAYER,
    &rollout::ROLLOUT,
    &existing::EXISTING,
    &audit::AUDIT,
];

pub use existing::{EXISTING_KINDS, fields_of, found_by};
pub use function::RUNTIMES;

/// Checks that every block of a resource takes.
pub static CHECKS: &[&Block] = &[&settings::PRECONDITION, &settings::POSTCONDITION];

/// Words with a meaning to come: they get a clear "not yet" instead of "unknown block".
pub const NOT_YET: &[&str] = &["workflow"];

/// The block with this word and first label; only triggers have a row per label.
pub fn row(word: &str, label: &str) -> Option<&'static Block> {
    if word == triggers::WORD { triggers::row(label) } else { block(word) }
}

/// The block with this word.
pub fn block(word: &str) -> Option<&'static Block> {
    BLOCKS.iter().copied().find(|block| block.word == word)
}

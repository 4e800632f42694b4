//! `trigger "table"`: changes of a DynamoDB table's items.
use super::super::{Block, NONE, TAGS};
use super::reading::reading;
use super::{LABELS, WORD};
use crate::table::{Literal, Type, attrs, written};

pub(super) static TABLE: Block = Block {
    word: WORD,
    doc: "Calls a function with the changes of a table's items, in their order; its role may read the stream.",
    labels: LABELS,
    resource: true,
    attrs: reading! {
        /// The table; it has a `stream`.
        table: Type::Reference(&["table"]) => written();
    },
    fields: &[("uuid", "id that the service made up"), ("arn", "ARN of the mapping")],
    ..NONE
};

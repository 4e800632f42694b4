//! `trigger "stream"`: records of a Kinesis data stream.
use super::super::{Block, NONE, TAGS};
use super::reading::reading;
use super::{LABELS, WORD};
use crate::table::{Literal, Type, attrs, written};

pub(super) static STREAM: Block = Block {
    word: WORD,
    doc: "Calls a function with the records of a stream, in the order of each shard; its role may read them.",
    labels: LABELS,
    resource: true,
    attrs: reading! {
        /// The stream.
        stream: Type::Either(&[Type::Reference(&["stream", "existing.stream"]), Type::Arn]) => written();
    },
    fields: &[("uuid", "id that the service made up"), ("arn", "ARN of the mapping")],
    ..NONE
};

//! `trigger "log"`: log events as they are written.
use super::super::{Block, NONE};
use super::{LABELS, WORD};
use crate::table::{Literal, Type, attrs, written};

pub(super) static LOG: Block = Block {
    word: WORD,
    doc: "Calls a function with the events of a log group as they are written.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The log group: a function's, or one by name. It takes two triggers at most.
        log: Type::Either(&[Type::Reference(&["function", "existing.function"]), Type::Text]) => written();
        /// The function, called through its alias.
        to: Type::Reference(&["function"]) => written();
        /// What events must look like, as CloudWatch Logs writes filter patterns; all of them without one.
        pattern: Type::Text => written().or(Literal::Text("")).range(0, 1_024);
        /// Whether it is there.
        enabled: Type::Bool => written().or(Literal::Bool(true));
    },
    ..NONE
};

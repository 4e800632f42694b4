//! `trigger "function"`: how events ended that invoked a function without waiting.
use super::super::function::TOLD;
use super::super::{Block, NONE};
use super::{LABELS, WORD};
use crate::table::{Literal, Type, attrs, written};

pub(super) static FUNCTION: Block = Block {
    word: WORD,
    doc: "Tells how events ended that invoked a function without waiting: `on_success` and `on_failure` of the function, written where they arrive.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The function whose events these are.
        function: Type::Reference(&["function"]) => written();
        /// Which end is told: events that went well, or events that were given up.
        on: Type::Enum(&["success", "failure"]) => written().or(Literal::Text("success"));
        /// Who is told.
        to: TOLD => written();
        /// Whether anyone is told.
        enabled: Type::Bool => written().or(Literal::Bool(true));
    },
    ..NONE
};

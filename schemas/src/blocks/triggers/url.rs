//! `trigger "url"`: an HTTPS address of a function's own.
use super::super::{Block, NONE};
use super::{LABELS, WORD};
use crate::kinds::api::CORS;
use crate::table::{Literal, Type, attrs, written};

pub(super) static URL: Block = Block {
    word: WORD,
    doc: "An HTTPS address that calls a function through its alias, without an API in front.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The function; it has one address at most.
        to: Type::Reference(&["function"]) => written();
        /// Who may call: `iam` wants a signature and the right to `lambda:InvokeFunctionUrl`, `none` lets everybody in.
        auth: Type::Enum(&["iam", "none"]) => written().or(Literal::Text("iam"));
        /// Whether answers are sent while they are made.
        streaming: Type::Bool => written().or(Literal::Bool(false));
        /// Cross-origin rules.
        cors: Type::Object(CORS) => written().optional();
        /// Whether it is there.
        enabled: Type::Bool => written().or(Literal::Bool(true));
    },
    fields: &[("url", "the address")],
    ..NONE
};

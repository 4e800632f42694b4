//! `layer`.
use super::{Block, NONE};
use crate::table::{Literal, Type, attrs, written};

pub(super) static LAYER: Block = Block {
    word: "layer",
    doc: "A Lambda layer: files that functions find under `/opt`. Each content is a version of its own; a function takes the next one with its own next version.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 140);
        /// Directory with what comes under `/opt` (such as `python/`), or a `.zip`.
        code: Type::Text => written();
        /// Words for people.
        description: Type::Text => written().or(Literal::Text("")).range(0, 200);
        /// Runtimes that it is for, such as `python3.12`; any without.
        runtimes: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
        /// Architectures that it is for; any without.
        architectures: Type::Set(&Type::Enum(&["x86_64", "arm64"])) => written().or(Literal::Texts(&[]));
        /// Its licence: an SPDX identifier, an address, or the text.
        license: Type::Text => written().optional().range(1, 512);
    },
    fields: &[("arn", "ARN of the version"), ("name", "physical name")],
    ..NONE
};

//! `build`: a command that makes code. It is no resource: nothing of it exists in the cloud.
use super::{Block, NONE};
use crate::table::{Literal, Type, attrs, written};

pub(super) static BUILD: Block = Block {
    word: "build",
    doc: "A command that makes code. `cutover build` runs it, and so do `plan` and `apply` with `--build`; nothing else does. Paths are relative to the stack's directory.",
    labels: &["name"],
    attrs: attrs! {
        /// The program and its arguments, as they are: no shell reads them.
        command: Type::List(&Type::Text) => written();
        /// Files that it works from, as globs such as `src/**`: when one of them changes, the output is stale.
        inputs: Type::Set(&Type::Text) => written();
        /// Directory or file that it makes, to be named as `build.NAME.output`.
        output: Type::Text => written();
        /// Directory that it runs in.
        directory: Type::Text => written().or(Literal::Text("."));
        /// Variables for it, besides the environment of cutover itself.
        environment: Type::Map(&Type::Text) => written().or(Literal::NoEntries).sensitive();
    },
    ..NONE
};

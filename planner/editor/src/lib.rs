//! What an editor asks of a spec while it is being written: what a word means, what may be written
//! here, where something is declared, what is wrong.
//!
//! Pure, and without the protocol of any editor: files go in, plain answers come out, places are bytes.
//! Broken files are the common case, so names and places come from an outline of its own that never
//! fails; only [`problems`] asks the parser and the decoder.
mod builtins;
mod complete;
mod find;
mod hover;
mod index;
mod modules;
mod names;
mod outline;
mod position;
mod problems;
mod read;
mod rename;
mod spot;
mod symbols;
mod tokens;
mod workspace;

pub use complete::{Proposal, Sort, complete};
pub use find::{definition, references};
pub use hover::{Hover, hover};
pub use modules::join;
pub use position::{Encoding, Lines, Position};
pub use problems::{Fix, difference, fix, problems, shape_problems, stages};
pub use rename::{Refusal, rename, renameable};
pub use symbols::{Symbol, SymbolSort, symbols};
pub use workspace::{FileId, Location, Workspace};

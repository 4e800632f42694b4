//! What may be written at a place.
//!
//! Editors filter by what is typed already: everything that fits the place is offered, and each
//! proposal says what it replaces.
mod structure;
mod values;

use crate::spot::{self, Spot};
use crate::workspace::{FileId, Workspace};
use std::ops::Range;

/// What a proposal is, for the editor's picture of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// The word of a block.
    Block,
    /// An attribute or a key.
    Attribute,
    /// One of a closed list of values.
    Word,
    /// A declared thing.
    Reference,
    /// A field of one.
    Field,
    /// A variable or local.
    Variable,
    /// A function.
    Function,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is shown, and what is typed to find it.
    pub label: String,
    /// What it is.
    pub sort: Sort,
    /// A few words beside the label.
    pub detail: String,
    /// More about it, as Markdown.
    pub doc: String,
    /// What is written.
    pub plain: String,
    /// The same with places to fill in, as the protocol of language servers writes them.
    pub snippet: Option<String>,
    /// What it takes the place of, in bytes.
    pub replaces: Range<usize>,
    /// Proposals of a lower rank fit better.
    pub rank: u8,
}

impl Proposal {
    fn new(sort: Sort, label: &str, replaces: &Range<usize>) -> Self {
        Self {
            label: label.to_owned(),
            sort,
            detail: String::new(),
            doc: String::new(),
            plain: label.to_owned(),
            snippet: None,
            replaces: replaces.clone(),
            rank: 5,
        }
    }

    fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    fn doc(self, doc: impl Into<String>) -> Self {
        Self { doc: doc.into(), ..self }
    }

    fn writes(self, plain: impl Into<String>, snippet: Option<String>) -> Self {
        Self { plain: plain.into(), snippet, ..self }
    }

    fn ranked(self, rank: u8) -> Self {
        Self { rank, ..self }
    }
}

/// Everything that fits a place, the best first.
pub fn complete(workspace: &Workspace, id: &FileId, offset: usize) -> Vec<Proposal> {
    let Some(file) = workspace.file(id) else {
        return Vec::new();
    };
    let mut all = match spot::at(file, offset) {
        Spot::Word { word, bare } => structure::blocks(word, bare, offset),
        Spot::Label { block, at } => structure::labels(workspace, id, block, at),
        Spot::Inner { name, bare, within } => {
            structure::inside(workspace, id, name, bare, within, offset)
        }
        Spot::Key { key, bare, object, keys } => {
            structure::keys(workspace, id, key, bare, object, keys, offset)
        }
        Spot::Value(value) => values::values(workspace, id, &value, offset),
        Spot::Nothing => Vec::new(),
    };
    all.sort_by(|a, b| (a.rank, a.sort, &a.label).cmp(&(b.rank, b.sort, &b.label)));
    all.dedup_by(|a, b| a.label == b.label && a.sort == b.sort);
    all
}

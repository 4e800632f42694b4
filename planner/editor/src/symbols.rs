//! The blocks of a file as a tree.
use crate::outline::{Body, Item};
use crate::workspace::{FileId, Workspace};
use std::ops::Range;

/// What a symbol is, for the editor's picture of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolSort {
    /// A block that makes something.
    Resource,
    /// A block that says something.
    Setting,
    /// A variable or a local.
    Variable,
}

/// A block, or a line of `locals`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// As it is read: `queue jobs`.
    pub name: String,
    /// What it is.
    pub sort: SymbolSort,
    /// All of it, in bytes.
    pub whole: Range<usize>,
    /// Its word and labels.
    pub head: Range<usize>,
    /// What stands inside.
    pub inside: Vec<Symbol>,
}

/// The blocks of a file, in order.
pub fn symbols(workspace: &Workspace, id: &FileId) -> Vec<Symbol> {
    workspace.file(id).map(|file| blocks(&file.body, file.values)).unwrap_or_default()
}

fn blocks(body: &Body, lines: bool) -> Vec<Symbol> {
    let one = |item: &Item| match item {
        Item::Block(block) => {
            let labels = block.labels.iter().map(|label| label.text.as_str());
            let words: Vec<&str> =
                std::iter::once(block.word.text.as_str()).chain(labels).collect();
            let is_locals = block.word.text == "locals";
            Some(Symbol {
                name: words.join(" "),
                sort: sort(&block.word.text),
                whole: block.span.clone(),
                head: block.head(),
                inside: block.body.as_ref().map(|body| blocks(body, is_locals)).unwrap_or_default(),
            })
        }
        Item::Attribute(attribute) if lines && !attribute.name.text.is_empty() => Some(Symbol {
            name: attribute.name.text.clone(),
            sort: SymbolSort::Variable,
            whole: attribute.span.clone(),
            head: attribute.name.span.clone(),
            inside: Vec::new(),
        }),
        Item::Attribute(_) => None,
    };
    body.items.iter().filter_map(one).collect()
}

fn sort(word: &str) -> SymbolSort {
    match word {
        "variable" => SymbolSort::Variable,
        "stack" | "stage" | "locals" | "output" | "defaults" | "rollout" | "existing" => {
            SymbolSort::Setting
        }
        _ => SymbolSort::Resource,
    }
}

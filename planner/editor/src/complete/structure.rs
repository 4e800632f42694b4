//! Words of blocks, labels, names of attributes and keys.
use super::{Proposal, Sort};
use crate::builtins::META;
use crate::hover::{attr_line, block_words, kinds_of};
use crate::modules;
use crate::names;
use crate::outline::{Block, Body, Name, Object};
use crate::spot::{self, Keys, Within};
use crate::workspace::{FileId, Workspace};
use cutover_schemas::blocks::{self, Times, triggers};
use cutover_schemas::describe::short_words;
use cutover_schemas::table::{Absent, Attr, Type};
use std::ops::Range;

/// What the name at the place takes, or the place itself.
fn replaced(name: Option<&Name>, offset: usize) -> Range<usize> {
    name.map_or(offset..offset, |name| name.span.clone())
}

/// The words of blocks of a file.
pub(super) fn blocks(word: Option<&Name>, bare: bool, offset: usize) -> Vec<Proposal> {
    let replaces = replaced(word, offset);
    let trigger = triggers::TRIGGERS.first().map(|(_, row)| *row);
    let rows = blocks::BLOCKS.iter().copied().chain(trigger);
    rows.map(|row| {
        let doc = match row.word {
            triggers::WORD => "What calls a function or feeds a target.",
            _ => row.doc,
        };
        let proposal = Proposal::new(Sort::Block, row.word, &replaces).doc(doc);
        if bare { block(proposal, row) } else { proposal }
    })
    .collect()
}

/// A whole block: labels and required attributes to fill in.
fn block(proposal: Proposal, row: &'static blocks::Block) -> Proposal {
    let mut stop = 0;
    let mut next = || {
        stop += 1;
        stop
    };
    let (mut plain, mut snippet) = (row.word.to_owned(), row.word.to_owned());
    for label in row.labels {
        let kinds = if *label == "kind" { kinds_of(row.word) } else { Vec::new() };
        let kinds: Vec<&str> = kinds.iter().map(|(kind, _)| *kind).collect();
        plain += " \"\"";
        let hole = match kinds.as_slice() {
            [] => format!(" \"${{{}:{label}}}\"", next()),
            kinds => format!(" \"${{{}|{}|}}\"", next(), kinds.join(",")),
        };
        snippet.push_str(&hole);
    }
    // Triggers of each kind want other things.
    let is_trigger = row.word == triggers::WORD;
    let required = row.attrs.iter().filter(|attr| is_required(attr) && !is_trigger);
    let lines: Vec<String> =
        required.map(|attr| format!("\n  {} = {}", attr.name, hole(&attr.ty, next()))).collect();
    let lines = lines.concat();
    let lines = if lines.is_empty() { "\n  $0".to_owned() } else { lines };
    proposal.writes(plain + " {\n}", Some(format!("{snippet} {{{lines}\n}}")))
}

fn is_required(attr: &Attr) -> bool {
    matches!(attr.flags.absent, Absent::Required)
}

/// A place for a value of a type.
fn hole(ty: &Type, stop: usize) -> String {
    match ty {
        Type::Bool => format!("${{{stop}|true,false|}}"),
        Type::Enum(words) => {
            let words: Vec<&str> = short_words(words).collect();
            format!("\"${{{stop}|{}|}}\"", words.join(","))
        }
        Type::Text | Type::Duration | Type::Millis | Type::Share => format!("\"${stop}\""),
        Type::List(_) | Type::Set(_) => format!("[${stop}]"),
        Type::Map(_) | Type::Object(_) => format!("{{ ${stop} }}"),
        _ => format!("${stop}"),
    }
}

/// The first label of what has kinds.
pub(super) fn labels(
    workspace: &Workspace,
    id: &FileId,
    block: &Block,
    at: usize,
) -> Vec<Proposal> {
    let Some(label) = block.labels.get(at) else {
        return Vec::new();
    };
    // A kind without quotes gets them.
    let file = workspace.file(id);
    let quoted = file.is_some_and(|file| {
        label
            .span
            .start
            .checked_sub(1)
            .is_some_and(|quote| file.slice(quote..label.span.start) == "\"")
    });
    let kinds = if at == 0 { kinds_of(&block.word.text) } else { Vec::new() };
    kinds
        .into_iter()
        .map(|(kind, doc)| {
            let plain = if quoted { kind.to_owned() } else { format!("\"{kind}\"") };
            Proposal::new(Sort::Word, kind, &label.span).doc(doc).writes(plain, None)
        })
        .collect()
}

/// Attributes and blocks that a block doesn't have yet.
pub(super) fn inside(
    workspace: &Workspace,
    id: &FileId,
    name: Option<&Name>,
    bare: bool,
    within: Within<'_>,
    offset: usize,
) -> Vec<Proposal> {
    let replaces = replaced(name, offset);
    let is_other = |span: &Range<usize>| name.is_none_or(|name| name.span != *span);
    let (body, row, meta): (&Body, _, _) = match within {
        Within::Values { body } => {
            let written = body.attributes().map(|one| &one.name).filter(|one| is_other(&one.span));
            let written: Vec<&str> = written.map(|one| one.text.as_str()).collect();
            return variables(workspace, &id.stack, &replaces, bare, &written);
        }
        Within::Block { block, body } if block.word.text == modules::WORD => {
            let written = body.attributes().map(|one| &one.name).filter(|one| is_other(&one.span));
            let written: Vec<&str> = written.map(|one| one.text.as_str()).collect();
            return module(workspace, id, block, &replaces, bare, &written);
        }
        Within::Block { block, body } => {
            let row = names::row(block);
            (body, row, row.is_some_and(|row| row.resource) && block.word.text != "defaults")
        }
        Within::Nested { body, row } => (body, row, false),
    };
    let Some(row) = row else {
        return Vec::new();
    };
    let written = |word: &str| {
        let attributes = body.attributes().map(|attribute| &attribute.name);
        let mut words = attributes.chain(body.blocks().map(|block| &block.word));
        words.any(|one| one.text == word && is_other(&one.span))
    };
    let mut all = attributes(row.attrs, &replaces, bare, &written);
    for inner in
        spot::inner_blocks(row).filter(|inner| inner.times == Times::Many || !written(inner.word))
    {
        let proposal = Proposal::new(Sort::Block, inner.word, &replaces).doc(block_words(inner));
        all.push(if bare { block(proposal, inner) } else { proposal });
    }
    if meta {
        all.extend(META.iter().filter(|(word, _)| !written(word)).map(|(word, doc)| {
            let hole = if *word == "depends_on" { "[$0]" } else { "$0" };
            let proposal = Proposal::new(Sort::Attribute, word, &replaces).doc(*doc).ranked(7);
            if bare {
                proposal.writes(format!("{word} = "), Some(format!("{word} = {hole}")))
            } else {
                proposal
            }
        }));
    }
    all
}

/// Keys that an object doesn't have yet.
pub(super) fn keys(
    workspace: &Workspace,
    id: &FileId,
    key: Option<&Name>,
    bare: bool,
    object: &Object,
    keys: Keys,
    offset: usize,
) -> Vec<Proposal> {
    let replaces = replaced(key, offset);
    let others = object.entries.iter().filter_map(|entry| entry.key.as_ref());
    let others: Vec<&str> = others
        .filter(|one| key.is_none_or(|key| key.span != one.span))
        .map(|one| one.text.as_str())
        .collect();
    match keys {
        Keys::Rows(rows) => attributes(rows, &replaces, bare, &|word| others.contains(&word)),
        Keys::Variables => variables(workspace, &id.stack, &replaces, bare, &others),
        Keys::Any => Vec::new(),
    }
}

fn attributes(
    rows: &'static [Attr],
    replaces: &Range<usize>,
    bare: bool,
    written: &dyn Fn(&str) -> bool,
) -> Vec<Proposal> {
    let missing = rows.iter().filter(|row| !written(row.name));
    missing
        .map(|row| {
            let proposal = Proposal::new(Sort::Attribute, row.name, replaces)
                .detail(attr_line(row).replace('`', ""))
                .doc(row.doc.trim())
                .ranked(if is_required(row) { 3 } else { 5 });
            if !bare {
                return proposal;
            }
            let hole = match spot::fields(&row.ty) {
                Some(_) => "{ $0 }".to_owned(),
                None => hole(&row.ty, 0).replace("${0|", "${1|"),
            };
            proposal.writes(format!("{} = ", row.name), Some(format!("{} = {hole}", row.name)))
        })
        .collect()
}

/// Where a module is, and the variables of it that are not set yet.
fn module(
    workspace: &Workspace,
    id: &FileId,
    block: &Block,
    replaces: &Range<usize>,
    bare: bool,
    written: &[&str],
) -> Vec<Proposal> {
    let Some(source) = modules::source(block) else {
        let source = Proposal::new(Sort::Attribute, "source", replaces)
            .doc("The module's directory, relative to the one of this file.");
        let writes = |one: Proposal| one.writes("source = ", Some("source = \"./$0\"".to_owned()));
        return vec![if bare { writes(source) } else { source }];
    };
    variables(workspace, &modules::join(&id.stack, source), replaces, bare, written)
}

fn variables(
    workspace: &Workspace,
    stack: &str,
    replaces: &Range<usize>,
    bare: bool,
    written: &[&str],
) -> Vec<Proposal> {
    let keys = workspace.keys(stack, "var.");
    let names = keys.iter().filter_map(|key| key.strip_prefix("var."));
    names
        .filter(|name| !written.contains(name))
        .map(|name| {
            let proposal = Proposal::new(Sort::Variable, name, replaces);
            if bare { proposal.writes(format!("{name} = "), None) } else { proposal }
        })
        .collect()
}

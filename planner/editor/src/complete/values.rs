//! Values: words of closed lists, references, functions.
use super::{Proposal, Sort};
use crate::builtins;
use crate::hover::{attr_line, field};
use crate::modules;
use crate::names;
use crate::outline::{Path, Text};
use crate::spot::{On, Value};
use crate::workspace::{FileId, Workspace};
use cutover_schemas::blocks::RUNTIMES;
use cutover_schemas::describe::short_words;
use cutover_schemas::table::Type;
use std::ops::Range;

/// Everything that fits a value.
pub(super) fn values(
    workspace: &Workspace,
    id: &FileId,
    value: &Value<'_>,
    offset: usize,
) -> Vec<Proposal> {
    match &value.on {
        On::Text(text) => in_text(value, text),
        On::Path(path, 0) => fresh(workspace, id, value, &path.root.span),
        On::Path(path, step) => behind(workspace, id, path, *step),
        On::Function(name) => fresh(workspace, id, value, &name.span),
        On::Blank => fresh(workspace, id, value, &(offset..offset)),
    }
}

/// The words that a type takes, without quotes.
fn words(value: &Value<'_>) -> Vec<&'static str> {
    if value.row.is_some_and(|row| row.name == "runtime") {
        return RUNTIMES.to_vec();
    }
    value.ty.map(words_of).unwrap_or_default()
}

fn words_of(ty: &Type) -> Vec<&'static str> {
    match ty {
        Type::Enum(words) => short_words(words).collect(),
        Type::Either(types) => types.iter().flat_map(words_of).collect(),
        Type::List(item) | Type::Set(item) => words_of(item),
        _ => Vec::new(),
    }
}

fn in_text(value: &Value<'_>, text: &Text) -> Vec<Proposal> {
    if text.plain.is_none() {
        return Vec::new();
    }
    words(value)
        .into_iter()
        .map(|word| Proposal::new(Sort::Word, word, &text.span).ranked(1))
        .collect()
}

/// Where a value begins.
fn fresh(
    workspace: &Workspace,
    id: &FileId,
    value: &Value<'_>,
    replaces: &Range<usize>,
) -> Vec<Proposal> {
    let mut all: Vec<Proposal> = words(value)
        .into_iter()
        .map(|word| {
            let label = format!("\"{word}\"");
            Proposal::new(Sort::Word, &label, replaces).ranked(1)
        })
        .collect();
    if value.ty.is_some_and(|ty| matches!(ty, Type::Bool)) {
        all.extend(
            ["true", "false"].map(|word| Proposal::new(Sort::Word, word, replaces).ranked(1)),
        );
    }
    for word in value.ty.map(referenced).unwrap_or_default() {
        let keys = workspace.keys(&id.stack, &format!("{word}."));
        all.extend(keys.into_iter().map(|key| {
            let doc = names::row_of_key(key).map_or("", |row| row.doc);
            Proposal::new(Sort::Reference, key, replaces).doc(doc).ranked(2)
        }));
    }
    all.extend(
        value.binds.iter().map(|name| Proposal::new(Sort::Variable, name, replaces).ranked(3)),
    );
    for (begin, sort) in [("var.", Sort::Variable), ("local.", Sort::Variable)] {
        let keys = workspace.keys(&id.stack, begin);
        all.extend(keys.into_iter().map(|key| Proposal::new(sort, key, replaces)));
    }
    all.extend(roots(workspace, id, value, replaces));
    all.extend(cutover_language::functions().into_iter().map(|(name, usage, doc)| {
        let proposal =
            Proposal::new(Sort::Function, name, replaces).detail(usage).doc(doc).ranked(8);
        match &value.on {
            // Its parentheses are there already.
            On::Function(_) => proposal,
            _ => proposal.writes(format!("{name}()"), Some(format!("{name}($0)"))),
        }
    }));
    all
}

/// The words of blocks that a type refers to.
fn referenced(ty: &Type) -> Vec<&'static str> {
    match ty {
        Type::Reference(words) => words.to_vec(),
        Type::Either(types) => types.iter().flat_map(referenced).collect(),
        Type::List(item) | Type::Set(item) | Type::Map(item) => referenced(item),
        _ => Vec::new(),
    }
}

/// Names that paths begin with: what the language knows, and words that something is declared with.
fn roots(
    workspace: &Workspace,
    id: &FileId,
    value: &Value<'_>,
    replaces: &Range<usize>,
) -> Vec<Proposal> {
    let has = |name: &str| value.block.is_some_and(|block| block.attribute(name).is_some());
    let mut all: Vec<Proposal> = builtins::ROOTS
        .iter()
        .filter(|(root, ..)| match *root {
            "each" => has("for_each"),
            "count" => has("count"),
            _ => true,
        })
        .map(|(root, doc, _)| Proposal::new(Sort::Variable, root, replaces).doc(*doc).ranked(6))
        .collect();
    let mut declared: Vec<&str> =
        workspace.keys(&id.stack, "").into_iter().map(names::word_of).collect();
    declared.dedup();
    all.extend(declared.into_iter().filter(|word| names::is_referenced(word)).map(|word| {
        let doc = cutover_schemas::blocks::block(word).map_or("", |row| row.doc);
        Proposal::new(Sort::Reference, word, replaces).doc(doc).ranked(6)
    }));
    all
}

/// The n-th step of a path.
fn behind(workspace: &Workspace, id: &FileId, path: &Path, step: usize) -> Vec<Proposal> {
    let root = path.root.text.as_str();
    let Some(crate::outline::Step::Name(name)) =
        step.checked_sub(1).and_then(|at| path.steps.get(at))
    else {
        return Vec::new();
    };
    let replaces = &name.span;
    if let Some(fields) = builtins::fields(root) {
        let one = |(name, doc): &(&'static str, &'static str)| {
            Proposal::new(Sort::Field, name, replaces).doc(*doc)
        };
        return if step == 1 { fields.iter().map(one).collect() } else { Vec::new() };
    }
    let of_key = names::steps_of_key(root);
    if step <= of_key {
        let kind =
            if step == 2 { path.name(0).map(|kind| format!("{}.", kind.text)) } else { None };
        let begin = format!("{root}.{}", kind.unwrap_or_default());
        let keys = workspace.keys(&id.stack, &begin);
        let names =
            keys.iter().filter_map(|key| key.strip_prefix(begin.as_str())?.split('.').next());
        return names
            .map(|name| Proposal::new(Sort::Reference, name, replaces).ranked(2))
            .collect();
    }
    // Only the first step behind the name is a field of the block.
    let is_field = field(path).is_some_and(|(at, _)| at + 1 == step);
    if root == modules::WORD {
        let module = path.name(0).filter(|_| is_field);
        let home = module.and_then(|module| workspace.module(&id.stack, &module.text));
        let keys = home.map(|home| workspace.keys(&home, "output.")).unwrap_or_default();
        let outputs = keys.iter().filter_map(|key| key.strip_prefix("output."));
        return outputs.map(|name| Proposal::new(Sort::Field, name, replaces)).collect();
    }
    let row = names::used(path).and_then(|(key, _)| names::row_of_key(&key));
    let Some(row) = row.filter(|_| is_field) else {
        return Vec::new();
    };
    let fields = row
        .fields
        .iter()
        .map(|(name, doc)| Proposal::new(Sort::Field, name, replaces).doc(*doc).ranked(2));
    let attrs =
        row.attrs.iter().filter(|attr| row.fields.iter().all(|(name, _)| *name != attr.name));
    let attrs = attrs.map(|attr| {
        let line = attr_line(attr).replace('`', "");
        Proposal::new(Sort::Field, attr.name, replaces).detail(line).doc(attr.doc.trim())
    });
    fields.chain(attrs).collect()
}

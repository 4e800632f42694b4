//! What stands under the cursor, in words.
use crate::builtins::{self, META};
use crate::modules;
use crate::names;
use crate::outline::{Block, Name, Path, Step};
use crate::spot::{self, Keys, On, Spot, Within};
use crate::workspace::{FileId, Workspace};
use cutover_schemas::blocks::{self, triggers};
use cutover_schemas::describe;
use cutover_schemas::table::Attr;
use std::ops::Range;

/// Lines of a block that are shown.
const LINES: usize = 12;

/// Words about a part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What they are about, in bytes.
    pub span: Range<usize>,
    /// The words.
    pub markdown: String,
}

/// What is known of the word at a place.
pub fn hover(workspace: &Workspace, id: &FileId, offset: usize) -> Option<Hover> {
    let file = workspace.file(id)?;
    let about = |name: &Name, markdown: String| Some(Hover { span: name.span.clone(), markdown });
    let known_input = |block: &Block, name: &str| {
        let home = modules::join(&id.stack, modules::source(block)?);
        known(workspace, &home, &format!("var.{name}"))
    };
    let known = |key: &str| known(workspace, &id.stack, key);
    match spot::at(file, offset) {
        Spot::Word { word: Some(word), .. } => {
            let block = file.body.blocks().find(|block| block.word.span == word.span);
            let row = block.and_then(|block| blocks::row(&word.text, block.label(0)));
            about(word, block_words(row.or_else(|| blocks::block(&word.text))?))
        }
        Spot::Label { block, at } => {
            let label = block.labels.get(at)?;
            let declared = names::declared(block).filter(|(_, name)| name.span == label.span);
            match declared {
                Some((key, _)) => about(label, known(&key)?),
                None => about(label, block_words(names::row(block)?)),
            }
        }
        Spot::Inner { name: Some(name), within, .. } => {
            about(name, inner(name, within, &known, &known_input)?)
        }
        Spot::Key { key: Some(key), keys, .. } => match keys {
            Keys::Rows(rows) => {
                about(key, attr_words(rows.iter().find(|row| row.name == key.text)?))
            }
            Keys::Variables => about(key, known(&format!("var.{}", key.text))?),
            Keys::Any => None,
        },
        Spot::Value(value) => match value.on {
            On::Function(name) => about(name, function(&name.text)?),
            On::Path(path, at) => {
                let bound = value.binds.contains(&path.root.text.as_str());
                let told = path_words(workspace, &id.stack, path, at).filter(|_| !bound)?;
                Some(told)
            }
            On::Text(text) => {
                let markdown = attr_words(value.row?);
                Some(Hover { span: text.span.clone(), markdown })
            }
            On::Blank => None,
        },
        _ => None,
    }
}

fn inner(
    name: &Name,
    within: Within<'_>,
    known: &impl Fn(&str) -> Option<String>,
    known_input: &impl Fn(&Block, &str) -> Option<String>,
) -> Option<String> {
    let (row, block): (_, Option<&Block>) = match within {
        Within::Values { .. } => return known(&format!("var.{}", name.text)),
        Within::Block { block, .. } if block.word.text == "locals" => {
            return known(&format!("local.{}", name.text));
        }
        Within::Block { block, .. }
            if block.word.text == modules::WORD && modules::is_input(&name.text) =>
        {
            return known_input(block, &name.text);
        }
        Within::Block { block, .. } => (names::row(block)?, Some(block)),
        Within::Nested { row, .. } => (row?, None),
    };
    if let Some(attr) = row.attrs.iter().find(|attr| attr.name == name.text) {
        return Some(attr_words(attr));
    }
    if let Some(block) = spot::inner_block(row, &name.text) {
        return Some(block_words(block));
    }
    let takes = row.resource && block.is_some();
    let (_, doc) = META.iter().find(|(meta, _)| takes && *meta == name.text)?;
    Some(format!("**{}**\n\n{doc}", name.text))
}

/// A block: its form and what it is.
pub(crate) fn block_words(row: &blocks::Block) -> String {
    let labels: Vec<String> =
        row.labels.iter().map(|label| format!(" \"{}\"", label.to_uppercase())).collect();
    let labels = labels.concat();
    format!("**{}**`{labels}`\n\n{}", row.word, row.doc).replace("``", "")
}

/// An attribute: type, default, limits, and what it is.
pub(crate) fn attr_words(row: &Attr) -> String {
    format!("**{}**: {}\n\n{}", row.name, attr_line(row), row.doc.trim())
}

/// An attribute's type, default and limits.
pub(crate) fn attr_line(row: &Attr) -> String {
    let mut facts = vec![describe::type_of(&row.ty)];
    match describe::absent(row) {
        absent if absent.is_empty() => facts.push("optional".to_owned()),
        absent if absent.starts_with('`') => facts.push(format!("default {absent}")),
        absent => facts.push(absent),
    }
    facts.extend(Some(describe::limits(row)).filter(|limits| !limits.is_empty()));
    facts.join(", ")
}

fn function(name: &str) -> Option<String> {
    let all = cutover_language::functions();
    let (_, usage, doc) = all.iter().find(|(known, ..)| *known == name)?;
    Some(format!("`{usage}`\n\n{doc}"))
}

fn path_words(workspace: &Workspace, stack: &str, path: &Path, at: usize) -> Option<Hover> {
    let root = path.root.text.as_str();
    if let Some((key, name)) = names::used(path) {
        let field = field(path);
        let step = at.checked_sub(1);
        return match (field, step) {
            (Some((place, field)), Some(step)) if step == place => {
                let markdown = field_words(workspace, stack, &key, &field.text)?;
                Some(Hover { span: field.span.clone(), markdown })
            }
            (Some((place, _)), Some(step)) if step > place => None,
            _ => {
                let span = path.root.span.start..name.span.end;
                Some(Hover { span, markdown: known(workspace, stack, &key)? })
            }
        };
    }
    let (_, doc, fields) = builtins::ROOTS.iter().find(|(word, ..)| *word == root)?;
    let name = path.name(0).filter(|_| at > 0);
    let found = name.and_then(|name| fields.iter().find(|(field, _)| *field == name.text));
    let (title, doc) =
        found.map_or((root.to_owned(), *doc), |(field, doc)| (format!("{root}.{field}"), *doc));
    Some(Hover { span: path.span.clone(), markdown: format!("**{title}**\n\n{doc}") })
}

/// The step of a path that names a field of the block that it leads to, and which one it is.
pub(crate) fn field(path: &Path) -> Option<(usize, &Name)> {
    let key = names::steps_of_key(&path.root.text);
    path.steps.iter().enumerate().skip(key).find_map(|(at, step)| match step {
        Step::Name(name) => Some((at, name)),
        Step::Index(_) | Step::Splat => None,
    })
}

fn field_words(workspace: &Workspace, stack: &str, key: &str, field: &str) -> Option<String> {
    if let Some(module) = key.strip_prefix("module.") {
        return known(workspace, &workspace.module(stack, module)?, &format!("output.{field}"));
    }
    let row = names::row_of_key(key)?;
    if let Some((_, doc)) = row.fields.iter().find(|(name, _)| *name == field) {
        return Some(format!("**{key}.{field}**\n\n{doc}"));
    }
    let attr = row.attrs.iter().find(|attr| attr.name == field)?;
    let written = workspace.declared(stack, key).and_then(|(_, file, declared)| {
        let block = file.body.blocks().find(|block| block.span == declared.whole)?;
        let value = block.attribute(field)?.value.span.clone();
        Some(format!("\n\n{}", fenced(file.slice(value).trim())))
    });
    Some(attr_words(attr) + &written.unwrap_or_default())
}

/// What a key stands for: what the block is, and how it is written.
fn known(workspace: &Workspace, stack: &str, key: &str) -> Option<String> {
    let (name, file, declared) = workspace.declared(stack, key)?;
    let doc = match names::word_of(key) {
        "var" | "local" => String::new(),
        word => {
            let row = names::row_of_key(key).or_else(|| blocks::block(word));
            row.map(|row| format!("{}\n\n", row.doc)).unwrap_or_default()
        }
    };
    let described = file
        .body
        .blocks()
        .find(|block| block.span == declared.whole)
        .and_then(|block| block.attribute("description"))
        .map(|one| format!("{}\n\n", file.slice(one.value.span.clone()).trim().trim_matches('"')));
    let text = file.slice(declared.whole.clone());
    let written = fenced(text.trim_end());
    Some(format!("**{key}** in `{name}`\n\n{doc}{}{written}", described.unwrap_or_default()))
}

/// The beginning of a piece of a spec.
fn fenced(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().take(LINES).collect();
    if text.lines().count() > LINES {
        lines.push("...");
    }
    format!("```hcl\n{}\n```", lines.join("\n"))
}

/// What the kinds of a word with kinds are.
pub(crate) fn kinds_of(word: &str) -> Vec<(&'static str, &'static str)> {
    match word {
        triggers::WORD => triggers::TRIGGERS.iter().map(|(kind, row)| (*kind, row.doc)).collect(),
        "existing" => blocks::EXISTING_KINDS
            .iter()
            .map(|kind| (*kind, blocks::block(kind).map_or("", |row| row.doc)))
            .collect(),
        "defaults" => blocks::BLOCKS
            .iter()
            .filter_map(|row| names::defaults_row(row.word))
            .map(|row| (row.word, row.doc))
            .collect(),
        _ => Vec::new(),
    }
}

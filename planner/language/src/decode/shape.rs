//! The shape of blocks: words, labels, and what may stand inside, before anything is evaluated.
use super::declare::{Head, head_place, key_place, not_yet};
use super::elsewhere;
use crate::source::Origin;
use crate::words;
use cutover_schemas::blocks::{self, Block as Row, Times};
use cutover_schemas::diagnostic::Diagnostic;
use hcl_edit::Span;
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body, Structure};
use std::collections::BTreeMap;

/// Attributes that every block of a resource takes.
pub(crate) const META: &[&str] = &["for_each", "count", "depends_on"];

/// Words inside blocks that mean something to come.
const NOT_YET_INSIDE: &[(&str, &[&str])] = &[("function", &["lifecycle"]), ("api", &["domain"])];

/// The row whose attributes `defaults KIND` may give.
pub(crate) fn defaults_row(kind: &str) -> Option<&'static Row> {
    blocks::block(kind).filter(|row| row.resource || row.word == "rollout")
}

/// Whether the labels are as many and of the form that the block wants.
pub(crate) fn labels(head: &Head<'_>, problems: &mut Vec<Diagnostic>) -> bool {
    let (block, row) = (head.block, head.row);
    if !label_count(&head.origin, block, row, problems) {
        return false;
    }
    // A stage's name may be a glob, and is checked where stages are chosen.
    let free = matches!(row.word, "stage" | "defaults");
    for label in block.labels.iter().filter(|_| !free) {
        let name = label.as_str();
        let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if !first || !rest || name.len() > 128 {
            problems.push(
                Diagnostic::error("spec/bad-name", format!("`{name}` is no name"))
                    .at(head.origin.place(label.span()))
                    .help("a name begins with a letter and holds letters, digits, `_` and `-`"),
            );
            return false;
        }
    }
    if row.word == "defaults" && defaults_row(head.label(0)).is_none() {
        let kinds: Vec<&str> = blocks::BLOCKS
            .iter()
            .map(|row| row.word)
            .filter(|word| defaults_row(word).is_some())
            .collect();
        problems.push(
            Diagnostic::error(
                "spec/unknown-block",
                format!("there are no defaults for `{}`", head.label(0)),
            )
            .at(head.place())
            .help(words::suggest(head.label(0), &kinds, "")),
        );
    }
    true
}

fn label_count(
    origin: &Origin<'_>,
    block: &Block,
    row: &Row,
    problems: &mut Vec<Diagnostic>,
) -> bool {
    if block.labels.len() == row.labels.len() {
        return true;
    }
    let wanted = match row.labels.len() {
        0 => "no label".to_owned(),
        1 => format!("one label, its {}", row.labels.join("")),
        n => format!("{n} labels: {}", row.labels.join(" and ")),
    };
    let example: Vec<String> = row.labels.iter().map(|label| label.to_uppercase()).collect();
    let example = words::quoted(example.iter().map(String::as_str));
    problems.push(
        Diagnostic::error("spec/wrong-labels", format!("a `{}` block takes {wanted}", row.word))
            .at(head_place(origin, block))
            .label(match block.labels.len() {
                0 => "no label here".to_owned(),
                1 => "1 label here".to_owned(),
                n => format!("{n} labels here"),
            })
            .help(format!("write `{}{example} {{`", row.word)),
    );
    false
}

/// Checks what stands inside a top-level block.
pub(crate) fn body(head: &Head<'_>, problems: &mut Vec<Diagnostic>) {
    match head.row.word {
        "locals" => {
            for block in head.block.body.blocks() {
                problems.push(unknown_inner(&head.origin, block, head.row));
            }
        }
        "defaults" => {
            if let Some(row) = defaults_row(head.label(0)) {
                inside(&head.origin, &head.block.body, row, Meta::NONE, problems);
            }
        }
        "module" => module(head, problems),
        _ => {
            let meta = if head.row.resource { Meta::RESOURCE } else { Meta::NONE };
            inside(&head.origin, &head.block.body, head.row, meta, problems);
        }
    }
}

/// A module's attributes are the business of its variables, which are known when it is read.
fn module(head: &Head<'_>, problems: &mut Vec<Diagnostic>) {
    for block in head.block.body.blocks() {
        problems.push(unknown_inner(&head.origin, block, head.row));
    }
}

/// What a block takes besides what its row says.
#[derive(Clone, Copy)]
struct Meta {
    attrs: &'static [&'static str],
    blocks: &'static [&'static Row],
}

impl Meta {
    const NONE: Self = Self { attrs: &[], blocks: &[] };
    const RESOURCE: Self = Self { attrs: META, blocks: blocks::CHECKS };
}

fn inside(origin: &Origin<'_>, body: &Body, row: &Row, meta: Meta, problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(String, Vec<String>), &Block> = BTreeMap::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let name = attribute.key.as_str();
                if !meta.attrs.contains(&name) && !row.attrs.iter().any(|attr| attr.name == name) {
                    problems.push(unknown_attribute(origin, attribute, row, meta.attrs));
                }
            }
            Structure::Block(block) => {
                let word = block.ident.as_str();
                let rows = row.blocks.iter().chain(meta.blocks).copied();
                let Some(inner) = rows.into_iter().find(|inner| inner.word == word) else {
                    problems.push(unknown_inner(origin, block, row));
                    continue;
                };
                if !label_count(origin, block, inner, problems) {
                    continue;
                }
                let labels: Vec<String> =
                    block.labels.iter().map(|label| label.as_str().to_owned()).collect();
                let unique = match inner.times {
                    Times::Once => true,
                    Times::Many => !labels.is_empty(),
                    Times::Again => false,
                };
                if let Some(first) = seen.get(&(word.to_owned(), labels.clone())).filter(|_| unique)
                {
                    problems.push(twice(origin, block, first));
                }
                seen.entry((word.to_owned(), labels)).or_insert(block);
                inside(origin, &block.body, inner, Meta::NONE, problems);
            }
        }
    }
}

fn twice(origin: &Origin<'_>, block: &Block, first: &Block) -> Diagnostic {
    let labels = words::quoted(block.labels.iter().map(BlockLabel::as_str));
    let what = format!("{}{labels}", block.ident.as_str());
    Diagnostic::error("spec/duplicate-name", format!("`{what}` stands here twice"))
        .at(head_place(origin, block))
        .label("again here")
        .related(head_place(origin, first), "first here")
        .help("put everything into one block, or remove one of them")
}

fn planned(row: &Row, word: &str) -> bool {
    NOT_YET_INSIDE.iter().any(|(block, words)| *block == row.word && words.contains(&word))
}

fn unknown_attribute(
    origin: &Origin<'_>,
    attribute: &Attribute,
    row: &Row,
    meta: &[&str],
) -> Diagnostic {
    let name = attribute.key.as_str();
    let place = key_place(origin, attribute);
    if row.blocks.iter().any(|inner| inner.word == name) {
        return Diagnostic::error(
            "spec/block-expected",
            format!("`{name}` is a block, not an attribute"),
        )
        .at(place)
        .help(format!("write `{name} {{ ... }}` without `=`"));
    }
    if planned(row, name) {
        return not_yet(&format!("`{name}` in `{}` blocks", row.word), place);
    }
    let known: Vec<&str> = row
        .attrs
        .iter()
        .map(|attr| attr.name)
        .chain(meta.iter().copied())
        .chain(row.blocks.iter().map(|inner| inner.word))
        .collect();
    let help = match elsewhere::meant(name, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("`{}` blocks have no attributes", row.word),
        None => format!("`{}` blocks know {}", row.word, words::list(known)),
    };
    Diagnostic::error(
        "spec/unknown-attribute",
        format!("`{}` blocks have no attribute `{name}`", row.word),
    )
    .at(place)
    .label("unknown attribute")
    .help(help)
}

fn unknown_inner(origin: &Origin<'_>, block: &Block, row: &Row) -> Diagnostic {
    let word = block.ident.as_str();
    let place = head_place(origin, block);
    if row.attrs.iter().any(|attr| attr.name == word) {
        return Diagnostic::error(
            "spec/attribute-expected",
            format!("`{word}` is an attribute, not a block"),
        )
        .at(place)
        .help(format!("write `{word} = {{ ... }}` with `=`"));
    }
    if planned(row, word) {
        return not_yet(&format!("`{word}` in `{}` blocks", row.word), place);
    }
    let known: Vec<&str> = row.blocks.iter().map(|inner| inner.word).collect();
    let attributes: Vec<&str> = row.attrs.iter().map(|attr| attr.name).collect();
    let help = match word {
        "dynamic" => "use `for_each` on the block itself, or an attribute with a conditional value"
            .to_owned(),
        _ => match elsewhere::attribute(word, &attributes) {
            Some(here) => format!("here this is the attribute `{here} = ...`"),
            None => words::suggest(
                word,
                &known,
                &format!("`{}` blocks have no blocks inside", row.word),
            ),
        },
    };
    Diagnostic::error("spec/unknown-block", format!("`{}` blocks have no block `{word}`", row.word))
        .at(place)
        .label("unknown block")
        .help(help)
}

//! What blocks declare and what paths mean, as keys: `queue.jobs`, `var.log_level`, `local.prefix`,
//! `trigger.queue.jobs`, `existing.secret.stripe`.
use crate::outline::{Block, Name, Path};
use crate::tokens;
use cutover_schemas::blocks::{self, triggers};

/// Characters that a name may have at most.
const LONGEST: usize = 128;

/// Words that two names follow: a kind and a name.
pub(crate) fn has_kinds(word: &str) -> bool {
    word == triggers::WORD || word == "existing"
}

/// The key under which a block is found, and the label that is its name; `locals` has one a line.
pub(crate) fn declared(block: &Block) -> Option<(String, &Name)> {
    let word = match block.word.text.as_str() {
        "variable" => "var",
        "locals" | "defaults" => return None,
        word if tokens::is_block_word(word) => word,
        _ => return None,
    };
    let name = block.labels.get(usize::from(has_kinds(word)))?;
    let kind = if has_kinds(word) { format!(".{}", block.label(0)) } else { String::new() };
    // What holds a dot is no name, and its key would be another's.
    (!name.text.is_empty() && !name.text.contains('.'))
        .then(|| (format!("{word}{kind}.{}", name.text), name))
}

/// The key that a path begins with, and the step that is its name.
pub(crate) fn used(path: &Path) -> Option<(String, &Name)> {
    let word = path.root.text.as_str();
    let (key, name) = if has_kinds(word) {
        let name = path.name(1)?;
        (format!("{word}.{}.{}", path.name(0)?.text, name.text), name)
    } else if matches!(word, "var" | "local") || is_referenced(word) {
        let name = path.name(0)?;
        (format!("{word}.{}", name.text), name)
    } else {
        return None;
    };
    (!name.text.is_empty()).then_some((key, name))
}

/// How many steps of a path belong to its key.
pub(crate) fn steps_of_key(word: &str) -> usize {
    if has_kinds(word) { 2 } else { 1 }
}

/// Whether `word.NAME` in an expression means a block.
pub(crate) fn is_referenced(word: &str) -> bool {
    let settings = ["stack", "stage", "variable", "locals", "output", "defaults", "moved"];
    tokens::is_block_word(word) && !settings.contains(&word)
}

/// The word of a key.
pub(crate) fn word_of(key: &str) -> &str {
    key.split('.').next().unwrap_or_default()
}

/// The key of what would have another name.
pub(crate) fn renamed(key: &str, name: &str) -> String {
    match key.rsplit_once('.') {
        Some((before, _)) => format!("{before}.{name}"),
        None => name.to_owned(),
    }
}

/// Whether this may be the name of a block, a variable or a local.
pub(crate) fn is_name(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    first && rest && name.len() <= LONGEST
}

/// The row of a block, by its word and first label; of `defaults`, the row of the kind.
pub(crate) fn row(block: &Block) -> Option<&'static blocks::Block> {
    match block.word.text.as_str() {
        "defaults" => defaults_row(block.label(0)),
        word => blocks::row(word, block.label(0)),
    }
}

/// The row whose attributes `defaults KIND` takes.
pub(crate) fn defaults_row(kind: &str) -> Option<&'static blocks::Block> {
    blocks::block(kind).filter(|row| row.resource || row.word == "rollout")
}

/// The row that a key's block has.
pub(crate) fn row_of_key(key: &str) -> Option<&'static blocks::Block> {
    let mut parts = key.split('.');
    let word = parts.next().unwrap_or_default();
    blocks::row(word, parts.next().unwrap_or_default())
}

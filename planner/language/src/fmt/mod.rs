//! The formatter: one canonical layout of a file, in place, by splices.
//!
//! Layout is that of `terraform fmt`: the same token rules, and of its rewrites those that keep
//! every value as it is ([`rewrite`]). Nothing is printed from a tree, so comments, blank lines and
//! line ends stay. Afterwards the text is read again: unless it means what it meant before, the
//! file is left alone.
mod layout;
mod meaning;
mod rewrite;
mod space;
mod token;

use crate::json;
use crate::parse;
use crate::source::{Source, Text};
use cutover_schemas::diagnostic::Diagnostic;
use hcl_edit::parser;
use hcl_edit::structure::Body;

/// Why a file was left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unformatted {
    /// It can't be read; these are the problems.
    Problems(Vec<Diagnostic>),
    /// Its canonical layout would have meant something else: a mistake in the formatter.
    Changed,
}

/// The canonical text of a file, without a byte order mark.
pub fn format(source: &Source) -> Result<String, Unformatted> {
    let text = Text::read(source).map_err(|problem| Unformatted::Problems(vec![*problem]))?;
    if json::is_json(&source.name) {
        // JSON is written by programs, and read by people with tools of their own.
        return Ok(String::from_utf8_lossy(&source.text).into_owned());
    }
    let before = parse::whole(&text).map_err(Unformatted::Problems)?;
    let rewritten = rewrite::rewrite(text.text(), &before).ok_or(Unformatted::Changed)?;
    checked(before, &rewritten, layout::lay_out(&rewritten))
}

/// The formatted text, if it means what the file meant. The tree knows no comments, and
/// characters alone don't show a blank inside of a text: it takes both looks.
fn checked(before: Body, rewritten: &str, formatted: String) -> Result<String, Unformatted> {
    let after = parser::parse_body(&formatted).map_err(|_| Unformatted::Changed)?;
    let same = meaning::same(before, after) && differ_in_blanks_only(rewritten, &formatted);
    if same { Ok(formatted) } else { Err(Unformatted::Changed) }
}

fn differ_in_blanks_only(one: &str, other: &str) -> bool {
    let inked = |c: &char| !matches!(c, ' ' | '\t');
    one.chars().filter(inked).eq(other.chars().filter(inked))
}

#[cfg(test)]
mod tests;

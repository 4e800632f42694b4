//! Policy variables: what a request says for a key, put into a pattern.
//!
//! A variable ties two dimensions together. It is untied by taking each key of a variable to have one value that no policy
//! knows, or none: what is shown so is shown. It is proven so only where no other pattern could tell that value from
//! another one.
use super::glob::{Glob, Piece, Without};
use super::layers::Row;
use super::texts::every_way;
use crate::policy::{Condition, Test, Version};
use std::collections::{BTreeMap, BTreeSet};

/// What variables stand for: a value by key, in lower case. Keys that are not here have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meanings(pub(super) BTreeMap<String, String>);

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    Text(&'t str),
    Escape(char),
    Variable { key: &'t str, default: Option<&'t str> },
}

fn parts(version: Version, text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    if version == Version::V2012 {
        while let Some(start) = rest.find("${") {
            let after = rest.get(start + 2..).unwrap_or_default();
            let Some(end) = after.find('}') else { break };
            parts.push(Part::Text(rest.get(..start).unwrap_or_default()));
            parts.push(variable(after.get(..end).unwrap_or_default()));
            rest = after.get(end + 1..).unwrap_or_default();
        }
    }
    parts.push(Part::Text(rest));
    parts
}

fn variable(words: &str) -> Part<'_> {
    match words {
        "*" => return Part::Escape('*'),
        "?" => return Part::Escape('?'),
        "$" => return Part::Escape('$'),
        _ => {}
    }
    let (key, default) = match words.split_once(',') {
        Some((key, default)) => (key, default.trim().strip_prefix('\'')),
        None => (words, None),
    };
    let default = default.and_then(|default| default.strip_suffix('\''));
    Part::Variable { key: key.trim(), default }
}

impl Meanings {
    fn of<'m>(&'m self, key: &str, default: Option<&'m str>) -> Option<&'m str> {
        self.0.get(&key.to_ascii_lowercase()).map(String::as_str).or(default)
    }

    /// A text whose `*` and `?` are wildcards; nothing where a variable has no value.
    pub(super) fn wild(&self, version: Version, text: &str) -> Option<Glob> {
        let mut pieces = Vec::new();
        for part in parts(version, text) {
            match part {
                Part::Text(text) => pieces.extend(Glob::wild(text).0),
                Part::Escape(letter) => pieces.push(Piece::Letter(letter)),
                Part::Variable { key, default } => {
                    pieces.extend(Glob::literal(self.of(key, default)?).0);
                }
            }
        }
        Some(Glob(pieces))
    }

    /// A text without wildcards.
    pub(super) fn plain(&self, version: Version, text: &str) -> Option<String> {
        let mut out = String::new();
        for part in parts(version, text) {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Escape(letter) => out.push(letter),
                Part::Variable { key, default } => out.push_str(self.of(key, default)?),
            }
        }
        Some(out)
    }
}

/// Whether variables have a meaning in the values of a condition.
fn takes_variables(condition: &Condition) -> bool {
    matches!(
        condition.operator.test,
        Test::StringEquals
            | Test::StringNotEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringNotEqualsIgnoreCase
            | Test::StringLike
            | Test::StringNotLike
            | Test::ArnEquals
            | Test::ArnNotEquals
            | Test::ArnLike
            | Test::ArnNotLike
    )
}

/// The texts of the rows in which variables have a meaning, by what they are compared with: a key, or the resource.
fn texts<'p>(rows: &[Row<'p>]) -> BTreeSet<(String, Version, &'p str)> {
    let mut all = BTreeSet::new();
    for row in rows {
        for text in row.statement.resources.iter().flat_map(|resources| &resources.patterns) {
            all.insert((String::new(), row.version, text.value.as_str()));
        }
        for condition in row.statement.conditions.iter().filter(|one| takes_variables(one)) {
            let key = condition.key.value.to_ascii_lowercase();
            let values = condition.values.iter();
            all.extend(values.map(|value| (key.clone(), row.version, value.value.as_str())));
        }
    }
    all
}

/// The keys of all variables, in lower case.
pub(super) fn keys(rows: &[Row<'_>]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, version, text) in texts(rows) {
        keys.extend(parts(version, text).iter().filter_map(|part| match part {
            Part::Variable { key, .. } => Some(key.to_ascii_lowercase()),
            _ => None,
        }));
    }
    keys
}

/// Why one value for a variable can't stand for all of them; nothing where it can.
pub(super) fn not_for_all(rows: &[Row<'_>], keys: &BTreeSet<String>) -> Option<String> {
    for row in rows {
        let tested = row.statement.conditions.iter().map(|one| one.key.value.to_ascii_lowercase());
        if let Some(key) = tested.into_iter().find(|key| keys.contains(key)) {
            return Some(format!("`{key}` is a variable and has conditions of its own"));
        }
    }
    let texts = texts(rows);
    for (of, version, text) in &texts {
        let Some(any) = with_any(*version, text) else { continue };
        for (other_of, other_version, other) in &texts {
            if of != other_of || text == other {
                continue;
            }
            let other_any = with_any(*other_version, other).unwrap_or_else(|| Glob::wild(other));
            if tells_apart(&any, &other_any) {
                return Some(format!(
                    "what `{text}` and `{other}` have in common depends on a variable's value"
                ));
            }
        }
    }
    None
}

/// The text with anything in place of its variables; nothing of a text that has none.
fn with_any(version: Version, text: &str) -> Option<Glob> {
    let parts = parts(version, text);
    if !parts.iter().any(|part| matches!(part, Part::Variable { .. })) {
        return None;
    }
    let pieces = parts.into_iter().flat_map(|part| match part {
        Part::Text(text) => Glob::wild(text).0,
        Part::Escape(letter) => vec![Piece::Letter(letter)],
        Part::Variable { .. } => vec![Piece::Any(Without::Nothing)],
    });
    Some(Glob(pieces.collect()))
}

/// Whether some texts that fit the first pattern fit the other one, and some do not.
fn tells_apart(any: &Glob, other: &Glob) -> bool {
    let Ok(texts) = every_way(&[any.clone(), other.clone()], &[]) else { return true };
    let both = texts.iter().filter(|text| any.fits(text));
    let fits: BTreeSet<bool> = both.map(|text| other.fits(text)).collect();
    fits.len() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in() {
        let meanings = Meanings(BTreeMap::from([("aws:username".into(), "a*n".into())]));
        let wild = |text: &str| meanings.wild(Version::V2012, text).unwrap();
        assert!(wild("b/${aws:UserName}/*").fits("b/a*n/x"));
        assert!(!wild("b/${aws:username}/*").fits("b/ann/x"));
        assert!(wild("${*}${k, 'd'}").fits("*d"));
        assert_eq!(meanings.wild(Version::V2012, "${k}"), None);
        assert!(meanings.wild(Version::V2008, "${k}").unwrap().fits("${k}"));
        assert_eq!(meanings.plain(Version::V2012, "x${$}{").as_deref(), Some("x${"));
    }
}

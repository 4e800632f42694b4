//! Event patterns: EventBridge's rules, SNS's filter policies and Lambda's event filters, compiled and matched.
//!
//! A pure module without state, for every service that filters: [`Pattern::parse`] refuses in the words that AWS puts
//! after `Reason:`, and [`Pattern::matches`] decides about one JSON document. The meaning is that of AWS's own
//! open-source matcher: names of nested objects are joined by dots, one element of an array is enough, and what is
//! asked of several fields below one array must hold for the same element of it.
//!
//! Not in here: how complex a wildcard may be, and what each service counts as too large a pattern.

mod address;
mod leaves;
mod parse;
mod test;
mod wildcard;

use std::collections::BTreeMap;

use serde_json::Value;

use leaves::{Leaf, Place, leaves};
use test::Test;

/// Whose pattern it is: the operators differ a little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// EventBridge's rules and Lambda's event filters.
    Rule,
    /// SNS's filter policies: no wildcards, and `anything-but` knows only prefixes.
    Subscription,
}

/// What must hold of each field, by its dotted name, all together.
type Fields = BTreeMap<String, Field>;

/// The tests of one field, one of which must pass.
#[derive(Debug, Clone, PartialEq)]
struct Field {
    tests: Vec<Test>,
    /// How many objects deep the field lies, from one.
    depth: usize,
}

/// A compiled pattern: alternatives (`$or`), one of which must hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pattern {
    alternatives: Vec<Fields>,
}

impl Pattern {
    /// Compiles a pattern; the refusal is AWS's reason.
    pub(crate) fn parse(text: &str, dialect: Dialect) -> Result<Pattern, String> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| parse::broken(text, &error))?;
        Pattern::compile(&value, dialect)
    }

    /// Compiles a pattern that is JSON already.
    pub(crate) fn compile(value: &Value, dialect: Dialect) -> Result<Pattern, String> {
        parse::compile(value, dialect).map(|alternatives| Pattern { alternatives })
    }

    /// Whether a document fits.
    pub(crate) fn matches(&self, document: &Value) -> bool {
        let leaves = leaves(document);
        self.alternatives.iter().any(|fields| {
            let fields: Vec<(&str, &Field)> =
                fields.iter().map(|(name, field)| (name.as_str(), field)).collect();
            holds(&fields, &leaves, &[])
        })
    }

    /// The dotted names of all fields that the pattern asks about.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.alternatives.iter().flat_map(|fields| fields.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether some field lies inside an object of the pattern.
    pub(crate) fn is_nested(&self) -> bool {
        self.alternatives.iter().any(|fields| fields.values().any(|field| field.depth > 1))
    }

    /// How many combinations of values SNS counts: each field's values times its depth, multiplied, summed over `$or`.
    pub(crate) fn combinations(&self) -> usize {
        let weight = |field: &Field| field.tests.len().saturating_mul(field.depth);
        let product = |fields: &Fields| {
            fields.values().fold(1, |all: usize, one| all.saturating_mul(weight(one)))
        };
        self.alternatives.iter().map(product).fold(0, usize::saturating_add)
    }
}

/// Whether all fields hold, given the array elements that earlier fields chose.
fn holds(fields: &[(&str, &Field)], leaves: &[Leaf<'_>], chosen: &[Place]) -> bool {
    let Some(((name, field), rest)) = fields.split_first() else {
        return true;
    };
    let mut missing = true;
    for leaf in leaves.iter().filter(|leaf| leaf.name == *name) {
        let Some(places) = leaf.joins(chosen) else { continue };
        missing = false;
        if field.tests.iter().any(|test| test.passes(leaf.value)) && holds(rest, leaves, &places) {
            return true;
        }
    }
    missing && field.tests.contains(&Test::Absent) && holds(rest, leaves, chosen)
}

#[cfg(test)]
mod tests;

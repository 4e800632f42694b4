//! The other dimensions of a class of actions: resources, callers, keys.
use super::actions::Class;
use super::callers::{self, DERIVED};
use super::keys::{self, Choices, KeyTest};
use super::layers::{Row, Rows};
use super::mask::Mask;
use super::texts::{TooMany, every_way_of_forms};
use super::variables::Meanings;
use crate::request::{Caller, Values};
use std::collections::{BTreeMap, BTreeSet};

/// One value of one dimension.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Resource(String),
    Caller(Caller),
    Key(String, Option<Values>),
}

/// A dimension: its values, each with the rows that it lets match.
#[derive(Clone, Debug)]
pub(super) struct Dimension {
    pub(super) values: Vec<(Value, Mask)>,
    /// Why there may be other values.
    pub(super) open: Option<String>,
}

/// The dimensions of a class of actions. Only the rows that these actions match matter to them.
pub(super) fn of(
    class: &Class,
    rows: &Rows<'_>,
    meanings: &Meanings,
) -> Result<Vec<Dimension>, TooMany> {
    let number = rows.all.len();
    let alive = rows.all.iter().copied().enumerate().filter(|(at, _)| class.mask.has(*at));
    let alive: Vec<(usize, Row<'_>)> = alive.collect();
    let mut tests = tests(&alive, meanings);
    let derived: BTreeMap<String, Vec<KeyTest>> =
        DERIVED.iter().filter_map(|key| Some(((*key).to_owned(), tests.remove(*key)?))).collect();
    let choices = callers::choices(&alive, &derived, rows.caller, number)?;
    let callers = choices.into_iter().map(|one| (Value::Caller(one.caller), one.mask));
    let mut dimensions = vec![
        Dimension { values: callers.collect(), open: None },
        resources(class, &alive, meanings, number)?,
    ];
    for (key, tests) in tests {
        let choices = keys::choices(&tests, rows.several.contains(&key), number)?;
        dimensions.push(of_key(class, &key, &tests, choices, meanings));
    }
    Ok(dimensions)
}

/// Conditions by key, in lower case.
fn tests(alive: &[(usize, Row<'_>)], meanings: &Meanings) -> BTreeMap<String, Vec<KeyTest>> {
    let mut tests: BTreeMap<String, Vec<KeyTest>> = BTreeMap::new();
    let mut known: Vec<(&crate::policy::Condition, Vec<usize>, crate::policy::Version)> =
        Vec::new();
    for (at, row) in alive {
        for condition in &row.statement.conditions {
            // The rows of one statement have the same conditions.
            let same = known.iter_mut().find(|(one, ..)| std::ptr::eq(*one, condition));
            match same {
                Some((_, rows, _)) => rows.push(*at),
                None => known.push((condition, vec![*at], row.version)),
            }
        }
    }
    for (condition, rows, version) in known {
        let key = condition.key.value.to_ascii_lowercase();
        let test = KeyTest::new(condition, version, meanings, rows);
        tests.entry(key).or_default().push(test);
    }
    tests
}

fn resources(
    class: &Class,
    alive: &[(usize, Row<'_>)],
    meanings: &Meanings,
    number: usize,
) -> Result<Dimension, TooMany> {
    let mut patterns = Vec::new();
    let mut of_rows = Vec::new();
    for (at, row) in alive {
        let resources = row.statement.resources.as_ref();
        let globs = resources.iter().flat_map(|resources| &resources.patterns);
        let globs: Vec<_> = globs.map(|text| meanings.wild(row.version, &text.value)).collect();
        let all_told = globs.iter().all(Option::is_some);
        let globs: Vec<_> = globs.into_iter().flatten().collect();
        patterns.extend(globs.clone());
        let negated = resources.map(|resources| resources.negated);
        // A trust policy is about its own role.
        of_rows.push((*at, globs, negated, all_told, row.of_resource));
    }
    let (mut known, mut values) = (BTreeSet::new(), Vec::new());
    for resource in every_way_of_forms(&patterns, &class.link.forms)? {
        let mut mask = Mask::none(number);
        for (at, globs, negated, all_told, of_resource) in &of_rows {
            let passes = match negated {
                // All but what nobody can tell is nothing.
                Some(true) => *all_told && !globs.iter().any(|glob| glob.fits(&resource)),
                Some(false) => globs.iter().any(|glob| glob.fits(&resource)),
                None => *of_resource,
            };
            if passes {
                mask.add(*at);
            }
        }
        if known.insert(mask.clone()) {
            values.push((Value::Resource(resource), mask));
        }
    }
    Ok(Dimension { values, open: None })
}

fn of_key(
    class: &Class,
    key: &str,
    tests: &[KeyTest],
    choices: Choices,
    meanings: &Meanings,
) -> Dimension {
    let number = choices.rows;
    let mut values: Vec<(Value, Mask)> = choices
        .all
        .into_iter()
        .map(|choice| (Value::Key(key.to_owned(), choice.values), choice.mask))
        .collect();
    if !class.link.has_key(key) {
        values.retain(|(value, _)| matches!(value, Value::Key(_, None)));
    }
    if let Some(meant) = meanings.0.get(key) {
        // As a variable it has this value, whatever its conditions say of it.
        let value = vec![meant.clone()];
        let failed: BTreeSet<usize> = tests
            .iter()
            .filter(|test| !test.of(&value))
            .flat_map(|test| test.rows().iter().copied())
            .collect();
        let mask = Mask::of(number, |row| !failed.contains(&row));
        values = vec![(Value::Key(key.to_owned(), Some(Values::One(meant.clone()))), mask)];
    }
    Dimension { values, open: choices.open }
}

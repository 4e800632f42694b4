//! `ExpressionAttributeNames` and `ExpressionAttributeValues`, and which of them were used.

use std::collections::{BTreeMap, BTreeSet};

use super::super::attribute::{Attribute, Item};
use super::super::faults::{invalid, serialization};
use crate::ops::{Fault, Input};

/// The names and values that a request's expressions share.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Placeholders {
    names: BTreeMap<String, String>,
    values: Item,
    unused_names: BTreeSet<String>,
    unused_values: BTreeSet<String>,
}

impl Placeholders {
    /// Reads both; `expressions` are the parameters that may use them.
    pub(in super::super) fn read(
        input: &Input,
        expressions: &[&str],
    ) -> Result<Placeholders, Fault> {
        given_for_nothing(input, expressions)?;
        let mut read = Placeholders::default();
        if let Some(names) = map(input, "ExpressionAttributeNames")? {
            for (key, name) in names {
                check_key("ExpressionAttributeNames", key, '#')?;
                let name = name
                    .as_str()
                    .ok_or_else(|| serialization("NUMBER_VALUE cannot be converted to String"))?;
                read.names.insert(key.clone(), name.to_owned());
            }
        }
        if let Some(values) = map(input, "ExpressionAttributeValues")? {
            for (key, value) in values {
                check_key("ExpressionAttributeValues", key, ':')?;
                let value = Attribute::read(value).map_err(|fault| value_of(fault, key))?;
                read.values.insert(key.clone(), value);
            }
        }
        read.unused_names = read.names.keys().cloned().collect();
        read.unused_values = read.values.keys().cloned().collect();
        Ok(read)
    }

    /// The attribute name of a placeholder.
    pub(super) fn name(&mut self, key: &str) -> Option<String> {
        self.unused_names.remove(key);
        self.names.get(key).cloned()
    }

    /// The value of a placeholder.
    pub(super) fn value(&mut self, key: &str) -> Option<Attribute> {
        self.unused_values.remove(key);
        self.values.get(key).cloned()
    }

    /// Refuses placeholders that no expression used.
    pub(in super::super) fn all_used(&self) -> Result<(), Fault> {
        for (parameter, unused) in [
            ("ExpressionAttributeNames", &self.unused_names),
            ("ExpressionAttributeValues", &self.unused_values),
        ] {
            if !unused.is_empty() {
                let keys = unused.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                return Err(invalid(format!(
                    "Value provided in {parameter} unused in expressions: keys: {{{keys}}}"
                )));
            }
        }
        Ok(())
    }
}

/// Placeholders without an expression that could use them.
fn given_for_nothing(input: &Input, expressions: &[&str]) -> Result<(), Fault> {
    if expressions.iter().all(|expression| !input.has(expression))
        && input.has("ExpressionAttributeNames")
    {
        return Err(invalid(
            "ExpressionAttributeNames can only be specified when using expressions",
        ));
    }
    let with_values: Vec<&str> = expressions
        .iter()
        .copied()
        .filter(|expression| *expression != "ProjectionExpression")
        .collect();
    if input.has("ExpressionAttributeValues")
        && with_values.iter().all(|expression| !input.has(expression))
    {
        let verb = if with_values.len() > 1 { "are" } else { "is" };
        return Err(invalid(format!(
            "ExpressionAttributeValues can only be specified when using expressions: {} {verb} null",
            with_values.join(" and ")
        )));
    }
    Ok(())
}

fn map<'a>(
    input: &'a Input,
    parameter: &str,
) -> Result<Option<&'a serde_json::Map<String, serde_json::Value>>, Fault> {
    let Some(given) = input.get(parameter) else { return Ok(None) };
    let map = given.as_object().ok_or_else(|| serialization("Unexpected field type"))?;
    if map.is_empty() {
        return Err(invalid(format!("{parameter} must not be empty")));
    }
    Ok(Some(map))
}

fn check_key(parameter: &str, key: &str, first: char) -> Result<(), Fault> {
    let rest = key.strip_prefix(first).unwrap_or_default();
    let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if rest.is_empty() || !rest.chars().all(part) {
        return Err(invalid(format!(
            "{parameter} contains invalid key: Syntax error; key: \"{key}\""
        )));
    }
    Ok(())
}

/// The refusal of a value, saying which one it is.
fn value_of(fault: Fault, key: &str) -> Fault {
    if fault.code != "ValidationException" {
        return fault;
    }
    invalid(format!(
        "ExpressionAttributeValues contains invalid value: {} for key {key}",
        fault.message
    ))
}

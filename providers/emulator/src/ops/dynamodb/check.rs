//! What a request must hold: the rules of the model, refused in the words of AWS's validation.

use serde_json::Value;

use super::faults::{invalid, serialization, unmodelled};
use super::model::Table;
use crate::ops::{Fault, Input};
use crate::world::World;

/// The refusal of a value by the model's constraint, `path` as AWS writes it (`keySchema.1.member.keyType`).
pub(super) fn constraint(path: &str, value: Option<&str>, rule: &str) -> Fault {
    Fault::constraint("ValidationException", path, value, rule)
}

/// A text out of a list of words, when it is there.
pub(super) fn one_of<'a>(
    input: &'a Input,
    member: &str,
    path: &str,
    words: &[&str],
) -> Result<Option<&'a str>, Fault> {
    let Some(text) = text(input, member)? else { return Ok(None) };
    if words.contains(&text) {
        return Ok(Some(text));
    }
    let rule = format!("Member must satisfy enum value set: [{}]", words.join(", "));
    Err(constraint(path, Some(text), &rule))
}

/// A text, when it is there; another type is no request at all.
pub(super) fn text<'a>(input: &'a Input, member: &str) -> Result<Option<&'a str>, Fault> {
    match input.get(member) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Number(_)) => Err(serialization("NUMBER_VALUE cannot be converted to String")),
        Some(Value::Bool(true)) => Err(serialization("TRUE_VALUE cannot be converted to String")),
        Some(Value::Bool(false)) => Err(serialization("FALSE_VALUE cannot be converted to String")),
        Some(_) => Err(serialization("Start of structure or map found where not expected")),
    }
}

/// A whole number of at least `low`, when it is there.
pub(super) fn at_least(
    input: &Input,
    member: &str,
    path: &str,
    low: i64,
) -> Result<Option<i64>, Fault> {
    let value = match input.get(member) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.as_i64(),
        Some(_) => return Err(serialization("STRING_VALUE cannot be converted to Long")),
    };
    let value = value.ok_or_else(|| serialization("DECIMAL_VALUE cannot be converted to Long"))?;
    if value < low {
        let rule = format!("Member must have value greater than or equal to {low}");
        return Err(constraint(path, Some(&value.to_string()), &rule));
    }
    Ok(Some(value))
}

/// A text of bounded length made of the letters that names of tables and indexes have.
pub(super) fn name(path: &str, name: &str) -> Result<(), Fault> {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    let rule = if !name.chars().all(letters) {
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    } else if name.len() < 3 {
        "Member must have length greater than or equal to 3"
    } else if name.len() > 255 {
        "Member must have length less than or equal to 255"
    } else {
        return Ok(());
    };
    Err(constraint(path, Some(name), rule))
}

/// The name in `TableName`, which may be an ARN of this account and region.
pub(super) fn table_name(world: &World, input: &Input) -> Result<String, Fault> {
    let Some(given) = text(input, "TableName")? else {
        return Err(invalid(
            "The parameter 'TableName' is required but was not present in the request",
        ));
    };
    if given.starts_with("arn:") {
        let table = given.rsplit('/').next().unwrap_or_default();
        if super::model::arn(world, table) != given {
            return Err(invalid("Invalid table ARN"));
        }
        return Ok(table.to_owned());
    }
    if !(3..=255).contains(&given.len()) {
        return Err(invalid(
            "TableName must be at least 3 characters long and at most 255 characters long",
        ));
    }
    name("tableName", given)?;
    Ok(given.to_owned())
}

/// The table of the request, for operations on items.
pub(super) fn serving(world: &World, input: &Input) -> Result<Table, Fault> {
    let name = table_name(world, input)?;
    let table = world.dynamodb.tables.get(&name).filter(|table| table.serves());
    table.cloned().ok_or_else(super::faults::nothing)
}

/// Refuses parameters of AWS's that are not modelled.
pub(super) fn without(input: &Input, parameters: &[&str]) -> Result<(), Fault> {
    match parameters.iter().find(|parameter| input.has(parameter)) {
        Some(parameter) => Err(unmodelled(parameter)),
        None => Ok(()),
    }
}

/// A member that is a structure, as an input of its own.
pub(super) fn part(input: &Input, member: &str) -> Result<Option<Input>, Fault> {
    match input.get(member) {
        None => Ok(None),
        Some(value @ Value::Object(_)) => Ok(Some(input.part(value))),
        Some(_) => Err(serialization("Unexpected field type")),
    }
}

/// The structures of a list.
pub(super) fn parts(input: &Input, member: &str) -> Result<Vec<Input>, Fault> {
    let elements = match input.get(member) {
        None => return Ok(Vec::new()),
        Some(Value::Array(elements)) => elements,
        Some(_) => return Err(serialization("Unexpected field type")),
    };
    elements
        .iter()
        .map(|element| match element {
            Value::Object(_) => Ok(input.part(element)),
            _ => Err(serialization("Unexpected value type in payload")),
        })
        .collect()
}

//! Message attributes: their rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::faults;
use crate::ops::{Fault, Input};

/// The longest name, in bytes.
const LONGEST_NAME: usize = 256;

/// The attributes of a message, checked. `place` is what validation errors call the message.
pub(super) fn read(input: &Input, place: &str) -> Result<BTreeMap<String, Value>, Fault> {
    let given = input.get("MessageAttributes").and_then(Value::as_object);
    let mut attributes = BTreeMap::new();
    for (name, attribute) in given.into_iter().flatten() {
        check_name(name)?;
        check(name, attribute, place)?;
        attributes.insert(name.clone(), attribute.clone());
    }
    Ok(attributes)
}

fn check_name(name: &str) -> Result<(), Fault> {
    let allowed =
        |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let text = if name.len() > LONGEST_NAME {
        "Length of message attribute name must be less than 256 bytes.".to_owned()
    } else if let Some(letter) = name.chars().find(|letter| !allowed(letter)) {
        format!(
            "Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. Can only include \
             alphanumeric characters, hyphens, underscores, or dots.",
            u32::from(letter)
        )
    } else if name.starts_with('.') {
        "Invalid message attribute name starting with character '.' was found.".to_owned()
    } else if name.ends_with('.') {
        "Invalid message attribute name ending with character '.' was found.".to_owned()
    } else if name.contains("..") {
        "Message attribute name can not have successive '.' character.".to_owned()
    } else {
        return Ok(());
    };
    Err(faults::bad_message_attribute(text))
}

fn check(name: &str, attribute: &Value, place: &str) -> Result<(), Fault> {
    let text = |member: &str| attribute.get(member).and_then(Value::as_str);
    let Some(kind) = text("DataType") else {
        let text = format!(
            "1 validation error detected: Value null at '{place}messageAttributes.{name}.member.dataType' failed to \
             satisfy constraint: Member must not be null"
        );
        return Err(faults::refused("ValidationError", text));
    };
    let base = kind.split('.').next().unwrap_or_default();
    let (field, other) = match base {
        "String" | "Number" => ("StringValue", "BinaryValue"),
        "Binary" => ("BinaryValue", "StringValue"),
        _ => {
            return Err(faults::bad_message_attribute(format!(
                "The message attribute '{name}' has an invalid message attribute type, the set of supported type \
                 prefixes is Binary, Number, and String."
            )));
        }
    };
    let word = field.trim_end_matches("Value");
    if text(field).is_none_or(str::is_empty) {
        return Err(faults::bad_message_attribute(if text(other).is_some() {
            format!("The message attribute '{name}' with type '{kind}' must use field '{word}'.")
        } else {
            format!(
                "The message attribute '{name}' must contain non-empty message attribute value for message attribute \
                 type '{kind}'."
            )
        }));
    }
    if base == "Number" && text(field).is_some_and(|value| value.trim().parse::<f64>().is_err()) {
        return Err(faults::bad_message_attribute(format!(
            "Could not cast message attribute '{name}' value to number."
        )));
    }
    Ok(())
}

/// How much of a message's size its attributes take.
pub(super) fn size(attributes: &BTreeMap<String, Value>) -> usize {
    let of = |attribute: &Value, member: &str| {
        attribute.get(member).and_then(Value::as_str).map_or(0, str::len)
    };
    let each = attributes.iter().map(|(name, attribute)| {
        name.len()
            + of(attribute, "DataType")
            + of(attribute, "StringValue")
            + of(attribute, "BinaryValue") / 4 * 3
    });
    each.sum()
}

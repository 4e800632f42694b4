//! Attribute values: the ten types, as they travel, as they are kept, and how much they weigh.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::faults::{invalid, serialization};
use super::number::{NotANumber, Number};
use crate::ops::Fault;

const BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Attribute {
    Text(String),
    Number(Number),
    Bytes(Vec<u8>),
    Flag(bool),
    Null,
    Texts(BTreeSet<String>),
    Numbers(BTreeSet<Number>),
    Bytestrings(BTreeSet<Vec<u8>>),
    List(Vec<Attribute>),
    Map(Item),
}

/// Attributes by name.
pub(crate) type Item = BTreeMap<String, Attribute>;

impl Attribute {
    /// The name of the type on the wire.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Attribute::Text(_) => "S",
            Attribute::Number(_) => "N",
            Attribute::Bytes(_) => "B",
            Attribute::Flag(_) => "BOOL",
            Attribute::Null => "NULL",
            Attribute::Texts(_) => "SS",
            Attribute::Numbers(_) => "NS",
            Attribute::Bytestrings(_) => "BS",
            Attribute::List(_) => "L",
            Attribute::Map(_) => "M",
        }
    }

    /// Reads `{"S": "text"}` and the like.
    pub(crate) fn read(value: &Value) -> Result<Attribute, Fault> {
        let Some(members) = value.as_object() else {
            return Err(serialization("Unexpected value type in payload"));
        };
        let mut given = members.iter().filter(|(kind, value)| is_kind(kind) && !value.is_null());
        let Some((kind, value)) = given.next() else {
            return Err(invalid(
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
            ));
        };
        let read = of_kind(kind, value)?;
        if given.next().is_some() {
            return Err(invalid(
                "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the \
                 supported datatypes",
            ));
        }
        Ok(read)
    }

    /// As it travels.
    pub(crate) fn show(&self) -> Value {
        match self {
            Attribute::Text(text) => json!({"S": text}),
            Attribute::Number(number) => json!({"N": number.to_string()}),
            Attribute::Bytes(bytes) => json!({"B": BASE64.encode(bytes)}),
            Attribute::Flag(flag) => json!({"BOOL": flag}),
            Attribute::Null => json!({"NULL": true}),
            Attribute::Texts(texts) => json!({"SS": texts}),
            Attribute::Numbers(numbers) => {
                json!({"NS": numbers.iter().map(Number::to_string).collect::<Vec<_>>()})
            }
            Attribute::Bytestrings(all) => {
                json!({"BS": all.iter().map(|bytes| BASE64.encode(bytes)).collect::<Vec<_>>()})
            }
            Attribute::List(list) => {
                json!({"L": list.iter().map(Attribute::show).collect::<Vec<_>>()})
            }
            Attribute::Map(map) => json!({"M": show(map)}),
        }
    }

    /// The bytes it counts in an item's size, by the documented rules.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
    pub(crate) fn size(&self) -> usize {
        match self {
            Attribute::Text(text) => text.len(),
            Attribute::Number(number) => number.size(),
            Attribute::Bytes(bytes) => bytes.len(),
            Attribute::Flag(_) | Attribute::Null => 1,
            Attribute::Texts(texts) => texts.iter().map(String::len).sum(),
            Attribute::Numbers(numbers) => numbers.iter().map(|number| number.size()).sum(),
            Attribute::Bytestrings(all) => all.iter().map(Vec::len).sum(),
            Attribute::List(list) => 3 + list.iter().map(|one| 1 + one.size()).sum::<usize>(),
            Attribute::Map(map) => 3 + map.len() + size(map),
        }
    }
}

/// Reads an attribute map.
pub(crate) fn read(value: &Value) -> Result<Item, Fault> {
    let Some(members) = value.as_object() else {
        return Err(serialization("Unexpected field type"));
    };
    members.iter().map(|(name, value)| Ok((name.clone(), Attribute::read(value)?))).collect()
}

/// An attribute map as it travels.
pub(crate) fn show(item: &Item) -> Value {
    let shown: Map<String, Value> =
        item.iter().map(|(name, value)| (name.clone(), value.show())).collect();
    Value::Object(shown)
}

/// The bytes of an item: names and values.
pub(crate) fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value.size()).sum()
}

fn is_kind(kind: &str) -> bool {
    matches!(kind, "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M")
}

fn of_kind(kind: &str, value: &Value) -> Result<Attribute, Fault> {
    Ok(match kind {
        "S" => Attribute::Text(text(value)?.to_owned()),
        "N" => Attribute::Number(number(text(value)?)?),
        "B" => Attribute::Bytes(bytes(value)?),
        "BOOL" => Attribute::Flag(flag(value)?),
        "NULL" if flag(value)? => Attribute::Null,
        "NULL" => {
            return Err(invalid(
                "One or more parameter values were invalid: Null attribute value types must have the value of true",
            ));
        }
        "SS" => Attribute::Texts(set("string", value, |one| Ok(text(one)?.to_owned()))?),
        "NS" => Attribute::Numbers(set("number", value, |one| number(text(one)?))?),
        "BS" => Attribute::Bytestrings(set("binary", value, bytes)?),
        "L" => Attribute::List(list(value)?.iter().map(Attribute::read).collect::<Result<_, _>>()?),
        _ => Attribute::Map(read(value)?),
    })
}

fn text(value: &Value) -> Result<&str, Fault> {
    value.as_str().ok_or_else(|| {
        serialization(match value {
            Value::Number(_) => "NUMBER_VALUE cannot be converted to String",
            Value::Bool(true) => "TRUE_VALUE cannot be converted to String",
            Value::Bool(false) => "FALSE_VALUE cannot be converted to String",
            Value::Array(_) => "Unrecognized collection type class java.lang.String",
            Value::Null | Value::String(_) | Value::Object(_) => {
                "Start of structure or map found where not expected"
            }
        })
    })
}

fn flag(value: &Value) -> Result<bool, Fault> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(serialization("Unexpected token received from parser")),
    }
}

fn bytes(value: &Value) -> Result<Vec<u8>, Fault> {
    let Some(text) = value.as_str() else {
        return Err(serialization("only base-64-encoded strings are convertible to bytes"));
    };
    BASE64
        .decode(text)
        .map_err(|_| serialization("Invalid last non-pad Base64 character dectected"))
}

fn list(value: &Value) -> Result<&[Value], Fault> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| serialization("Unexpected field type"))
}

/// A set: neither empty nor with doubles.
fn set<T: Ord>(
    kind: &str,
    value: &Value,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<BTreeSet<T>, Fault> {
    let elements = list(value)?;
    let set = elements.iter().map(read).collect::<Result<BTreeSet<T>, Fault>>()?;
    if elements.is_empty() {
        return Err(invalid(match kind {
            "binary" => {
                "One or more parameter values were invalid: Binary sets should not be empty"
                    .to_owned()
            }
            kind => format!(
                "One or more parameter values were invalid: An {kind} set  may not be empty"
            ),
        }));
    }
    if set.len() < elements.len() {
        let shown: Vec<&str> = elements.iter().filter_map(Value::as_str).collect();
        let shown = shown.join(", ");
        return Err(invalid(match kind {
            "number" => "Input collection contains duplicates".to_owned(),
            "binary" => format!(
                "One or more parameter values were invalid: Input collection [{shown}]of type BS contains duplicates."
            ),
            _ => format!(
                "One or more parameter values were invalid: Input collection [{shown}] contains duplicates."
            ),
        }));
    }
    Ok(set)
}

/// A number, or the refusal in DynamoDB's words.
pub(super) fn number(text: &str) -> Result<Number, Fault> {
    Number::parse(text).map_err(|why| not_a_number(why, text))
}

/// The refusal of a number, read or computed.
pub(super) fn not_a_number(why: NotANumber, text: &str) -> Fault {
    invalid(match why {
        NotANumber::Syntax if text.is_empty() => {
            "The parameter cannot be converted to a numeric value".to_owned()
        }
        NotANumber::Syntax => {
            format!("The parameter cannot be converted to a numeric value: {text}")
        }
        NotANumber::Overflow => {
            "Number overflow. Attempting to store a number with magnitude larger than supported range".to_owned()
        }
        NotANumber::Underflow => {
            "Number underflow. Attempting to store a number with magnitude smaller than supported range".to_owned()
        }
        NotANumber::Precision => {
            "Attempting to store more than 38 significant digits in a Number".to_owned()
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Attribute, read, show, size};

    #[test]
    fn every_type_comes_back_as_it_went() {
        let item = json!({
            "s": {"S": "x"}, "n": {"N": "1.5"}, "b": {"B": "aGk="}, "t": {"BOOL": false}, "z": {"NULL": true},
            "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": ["aGk="]},
            "l": {"L": [{"S": "x"}, {"N": "1"}]}, "m": {"M": {"k": {"S": ""}}},
        });
        let parsed = read(&item).unwrap();
        assert_eq!(show(&parsed), item);
        assert!(size(&parsed) > 40);
    }

    #[test]
    fn what_is_no_value_is_refused_in_dynamodbs_words() {
        for (value, words) in [
            (json!({}), "is empty"),
            (json!({"S": "a", "N": "1"}), "more than one datatypes"),
            (json!({"N": ""}), "cannot be converted to a numeric value"),
            (json!({"SS": []}), "An string set  may not be empty"),
            (json!({"SS": ["a", "a"]}), "[a, a] contains duplicates"),
            (json!({"NS": ["1", "1.0"]}), "Input collection contains duplicates"),
            (json!({"NULL": false}), "must have the value of true"),
            (json!({"S": 1}), "NUMBER_VALUE cannot be converted to String"),
            (json!("x"), "Unexpected value type"),
        ] {
            let fault = Attribute::read(&value).unwrap_err();
            assert!(fault.message.contains(words), "{value}: {}", fault.message);
        }
    }
}

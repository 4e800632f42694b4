//! The members of a request, with accessors that refuse in the service's words.
//!
//! Members that AWS's model does not know are ignored, as AWS does. Query clients send every scalar as text, so
//! numbers and booleans are read from text as well.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::Fault;

/// The input of one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Input {
    /// All members, for those who need more than the accessors.
    pub(crate) members: Map<String, Value>,
    /// The raw body of operations with a payload.
    pub(crate) payload: Bytes,
    /// The code of validation errors.
    pub(crate) validation: &'static str,
}

impl Input {
    pub(crate) fn new(members: Value, validation: &'static str) -> Input {
        let members = match members {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        Input { members, payload: Bytes::new(), validation }
    }

    /// A part of the request as an input of its own.
    pub(crate) fn part(&self, value: &Value) -> Input {
        Input::new(value.clone(), self.validation)
    }

    /// The member, unless absent or null.
    pub(crate) fn get(&self, member: &str) -> Option<&Value> {
        self.members.get(member).filter(|value| !value.is_null())
    }

    pub(crate) fn has(&self, member: &str) -> bool {
        self.get(member).is_some()
    }

    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        self.get(member).and_then(Value::as_str)
    }

    /// A text that must be there.
    pub(crate) fn need_text(&self, member: &str) -> Result<&str, Fault> {
        self.text(member).ok_or_else(|| self.missing(member))
    }

    /// A whole number, from a JSON number or a text of digits.
    pub(crate) fn integer(&self, member: &str) -> Result<Option<i64>, Fault> {
        let Some(value) = self.get(member) else {
            return Ok(None);
        };
        let number = match value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_i64(),
        };
        number.map(Some).ok_or_else(|| {
            Fault::sender(
                400,
                "SerializationException",
                format!("`{member}` is not a whole number"),
            )
        })
    }

    /// A whole number within bounds.
    pub(crate) fn integer_within(
        &self,
        member: &str,
        low: i64,
        high: i64,
    ) -> Result<Option<i64>, Fault> {
        let number = self.integer(member)?;
        match number {
            Some(value) if value < low => Err(self.invalid(
                member,
                &value.to_string(),
                &format!("Member must have value greater than or equal to {low}"),
            )),
            Some(value) if value > high => Err(self.invalid(
                member,
                &value.to_string(),
                &format!("Member must have value less than or equal to {high}"),
            )),
            number => Ok(number),
        }
    }

    /// A boolean, from JSON or the texts `true` and `false`.
    pub(crate) fn flag(&self, member: &str) -> Option<bool> {
        match self.get(member)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => Some(text.eq_ignore_ascii_case("true")),
            _ => None,
        }
    }

    /// The elements of a list; none when absent.
    pub(crate) fn list(&self, member: &str) -> &[Value] {
        self.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The texts of a list; none when absent.
    pub(crate) fn texts(&self, member: &str) -> Vec<String> {
        self.list(member).iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A map of texts; `None` when absent. Numbers and booleans become text.
    pub(crate) fn text_map(&self, member: &str) -> Option<BTreeMap<String, String>> {
        let map = self.get(member)?.as_object()?;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(map.iter().map(|(key, value)| (key.clone(), text(value))).collect())
    }

    /// A list of `{Key, Value}` as a map.
    pub(crate) fn tag_list(&self, member: &str) -> BTreeMap<String, String> {
        let text = |tag: &Value, name: &str| {
            tag.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        self.list(member).iter().map(|tag| (text(tag, "Key"), text(tag, "Value"))).collect()
    }

    /// The refusal of an absent member.
    pub(crate) fn missing(&self, member: &str) -> Fault {
        Fault::constraint(self.validation, member, None, "Member must not be null")
    }

    /// The refusal of a member's value.
    pub(crate) fn invalid(&self, member: &str, value: &str, constraint: &str) -> Fault {
        Fault::constraint(self.validation, member, Some(value), constraint)
    }

    /// A text's length, in characters.
    pub(crate) fn length(&self, member: &str, low: usize, high: usize) -> Result<(), Fault> {
        let Some(text) = self.text(member) else {
            return Ok(());
        };
        let length = text.chars().count();
        if length < low {
            return Err(self.invalid(
                member,
                text,
                &format!("Member must have length greater than or equal to {low}"),
            ));
        }
        if length > high {
            return Err(self.invalid(
                member,
                text,
                &format!("Member must have length less than or equal to {high}"),
            ));
        }
        Ok(())
    }

    /// A text out of a list of words, when it is there.
    pub(crate) fn one_of(&self, member: &str, words: &[&str]) -> Result<Option<&str>, Fault> {
        match self.text(member) {
            Some(text) if !words.contains(&text) => Err(self.invalid(
                member,
                text,
                &format!("Member must satisfy enum value set: [{}]", words.join(", ")),
            )),
            text => Ok(text),
        }
    }

    /// A text made only of allowed characters; `pattern` is what AWS would print.
    pub(crate) fn characters(
        &self,
        member: &str,
        allowed: fn(char) -> bool,
        pattern: &str,
    ) -> Result<(), Fault> {
        match self.text(member) {
            Some(text) if !text.chars().all(allowed) => Err(self.invalid(
                member,
                text,
                &format!("Member must satisfy regular expression pattern: {pattern}"),
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Input;

    #[test]
    fn texts_of_query_clients_read_as_numbers_and_booleans() {
        let input = Input::new(
            json!({"N": "12", "F": "true", "Bad": "x", "Null": null}),
            "ValidationError",
        );
        assert_eq!(input.integer("N").unwrap(), Some(12));
        assert_eq!(input.flag("F"), Some(true));
        assert!(input.integer("Bad").is_err());
        assert!(!input.has("Null"));
        assert!(
            input
                .integer_within("N", 1, 10)
                .unwrap_err()
                .message
                .contains("less than or equal to 10")
        );
        assert_eq!(input.need_text("Absent").unwrap_err().code, "ValidationError");
    }
}

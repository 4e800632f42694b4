//! Values as anyone may see them: secrets masked, unknowns said in words.
use crate::value::{Part, Value};
use serde_json::{Value as Json, json};

/// What stands for a value that is known only once something exists.
pub const UNKNOWN: &str = "(known after apply)";

/// What stands for a secret inside a larger value.
pub const SENSITIVE: &str = "(sensitive)";

/// The value as plain JSON for people and scripts. A secret becomes [`SENSITIVE`], anything not
/// known yet becomes [`UNKNOWN`], a reference its address.
pub fn shown(value: &Value) -> Json {
    match value {
        Value::List(items) => Json::Array(items.iter().map(shown).collect()),
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|(key, item)| (key.clone(), shown(item))).collect())
        }
        Value::Reference(address) => json!(address),
        Value::Output { .. } | Value::Template(_) => json!(UNKNOWN),
        Value::Secret(_) | Value::Redacted(_) => json!(SENSITIVE),
        plain => plain.to_json(),
    }
}

/// A template as text, with every unknown part said in words.
pub fn shown_template(parts: &[Part]) -> String {
    parts.iter().fold(String::new(), |mut out, part| {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Output { .. } => out.push_str(UNKNOWN),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::value::Attrs;

    #[test]
    fn secrets_and_unknowns_are_masked_at_every_depth() {
        let url = Value::output(Address::parse("queue.jobs").unwrap(), "url");
        let value = Value::Map(Attrs::from([
            (
                "list".into(),
                Value::List(vec![
                    Value::Secret(Box::new(Value::text("hunter2"))),
                    url.clone(),
                    Value::Int(1),
                ]),
            ),
            ("gone".into(), Value::Redacted(Some("abc".into()))),
            ("$plain".into(), Value::Null),
        ]));
        assert_eq!(
            shown(&value),
            json!({"list": [SENSITIVE, UNKNOWN, 1], "gone": SENSITIVE, "$plain": null})
        );
    }
}

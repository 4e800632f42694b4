//! JSON, YAML, base64 and URLs.
use super::Looks::{Around, Inside};
use super::{Function, fail, row, yaml, yaml_encode};
use crate::eval::splice::Splice;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cutover_schemas::value::{Part, Value};

pub(super) const TABLE: &[Function] = &[
    row(
        "jsonencode",
        "jsonencode(value)",
        "The value as JSON; parts known only after creation stay symbolic.",
        (1, 1),
        Around,
        |call| {
            json(call.arg(0)).map_err(|what| {
                fail(0, format!("{what} has no JSON form: name one of its fields, such as `.arn`"))
            })
        },
    ),
    row(
        "jsondecode",
        "jsondecode(text)",
        "The value that the JSON text holds.",
        (1, 1),
        Inside,
        |call| {
            let json = serde_json::from_str(&call.text(0)?)
                .map_err(|error| fail(0, format!("this is no JSON: {error}")))?;
            Value::from_plain_json(&json)
                .ok_or_else(|| fail(0, "a number in this JSON is too large"))
        },
    ),
    row(
        "yamldecode",
        "yamldecode(text)",
        "The value that the YAML text holds.",
        (1, 1),
        Inside,
        |call| {
            yaml::decode(&call.text(0)?).map_err(|(line, why)| {
                fail(0, format!("this is no YAML that is understood: line {line}: {why}"))
            })
        },
    ),
    row(
        "base64encode",
        "base64encode(text)",
        "The text's bytes in base64.",
        (1, 1),
        Inside,
        |call| Ok(Value::Text(STANDARD.encode(call.text(0)?))),
    ),
    row(
        "base64decode",
        "base64decode(text)",
        "The text that the base64 holds.",
        (1, 1),
        Inside,
        |call| {
            let text = call.text(0)?.replace(['\r', '\n'], "");
            let bytes = STANDARD.decode(text).map_err(|_| fail(0, "this is no base64"))?;
            String::from_utf8(bytes)
                .map(Value::Text)
                .map_err(|_| fail(0, "what the base64 holds is not text"))
        },
    ),
    row(
        "yamlencode",
        "yamlencode(value)",
        "The value as YAML; parts known only after creation stay symbolic.",
        (1, 1),
        Around,
        |call| {
            let mut out = Splice::default();
            yaml_encode::document(call.arg(0), &mut out).map_err(|what| {
                fail(0, format!("{what} has no YAML form: name one of its fields, such as `.arn`"))
            })?;
            Ok(out.finish())
        },
    ),
    row(
        "urlencode",
        "urlencode(text)",
        "The text as a part of a URL's query.",
        (1, 1),
        Inside,
        |call| {
            let mut out = String::new();
            for byte in call.text(0)?.bytes() {
                match byte {
                    b' ' => out.push('+'),
                    b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
                    byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
                    byte => out.extend(format!("%{byte:02X}").chars()),
                }
            }
            Ok(Value::Text(out))
        },
    ),
];

/// The value as JSON; `Err` says what has none.
pub(crate) fn json(value: &Value) -> Result<Value, String> {
    let mut out = Splice::default();
    write(value, &mut out)?;
    Ok(out.finish())
}

/// JSON of a value that is wholly known.
pub(super) fn plain_json(value: &Value) -> Option<String> {
    match json(value).ok()? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn write(value: &Value, out: &mut Splice) -> Result<(), String> {
    match value {
        Value::Null => out.push_text("null"),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => out.push(value)?,
        Value::Text(text) => {
            out.push_text("\"");
            out.push_text(&escape(text));
            out.push_text("\"");
        }
        Value::Output { .. } => {
            out.push_text("\"");
            out.push(value)?;
            out.push_text("\"");
        }
        Value::Template(parts) => {
            out.push_text("\"");
            for part in parts {
                match part {
                    Part::Text(text) => out.push_text(&escape(text)),
                    Part::Output { .. } => out.push_part(part),
                }
            }
            out.push_text("\"");
        }
        Value::List(items) => {
            out.push_text("[");
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push_text(",");
                }
                write(item, out)?;
            }
            out.push_text("]");
        }
        Value::Map(entries) => {
            out.push_text("{");
            for (at, (key, item)) in entries.iter().enumerate() {
                if at > 0 {
                    out.push_text(",");
                }
                out.push_text("\"");
                out.push_text(&escape(key));
                out.push_text("\":");
                write(item, out)?;
            }
            out.push_text("}");
        }
        Value::Secret(inner) => {
            out.mark_secret();
            write(inner, out)?;
        }
        Value::Reference(_) | Value::Redacted(_) => return Err(crate::eval::described(value)),
    }
    Ok(())
}

/// The inside of a JSON text in quotes, with `<`, `>` and `&` escaped as Terraform does.
pub(super) fn escape(text: &str) -> String {
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    inner
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::address::Address;
    use cutover_schemas::value::Attrs;

    #[test]
    fn unknown_parts_of_json_stay_symbolic_between_quotes() {
        let address = Address::parse("queue.jobs").unwrap();
        let value = Value::Map(Attrs::from([
            ("a".into(), Value::output(address.clone(), "arn")),
            ("b".into(), Value::List(vec![Value::Int(1), Value::text("<\n>")])),
        ]));
        let mut out = Splice::default();
        write(&value, &mut out).unwrap();
        assert_eq!(
            out.finish(),
            Value::Template(vec![
                Part::Text("{\"a\":\"".into()),
                Part::Output { address, field: "arn".into() },
                Part::Text("\",\"b\":[1,\"\\u003c\\n\\u003e\"]}".into()),
            ])
        );
    }
}

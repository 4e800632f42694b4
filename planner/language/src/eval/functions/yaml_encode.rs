//! YAML as Terraform writes it: keys and one-line texts in quotes, lists as far left as their key.
use super::encoding::escape;
use crate::eval::described;
use crate::eval::splice::Splice;
use cutover_schemas::value::{Part, Value};

/// Writes one document; `Err` says what has no form.
pub(super) fn document(value: &Value, out: &mut Splice) -> Result<(), String> {
    match value {
        Value::Secret(inner) => {
            out.mark_secret();
            document(inner, out)
        }
        Value::List(items) if !items.is_empty() => list(items, 0, false, out),
        Value::Map(entries) if !entries.is_empty() => map(entries, 0, false, out),
        other => {
            scalar(other, 0, out)?;
            let plain =
                matches!(other, Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_));
            // A document of one word without quotes says where it ends.
            out.push_text(if plain { "\n...\n" } else { "\n" });
            Ok(())
        }
    }
}

fn list(items: &[Value], indent: usize, inline: bool, out: &mut Splice) -> Result<(), String> {
    for (at, item) in items.iter().enumerate() {
        if at > 0 || !inline {
            spaces(indent, out);
        }
        out.push_text("- ");
        match reveal(item, out) {
            Value::List(inner) if !inner.is_empty() => list(inner, indent + 2, true, out)?,
            Value::Map(inner) if !inner.is_empty() => map(inner, indent + 2, true, out)?,
            other => {
                scalar(other, indent, out)?;
                out.push_text("\n");
            }
        }
    }
    Ok(())
}

fn map(
    entries: &cutover_schemas::value::Attrs,
    indent: usize,
    inline: bool,
    out: &mut Splice,
) -> Result<(), String> {
    for (at, (key, item)) in entries.iter().enumerate() {
        if at > 0 || !inline {
            spaces(indent, out);
        }
        out.push_text(&format!("\"{}\":", quoted(key)));
        match reveal(item, out) {
            Value::List(inner) if !inner.is_empty() => {
                out.push_text("\n");
                list(inner, indent, false, out)?;
            }
            Value::Map(inner) if !inner.is_empty() => {
                out.push_text("\n");
                map(inner, indent + 2, false, out)?;
            }
            other => {
                out.push_text(" ");
                scalar(other, indent, out)?;
                out.push_text("\n");
            }
        }
    }
    Ok(())
}

fn spaces(indent: usize, out: &mut Splice) {
    out.push_text(&" ".repeat(indent));
}

/// The value inside a mark, which moves to the whole text.
fn reveal<'v>(value: &'v Value, out: &mut Splice) -> &'v Value {
    match value {
        Value::Secret(inner) => {
            out.mark_secret();
            reveal(inner, out)
        }
        other => other,
    }
}

fn scalar(value: &Value, indent: usize, out: &mut Splice) -> Result<(), String> {
    match value {
        Value::Null => out.push_text("null"),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => out.push(value)?,
        Value::Text(text) if text.contains('\n') => block(text, indent, out),
        Value::Text(text) => out.push_text(&format!("\"{}\"", quoted(text))),
        Value::List(_) => out.push_text("[]"),
        Value::Map(_) => out.push_text("{}"),
        Value::Output { .. } => {
            out.push_text("\"");
            out.push(value)?;
            out.push_text("\"");
        }
        Value::Template(parts) => {
            out.push_text("\"");
            for part in parts {
                match part {
                    Part::Text(text) => out.push_text(&quoted(text)),
                    Part::Output { .. } => out.push_part(part),
                }
            }
            out.push_text("\"");
        }
        Value::Secret(_) | Value::Reference(_) | Value::Redacted(_) => {
            return Err(described(value));
        }
    }
    Ok(())
}

/// A text of several lines: `|` and its lines, indented.
fn block(text: &str, indent: usize, out: &mut Splice) {
    let keep = match (text.ends_with('\n'), text.ends_with("\n\n")) {
        (false, _) => "-",
        (true, false) => "",
        (true, true) => "+",
    };
    out.push_text(&format!("|{keep}"));
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push_text("\n");
        if !line.is_empty() {
            spaces(indent + 2, out);
            out.push_text(line);
        }
    }
}

/// JSON's escapes are YAML's, too; these characters need none.
fn quoted(text: &str) -> String {
    escape(text).replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")
}

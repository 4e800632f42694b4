//! Building texts whose parts may be known only later.
use super::{described, operators};
use cutover_schemas::value::{Part, Value};

/// A text under construction.
#[derive(Debug, Default)]
pub(crate) struct Splice {
    parts: Vec<Part>,
    secret: bool,
}

/// The value as text, as a template would hold it; `Err` says what can't be text.
pub(crate) fn text(value: &Value) -> Result<Value, String> {
    let mut out = Splice::default();
    out.push(value)?;
    Ok(out.finish())
}

impl Splice {
    pub(crate) fn push_text(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    /// Marks the whole text.
    pub(crate) fn mark_secret(&mut self) {
        self.secret = true;
    }

    pub(crate) fn push_part(&mut self, part: &Part) {
        match part {
            Part::Text(text) => self.push_text(text),
            Part::Output { .. } => self.parts.push(part.clone()),
        }
    }

    /// Adds a value as text; `Err` says what can't be text.
    pub(crate) fn push(&mut self, value: &Value) -> Result<(), String> {
        match value {
            Value::Secret(inner) => {
                self.secret = true;
                self.push(inner)
            }
            Value::Output { address, field } => {
                self.parts.push(Part::Output { address: address.clone(), field: field.clone() });
                Ok(())
            }
            Value::Template(parts) => {
                for part in parts {
                    self.push_part(part);
                }
                Ok(())
            }
            other => {
                let text = operators::as_text(other).ok_or_else(|| described(other))?;
                self.push_text(&text);
                Ok(())
            }
        }
    }

    pub(crate) fn finish(self) -> Value {
        let mut parts = self.parts;
        let value = match (parts.len(), parts.pop()) {
            (1, Some(Part::Text(text))) => Value::Text(text),
            (1, Some(Part::Output { address, field })) => Value::Output { address, field },
            (_, Some(last)) => {
                parts.push(last);
                Value::Template(parts)
            }
            (_, None) => Value::text(""),
        };
        super::remark(value, self.secret)
    }
}

//! What an output is when it is published: one text, and nothing that is a secret.
use crate::eval::{Machine, described, functions, text};
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::kinds::parameter::LONGEST;
use cutover_schemas::value::Value;

/// An output that asks to be published.
#[derive(Debug)]
pub(crate) struct Publishing<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a Value,
    /// Whether the output is masked.
    pub(crate) sensitive: bool,
    /// Where its value is.
    pub(crate) place: Place,
}

impl Publishing<'_> {
    /// The text that others will read; nothing, and a problem told, where there can't be one.
    pub(crate) fn text(self, machine: &Machine<'_>) -> Option<Value> {
        if self.sensitive || self.value.has_secret() {
            let told = Diagnostic::error(
                "spec/secret-published",
                format!("the output `{}` would publish something sensitive", self.name),
            );
            machine.report(told.at(self.place).label("holds something sensitive").help(
                "take `publish` away: keep the secret in Secrets Manager, and read it elsewhere by `secrets` and \
                 `existing \"secret\"`",
            ));
            return None;
        }
        let text = match self.value {
            Value::List(_) | Value::Map(_) => functions::json(self.value),
            Value::Null => Err(described(self.value)),
            other => text(other),
        };
        match text {
            Ok(text) => self.fitting(machine, text),
            Err(what) => {
                let told = Diagnostic::error(
                    "spec/wrong-type",
                    format!("{what} can't be published as the output `{}`", self.name),
                );
                machine.report(
                    told.at(self.place).help(match self.value {
                        Value::Reference(address) => {
                            format!("name one of its fields, as in `{address}.arn`")
                        }
                        _ => "give it a value, or publish it on a condition: `publish = x != null`"
                            .to_owned(),
                    }),
                );
                None
            }
        }
    }

    /// A text that a parameter takes, as far as it is known.
    fn fitting(self, machine: &Machine<'_>, text: Value) -> Option<Value> {
        let length = text.as_text().map_or(1, str::len);
        if (1..=LONGEST).contains(&length) {
            return Some(text);
        }
        let told = Diagnostic::error(
            "spec/out-of-range",
            format!("the output `{}` has {length} bytes", self.name),
        );
        machine.report(
            told.at(self.place).help(format!("a published output has 1 to {LONGEST} bytes")),
        );
        None
    }
}

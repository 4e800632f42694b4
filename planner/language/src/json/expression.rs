//! Values: texts are templates, everything else stands for itself.
use super::strings::is_name;
use super::{Holds, Writer, span};
use jsonc_parser::ast::{ObjectPropName, StringLit, Value};
use jsonc_parser::common::Ranged as _;

impl Writer<'_> {
    pub(super) fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::StringLit(text) if self.holds == Holds::Values => {
                self.text(&text.value, span(text.range));
            }
            Value::StringLit(text) => self.template(text),
            Value::NumberLit(number) => self.out.copy(number.value, number.range.start),
            Value::BooleanLit(truth) => {
                self.out.put(if truth.value { "true" } else { "false" }, span(truth.range));
            }
            Value::NullKeyword(null) => self.out.put("null", span(null.range)),
            Value::Array(array) => {
                self.list(value, &array.elements, Self::value);
            }
            Value::Object(object) => {
                let whole = span(object.range);
                self.out.put("{\n", whole.start..whole.start + 1);
                for property in &object.properties {
                    self.key(&property.name);
                    self.out.put(" = ", span(property.range));
                    self.value(&property.value);
                    self.out.put("\n", span(property.range));
                }
                self.out.put("}", whole.end.saturating_sub(1)..whole.end);
            }
        }
    }

    fn list(&mut self, whole: &Value<'_>, items: &[Value<'_>], item: fn(&mut Self, &Value<'_>)) {
        let whole = span(whole.range());
        self.out.put("[", whole.start..whole.start + 1);
        for (at, one) in items.iter().enumerate() {
            if at > 0 {
                self.out.put(", ", span(one.range()));
            }
            item(self, one);
        }
        self.out.put("]", whole.end.saturating_sub(1)..whole.end);
    }

    fn key(&mut self, name: &ObjectPropName<'_>) {
        match name {
            ObjectPropName::String(text) if is_name(&text.value) => {
                self.out.put(&text.value, span(text.range));
            }
            ObjectPropName::String(text) if self.holds == Holds::Values => {
                self.text(&text.value, span(text.range));
            }
            ObjectPropName::String(text) => {
                // In parentheses, since a template of one part is written without its quotes.
                self.out.put("(", span(text.range));
                self.template(text);
                self.out.put(")", span(text.range));
            }
            ObjectPropName::Word(word) => self.out.put(word.value, span(word.range)),
        }
    }

    /// Texts that name something, such as types and blocks: they are expressions themselves.
    pub(super) fn names(&mut self, value: &Value<'_>) {
        match value {
            Value::StringLit(text) => self.name(text),
            Value::Array(array) => self.list(value, &array.elements, Self::names),
            other => self.value(other),
        }
    }

    fn name(&mut self, text: &StringLit<'_>) {
        if text.value.starts_with("${") {
            self.template(text);
        } else if hcl_edit::parser::parse_expr(&text.value).is_ok() {
            self.out.put("(", span(text.range));
            self.decoded(text, 0..text.value.len());
            self.out.put(")", span(text.range));
        } else {
            self.text(&text.value, span(text.range));
        }
    }
}

//! Where values are written, down to the entries of objects and items of lists.
use super::declare::attribute_place;
use crate::source::Origin;
use cutover_schemas::diagnostic::Place;
use cutover_schemas::spec::Places;
use hcl_edit::Span;
use hcl_edit::expr::{Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::structure::Attribute;

/// Where a value was written, as closely as that is known.
#[derive(Clone)]
pub(crate) struct Spot<'e> {
    origin: Origin<'e>,
    expression: Option<&'e Expression>,
    pub(crate) place: Place,
    /// The attribute's name for messages: `logs.retention`.
    pub(crate) name: String,
}

impl<'e> Spot<'e> {
    pub(crate) fn new(origin: Origin<'e>, expression: &'e Expression, name: &str) -> Self {
        Self {
            origin,
            expression: Some(inner(expression)),
            place: origin.place(expression.span()),
            name: name.to_owned(),
        }
    }

    fn at(&self, expression: Option<&'e Expression>, name: String) -> Self {
        Self {
            origin: self.origin,
            expression: expression.map(inner),
            place: expression
                .and_then(Span::span)
                .map_or_else(|| self.place.clone(), |span| self.origin.place(Some(span))),
            name,
        }
    }

    pub(crate) fn entry(&self, key: &str) -> Self {
        let found = self.expression.and_then(|expression| match expression {
            Expression::Object(object) => find(object, key),
            _ => None,
        });
        self.at(found.map(|(_, value)| value.expr()), format!("{}.{key}", self.name))
    }

    pub(crate) fn key_place(&self, key: &str) -> Place {
        let found = match self.expression {
            Some(Expression::Object(object)) => find(object, key),
            _ => None,
        };
        found.map_or_else(
            || self.place.clone(),
            |(name, value)| entry_place(&self.origin, key, name, value),
        )
    }

    pub(crate) fn item(&self, index: usize) -> Self {
        let found = self.expression.and_then(|expression| match expression {
            Expression::Array(items) => items.get(index),
            _ => None,
        });
        self.at(found, self.name.clone())
    }
}

fn inner(expression: &Expression) -> &Expression {
    match expression {
        Expression::Parenthesis(wrapped) => inner(wrapped.inner()),
        other => other,
    }
}

fn find<'e>(object: &'e Object, key: &str) -> Option<(&'e ObjectKey, &'e ObjectValue)> {
    object.iter().find(|(name, _)| key_text(name) == Some(key))
}

fn key_text(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(Expression::String(text)) => Some(text.value().as_str()),
        ObjectKey::Expression(_) => None,
    }
}

/// The place of an entry of an object; the parser keeps no span for plain keys.
fn entry_place(origin: &Origin<'_>, key: &str, name: &ObjectKey, value: &ObjectValue) -> Place {
    let end = value.expr().span().unwrap_or(0..0);
    let begin = name.span().map(|span| span.start).or_else(|| {
        let text = origin.text.text().get(origin.base..origin.base + end.start)?;
        text.rfind(key)
    });
    origin.place(Some(begin.unwrap_or(end.start)..end.end))
}

/// Adds where an attribute and the entries of its object stand, and those of objects in its list, as `steps.0.bake`.
pub(crate) fn places(origin: &Origin<'_>, attribute: &Attribute, places: &mut Places) {
    let name = attribute.key.as_str();
    places.insert(name, attribute_place(origin, attribute));
    entries(origin, name, &attribute.value, places);
}

fn entries(origin: &Origin<'_>, prefix: &str, expression: &Expression, places: &mut Places) {
    let object = match inner(expression) {
        Expression::Object(object) => object,
        Expression::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                if matches!(inner(item), Expression::Object(_)) {
                    entries(origin, &format!("{prefix}.{at}"), item, places);
                }
            }
            return;
        }
        _ => return,
    };
    for (key, value) in object {
        if let Some(text) = key_text(key) {
            let path = format!("{prefix}.{text}");
            places.insert(&path, entry_place(origin, text, key, value));
            entries(origin, &path, value.expr(), places);
        }
    }
}

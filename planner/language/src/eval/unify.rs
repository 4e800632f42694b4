//! The one type that several values share, as Terraform finds it: `[1, "a"]` becomes a list of texts.
//!
//! Values carry no types, so shapes are read off the values each time.
use super::{operators, secret};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

/// What a value can be converted to.
#[derive(Clone, Debug, PartialEq)]
enum Shape {
    /// `null`: it fits everywhere.
    Any,
    Bool,
    Number,
    Text,
    List(Box<Shape>),
    Tuple(Vec<Shape>),
    Map(Box<Shape>),
    Object(BTreeMap<String, Shape>),
    /// Whole blocks, which convert to nothing.
    Opaque,
}

/// The values with their one type, or nothing if there is none.
pub(crate) fn unify(values: &[Value]) -> Option<Vec<Value>> {
    let shapes: Vec<Shape> = values.iter().map(shape).collect();
    let wanted = common(&shapes.iter().collect::<Vec<_>>())?;
    Some(values.iter().map(|value| convert(value, &wanted)).collect())
}

/// The entries with one type for all their values.
pub(crate) fn unify_map(entries: &Attrs) -> Option<Attrs> {
    let values: Vec<Value> = entries.values().cloned().collect();
    Some(entries.keys().cloned().zip(unify(&values)?).collect())
}

fn shape(value: &Value) -> Shape {
    match value {
        Value::Null => Shape::Any,
        Value::Bool(_) => Shape::Bool,
        Value::Int(_) | Value::Float(_) => Shape::Number,
        Value::Text(_) | Value::Output { .. } | Value::Template(_) => Shape::Text,
        Value::List(items) => Shape::Tuple(items.iter().map(shape).collect()),
        Value::Map(entries) => {
            Shape::Object(entries.iter().map(|(key, item)| (key.clone(), shape(item))).collect())
        }
        Value::Secret(inner) => shape(inner),
        Value::Reference(_) | Value::Redacted(_) => Shape::Opaque,
    }
}

fn common(shapes: &[&Shape]) -> Option<Shape> {
    let known: Vec<&Shape> = shapes.iter().copied().filter(|shape| **shape != Shape::Any).collect();
    let Some(first) = known.first() else {
        return Some(Shape::Any);
    };
    if known.iter().all(|shape| shape == first) {
        return Some((*first).clone());
    }
    let all = |test: fn(&Shape) -> bool| known.iter().all(|shape| test(shape));
    if all(|shape| matches!(shape, Shape::Bool | Shape::Number | Shape::Text)) {
        return known.contains(&&Shape::Text).then_some(Shape::Text);
    }
    if all(|shape| matches!(shape, Shape::List(_) | Shape::Tuple(_))) {
        return common_list(&known);
    }
    if all(|shape| matches!(shape, Shape::Map(_) | Shape::Object(_))) {
        return common_map(&known);
    }
    None
}

/// Lists of one length keep a type for each place; others get one for all their items.
fn common_list(shapes: &[&Shape]) -> Option<Shape> {
    let tuples: Option<Vec<&Vec<Shape>>> = shapes
        .iter()
        .map(|shape| match shape {
            Shape::Tuple(items) => Some(items),
            _ => None,
        })
        .collect();
    if let Some(tuples) = tuples
        && let Some(first) = tuples.first()
        && tuples.iter().all(|items| items.len() == first.len())
    {
        let columns = (0..first.len()).map(|at| {
            let column: Vec<&Shape> = tuples.iter().filter_map(|items| items.get(at)).collect();
            common(&column)
        });
        return columns.collect::<Option<Vec<_>>>().map(Shape::Tuple);
    }
    let items: Vec<&Shape> = shapes
        .iter()
        .flat_map(|shape| match shape {
            Shape::Tuple(items) => items.iter().collect(),
            Shape::List(item) => vec![item.as_ref()],
            _ => Vec::new(),
        })
        .collect();
    Some(Shape::List(Box::new(common(&items)?)))
}

/// Objects with the same keys keep a type for each of them; others get one for all their values.
fn common_map(shapes: &[&Shape]) -> Option<Shape> {
    let objects: Option<Vec<&BTreeMap<String, Shape>>> = shapes
        .iter()
        .map(|shape| match shape {
            Shape::Object(entries) => Some(entries),
            _ => None,
        })
        .collect();
    if let Some(objects) = objects
        && let Some(first) = objects.first()
        && objects.iter().all(|entries| entries.keys().eq(first.keys()))
    {
        let entries = first.keys().map(|key| {
            let values: Vec<&Shape> =
                objects.iter().filter_map(|entries| entries.get(key)).collect();
            Some((key.clone(), common(&values)?))
        });
        return entries.collect::<Option<BTreeMap<_, _>>>().map(Shape::Object);
    }
    let items: Vec<&Shape> = shapes
        .iter()
        .flat_map(|shape| match shape {
            Shape::Object(entries) => entries.values().collect(),
            Shape::Map(item) => vec![item.as_ref()],
            _ => Vec::new(),
        })
        .collect();
    Some(Shape::Map(Box::new(common(&items)?)))
}

fn convert(value: &Value, wanted: &Shape) -> Value {
    match (value, wanted) {
        (Value::Secret(inner), _) => secret(convert(inner, wanted)),
        (Value::Bool(_) | Value::Int(_) | Value::Float(_), Shape::Text) => {
            operators::as_text(value).map_or(Value::Null, Value::Text)
        }
        (Value::List(items), Shape::List(item)) => {
            Value::List(items.iter().map(|one| convert(one, item)).collect())
        }
        (Value::List(items), Shape::Tuple(shapes)) => {
            Value::List(items.iter().zip(shapes).map(|(one, item)| convert(one, item)).collect())
        }
        (Value::Map(entries), Shape::Map(item)) => {
            Value::Map(entries.iter().map(|(key, one)| (key.clone(), convert(one, item))).collect())
        }
        (Value::Map(entries), Shape::Object(shapes)) => Value::Map(
            entries
                .iter()
                .map(|(key, one)| {
                    let converted =
                        shapes.get(key).map_or_else(|| one.clone(), |shape| convert(one, shape));
                    (key.clone(), converted)
                })
                .collect(),
        ),
        _ => value.clone(),
    }
}

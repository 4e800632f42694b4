//! Conversions: `tostring`, `tolist` and the like, and marking a value as secret.
use super::Looks::{Around, Inside};
use super::{Call, Failure, Function, fail, operators, row, sets};
use crate::eval::{secret, unify};
use cutover_schemas::value::Value;

pub(super) const TABLE: &[Function] =
    &[
        row("tostring", "tostring(value)", "The value as a text.", (1, 1), Around, to_text),
        row("tonumber", "tonumber(value)", "The value as a number.", (1, 1), Inside, |call| {
            match call.arg(0) {
                Value::Null => Ok(Value::Null),
                _ => call.number(0),
            }
        }),
        row("tobool", "tobool(value)", "The value as true or false.", (1, 1), Inside, |call| {
            match call.arg(0) {
                Value::Null => Ok(Value::Null),
                value => operators::as_bool(value)
                    .map(Value::Bool)
                    .ok_or_else(|| call.wrong(0, "true or false")),
            }
        }),
        row(
            "tolist",
            "tolist(value)",
            "The value as a list whose items have one type.",
            (1, 1),
            Around,
            |call| match call.arg(0) {
                Value::Null => Ok(Value::Null),
                _ => unified(call, 0).map(Value::List),
            },
        ),
        row("toset", "toset(list)", "Each item once, sorted.", (1, 1), Around, |call| {
            match call.arg(0) {
                Value::Null => Ok(Value::Null),
                _ => unified(call, 0).map(sets::set),
            }
        }),
        row(
            "tomap",
            "tomap(object)",
            "The value as an object whose entries have one type.",
            (1, 1),
            Around,
            |call| match call.arg(0) {
                Value::Null => Ok(Value::Null),
                _ => unify::unify_map(call.map(0)?)
                    .map(Value::Map)
                    .ok_or_else(|| fail(0, "there is no one type that all entries have")),
            },
        ),
        row(
            "sensitive",
            "sensitive(value)",
            "The value, masked wherever it flows.",
            (1, 1),
            Around,
            |call| Ok(secret(call.arg(0).clone())),
        ),
    ];

/// The items of a list argument, converted to one type.
pub(super) fn unified(call: &Call<'_, '_>, at: usize) -> Result<Vec<Value>, Failure> {
    one_type(call.list(at)?, at)
}

/// The values, converted to one type.
pub(super) fn one_type(values: &[Value], at: usize) -> Result<Vec<Value>, Failure> {
    unify::unify(values).ok_or_else(|| fail(at, "there is no one type that all items have"))
}

/// A value as text.
fn to_text(call: &Call<'_, '_>) -> Result<Value, Failure> {
    match call.arg(0) {
        Value::Null => Ok(Value::Null),
        unknown @ (Value::Output { .. } | Value::Template(_)) => Ok(unknown.clone()),
        other => operators::as_text(other)
            .map(Value::Text)
            .ok_or_else(|| call.wrong(0, "a text, a number or a truth value")),
    }
}

//! Functions over objects, and over collections of either sort.
use super::Looks::Around;
use super::{Call, Failure, Function, MANY, fail, operators, row};
use cutover_schemas::value::{Attrs, Value};

pub(super) const TABLE: &[Function] = &[
    row(
        "merge",
        "merge(objects...)",
        "All entries in one object; later ones win.",
        (0, MANY),
        Around,
        |call| {
            let mut all = Attrs::new();
            for at in 0..call.len() {
                if !call.arg(at).is_null() {
                    all.extend(call.map(at)?.clone());
                }
            }
            Ok(Value::Map(all))
        },
    ),
    row(
        "lookup",
        "lookup(object, key, default)",
        "The entry with this key, or the default.",
        (2, 3),
        Around,
        |call| {
            let key = call.text(1)?;
            match (call.map(0)?.get(&key), call.len()) {
                (Some(entry), _) => Ok(entry.clone()),
                (None, 3) => Ok(call.arg(2).clone()),
                (None, _) => Err(fail(1, format!("there is no `{key}`, and no default is given"))),
            }
        },
    ),
    row("keys", "keys(object)", "The keys, sorted.", (1, 1), Around, |call| {
        Ok(Value::List(call.map(0)?.keys().map(Value::text).collect()))
    }),
    row(
        "values",
        "values(object)",
        "The values, in the order of their keys.",
        (1, 1),
        Around,
        |call| Ok(Value::List(call.map(0)?.values().cloned().collect())),
    ),
    row(
        "length",
        "length(value)",
        "How many items, entries or characters there are.",
        (1, 1),
        Around,
        |call| {
            let count = match call.arg(0) {
                Value::List(items) => items.len(),
                Value::Map(entries) => entries.len(),
                Value::Text(text) => text.chars().count(),
                _ => return Err(call.wrong(0, "a list, an object or a text")),
            };
            Ok(Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))
        },
    ),
    row("tomap", "tomap(object)", "The value as an object.", (1, 1), Around, |call| {
        Ok(Value::Map(call.map(0)?.clone()))
    }),
    row(
        "zipmap",
        "zipmap(keys, values)",
        "An object from a list of keys and a list of values.",
        (2, 2),
        Around,
        zipmap,
    ),
    row(
        "coalesce",
        "coalesce(values...)",
        "The first value that is neither null nor an empty text.",
        (1, MANY),
        Around,
        coalesce,
    ),
];

fn zipmap(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (keys, values) = (call.list(0)?, call.list(1)?);
    if keys.len() != values.len() {
        return Err(fail(1, format!("{} keys, but {} values", keys.len(), values.len())));
    }
    keys.iter()
        .zip(values)
        .map(|(key, value)| {
            let known = operators::as_text(key).filter(|_| !key.has_secret());
            let name = known.ok_or_else(|| fail(0, "a key is text that may be seen"))?;
            Ok((name, value.clone()))
        })
        .collect::<Result<Attrs, Failure>>()
        .map(Value::Map)
}

fn coalesce(call: &Call<'_, '_>) -> Result<Value, Failure> {
    call.args
        .iter()
        .find(|value| !value.is_null() && value.as_text() != Some(""))
        .cloned()
        .ok_or_else(|| fail(0, "every argument is null or empty"))
}

//! Functions over objects, and over collections of either sort.
use super::Looks::{Around, Inside};
use super::convert::one_type;
use super::{Call, Failure, Function, MANY, fail, operators, row};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;
use unicode_segmentation::UnicodeSegmentation as _;

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
                Value::Text(text) => text.graphemes(true).count(),
                _ => return Err(call.wrong(0, "a list, an object or a text")),
            };
            Ok(Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))
        },
    ),
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
    row(
        "transpose",
        "transpose(object)",
        "An object of lists of texts turned around: texts become keys, keys become texts.",
        (1, 1),
        Inside,
        |call| {
            let mut turned: BTreeMap<String, Vec<Value>> = BTreeMap::new();
            for (key, items) in call.map(0)? {
                let Value::List(items) = items else {
                    return Err(call.wrong(0, "an object of lists of texts"));
                };
                for item in items {
                    let text = operators::as_text(item)
                        .ok_or_else(|| call.wrong(0, "an object of lists of texts"))?;
                    turned.entry(text).or_default().push(Value::text(key.as_str()));
                }
            }
            Ok(Value::Map(
                turned.into_iter().map(|(text, keys)| (text, Value::List(keys))).collect(),
            ))
        },
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
    one_type(&call.args, 0)?
        .into_iter()
        .find(|value| !value.is_null() && value.as_text() != Some(""))
        .ok_or_else(|| fail(0, "every argument is null or empty"))
}

//! Functions over lists.
use super::Looks::{Around, Inside};
use super::convert::unified;
use super::{Call, Failure, Function, MANY, fail, operators, row};
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) const TABLE: &[Function] = &[
    row("concat", "concat(lists...)", "All items in one list.", (1, MANY), Around, |call| {
        let mut all = Vec::new();
        for at in 0..call.len() {
            all.extend_from_slice(call.list(at)?);
        }
        Ok(Value::List(all))
    }),
    row(
        "contains",
        "contains(list, value)",
        "Whether the value is an item.",
        (2, 2),
        Around,
        contains,
    ),
    row(
        "flatten",
        "flatten(list)",
        "The items of lists inside the list, in one list.",
        (1, 1),
        Around,
        |call| {
            let mut flat = Vec::new();
            flatten(call.list(0)?, &mut flat);
            Ok(Value::List(flat))
        },
    ),
    row("distinct", "distinct(list)", "Each item once, in order.", (1, 1), Around, distinct),
    row(
        "compact",
        "compact(list)",
        "The items that are neither null nor empty texts.",
        (1, 1),
        Inside,
        |call| {
            let mut kept = Vec::new();
            for item in call.list(0)?.iter().filter(|item| !item.is_null()) {
                let text = operators::as_text(item);
                kept.extend(Some(text.ok_or_else(|| call.wrong(0, "a list of texts"))?));
            }
            kept.retain(|text| !text.is_empty());
            Ok(Value::List(kept.into_iter().map(Value::Text).collect()))
        },
    ),
    row("reverse", "reverse(list)", "The items from last to first.", (1, 1), Around, |call| {
        Ok(Value::List(call.list(0)?.iter().rev().cloned().collect()))
    }),
    row("sort", "sort(list)", "The texts in order.", (1, 1), Inside, |call| {
        let mut texts = call.texts(0)?;
        texts.sort();
        Ok(Value::List(texts.into_iter().map(Value::Text).collect()))
    }),
    row(
        "element",
        "element(list, index)",
        "One item; the index wraps around.",
        (2, 2),
        Around,
        element,
    ),
    row(
        "slice",
        "slice(list, start, end)",
        "The items from start up to but without end.",
        (3, 3),
        Around,
        slice,
    ),
    row(
        "chunklist",
        "chunklist(list, size)",
        "The items in lists of that size; 0 means one list.",
        (2, 2),
        Around,
        chunklist,
    ),
    row(
        "coalescelist",
        "coalescelist(lists...)",
        "The first list with items.",
        (1, MANY),
        Around,
        |call| {
            for at in 0..call.len() {
                if !call.list(at)?.is_empty() {
                    return Ok(call.arg(at).clone());
                }
            }
            Err(fail(0, "every list is empty"))
        },
    ),
    row("index", "index(list, value)", "The place of a value, from 0.", (2, 2), Inside, |call| {
        let at =
            call.list(0)?.iter().position(|item| operators::equal(item, call.arg(1)) == Ok(true));
        let at = at.ok_or_else(|| fail(1, "the list doesn't hold this value"))?;
        Ok(Value::Int(i64::try_from(at).unwrap_or(i64::MAX)))
    }),
    row(
        "matchkeys",
        "matchkeys(values, keys, search)",
        "The values at whose place the key is one of those searched.",
        (3, 3),
        Inside,
        matchkeys,
    ),
    row(
        "one",
        "one(list)",
        "The only item, or null where there is none.",
        (1, 1),
        Around,
        |call| match call.list(0)? {
            [] => Ok(Value::Null),
            [only] => Ok(only.clone()),
            many => Err(fail(0, format!("one item at most is wanted, these are {}", many.len()))),
        },
    ),
    row("alltrue", "alltrue(list)", "Whether every item is true.", (1, 1), Inside, |call| {
        Ok(Value::Bool(truths(call)?.all(|truth| truth == Some(true))))
    }),
    row("anytrue", "anytrue(list)", "Whether an item is true.", (1, 1), Inside, |call| {
        Ok(Value::Bool(truths(call)?.any(|truth| truth == Some(true))))
    }),
];

fn flatten(items: &[Value], flat: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::List(inner) => flatten(inner, flat),
            Value::Secret(inner) if matches!(**inner, Value::List(_)) => {
                let mut hidden = Vec::new();
                flatten(std::slice::from_ref(inner), &mut hidden);
                flat.extend(hidden.into_iter().map(crate::eval::secret));
            }
            other => flat.push(other.clone()),
        }
    }
}

fn distinct(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let mut kept: Vec<Value> = Vec::new();
    let mut seen = BTreeSet::new();
    let items = unified(call, 0)?;
    for item in &items {
        if seen.insert(item.revealed()) {
            kept.push(item.clone());
        }
    }
    // What is left tells which secrets are equal.
    let marked = items.iter().any(Value::has_secret);
    Ok(crate::eval::remark(Value::List(kept), marked))
}

fn chunklist(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (items, size) = (call.list(0)?, call.int(1)?);
    let size = match usize::try_from(size) {
        Ok(0) => items.len().max(1),
        Ok(size) => size,
        Err(_) => return Err(fail(1, "the size is 0 or more")),
    };
    Ok(Value::List(items.chunks(size).map(|chunk| Value::List(chunk.to_vec())).collect()))
}

fn matchkeys(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (values, keys) = (call.list(0)?, call.list(1)?);
    if values.len() != keys.len() {
        return Err(fail(1, format!("{} values, but {} keys", values.len(), keys.len())));
    }
    let search: BTreeSet<&Value> = call.list(2)?.iter().collect();
    let kept = values.iter().zip(keys).filter(|(_, key)| search.contains(key));
    Ok(Value::List(kept.map(|(value, _)| value.clone()).collect()))
}

/// The items as truth values; null is neither.
fn truths(call: &Call<'_, '_>) -> Result<impl Iterator<Item = Option<bool>>, Failure> {
    let items: Result<Vec<Option<bool>>, Failure> = call
        .list(0)?
        .iter()
        .map(|item| match operators::as_bool(item) {
            None if !item.is_null() => Err(call.wrong(0, "a list of truth values")),
            truth => Ok(truth),
        })
        .collect();
    Ok(items?.into_iter())
}

fn contains(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let wanted = call.arg(1);
    if wanted.is_null() {
        return Err(call.wrong(1, "a value"));
    }
    let mut unknown = None;
    let mut found = false;
    for item in call.list(0)? {
        match operators::equal(item, wanted) {
            Ok(true) => found = true,
            Ok(false) => {}
            Err(refused) => unknown = Some(refused.message),
        }
    }
    match unknown {
        Some(name) if !found => {
            Err(Failure { argument: Some(0), message: String::new(), unknown: Some(name) })
        }
        _ => {
            let marked = call.arg(0).has_secret() || wanted.has_secret();
            Ok(crate::eval::remark(Value::Bool(found), marked))
        }
    }
}

fn element(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (items, index) = (call.list(0)?, call.int(1)?);
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let at = index.checked_rem_euclid(length).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| items.get(at)).cloned().ok_or_else(|| fail(0, "the list is empty"))
}

fn slice(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let items = call.list(0)?;
    let (start, end) = (usize::try_from(call.int(1)?), usize::try_from(call.int(2)?));
    let part = match (start, end) {
        (Ok(start), Ok(end)) => items.get(start..end),
        _ => None,
    };
    part.map(|part| Value::List(part.to_vec())).ok_or_else(|| {
        fail(2, format!("start and end lie between 0 and {}, start first", items.len()))
    })
}

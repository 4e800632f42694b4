//! Functions over lists and sets.
use super::Looks::{Around, Inside};
use super::{Call, Failure, Function, MANY, fail, operators, row};
use cutover_schemas::value::Value;

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
    row("distinct", "distinct(list)", "Each item once, in order.", (1, 1), Around, |call| {
        let mut kept: Vec<Value> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for item in call.list(0)? {
            if seen.insert(item) {
                kept.push(item.clone());
            }
        }
        Ok(Value::List(kept))
    }),
    row(
        "compact",
        "compact(list)",
        "The items that are neither null nor empty texts.",
        (1, 1),
        Inside,
        |call| {
            let kept =
                call.list(0)?.iter().filter(|item| !item.is_null() && item.as_text() != Some(""));
            Ok(Value::List(kept.cloned().collect()))
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
    row("tolist", "tolist(value)", "The value as a list.", (1, 1), Around, |call| {
        Ok(Value::List(call.list(0)?.to_vec()))
    }),
    row("toset", "toset(list)", "Each item once, sorted.", (1, 1), Around, |call| {
        Ok(set(call.list(0)?.to_vec()))
    }),
    row(
        "setunion",
        "setunion(sets...)",
        "All items, each once, sorted.",
        (1, MANY),
        Around,
        |call| {
            let mut all = Vec::new();
            for at in 0..call.len() {
                all.extend_from_slice(call.list(at)?);
            }
            Ok(set(all))
        },
    ),
];

fn set(mut items: Vec<Value>) -> Value {
    items.sort();
    items.dedup();
    Value::List(items)
}

fn flatten(items: &[Value], flat: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::List(inner) => flatten(inner, flat),
            other => flat.push(other.clone()),
        }
    }
}

fn contains(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let wanted = call.arg(1);
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

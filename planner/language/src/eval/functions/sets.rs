//! Functions over sets, which are sorted lists without doubles.
use super::Looks::{Around, Inside};
use super::convert::{one_type, unified};
use super::{Call, Failure, Function, MANY, fail, row};
use crate::eval::remark;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) const TABLE: &[Function] = &[
    row(
        "setunion",
        "setunion(sets...)",
        "All items, each once, sorted.",
        (1, MANY),
        Around,
        |call| Ok(set(together(call)?.concat())),
    ),
    row(
        "setintersection",
        "setintersection(sets...)",
        "The items that are in every set, sorted.",
        (1, MANY),
        Inside,
        |call| {
            let sets = together(call)?;
            let (first, others) = sets.split_first().ok_or_else(|| call.wrong(0, "a set"))?;
            let others: Vec<BTreeSet<&Value>> =
                others.iter().map(|other| other.iter().collect()).collect();
            let everywhere = |item: &&Value| others.iter().all(|other| other.contains(item));
            Ok(set(first.iter().filter(everywhere).cloned().collect()))
        },
    ),
    row(
        "setsubtract",
        "setsubtract(set, without)",
        "The items of the first set that are not in the second, sorted.",
        (2, 2),
        Inside,
        |call| {
            let sets = together(call)?;
            let [first, without] = sets.as_slice() else {
                return Err(call.wrong(0, "a set"));
            };
            let without: BTreeSet<&Value> = without.iter().collect();
            Ok(set(first.iter().filter(|item| !without.contains(item)).cloned().collect()))
        },
    ),
    row(
        "setproduct",
        "setproduct(lists...)",
        "Every combination of one item of each list.",
        (2, MANY),
        Around,
        product,
    ),
];

/// A set: each item once, sorted, null last. Where one is secret, so is which place it has.
pub(super) fn set(mut items: Vec<Value>) -> Value {
    let marked = items.iter().any(Value::has_secret);
    items.sort_by(|a, b| a.is_null().cmp(&b.is_null()).then_with(|| a.cmp(b)));
    items.dedup();
    remark(Value::List(items), marked)
}

/// Every argument as a list, all of one type of item.
fn together(call: &Call<'_, '_>) -> Result<Vec<Vec<Value>>, Failure> {
    let mut lengths = Vec::new();
    let mut all = Vec::new();
    for at in 0..call.len() {
        let items = call.list(at)?;
        lengths.push(items.len());
        all.extend_from_slice(items);
    }
    let mut rest = one_type(&all, 0)?.into_iter();
    Ok(lengths.into_iter().map(|length| rest.by_ref().take(length).collect()).collect())
}

/// More combinations are a slip.
const MAX_COMBINATIONS: usize = 100_000;

fn product(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for at in 0..call.len() {
        let items = unified(call, at)?;
        if rows.len().saturating_mul(items.len()) > MAX_COMBINATIONS {
            return Err(fail(at, "these are more than 100,000 combinations"));
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                items.iter().map(|item| [row.as_slice(), std::slice::from_ref(item)].concat())
            })
            .collect();
    }
    Ok(Value::List(rows.into_iter().map(Value::List).collect()))
}

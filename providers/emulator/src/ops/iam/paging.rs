//! IAM's pages: `MaxItems` of 1 to 1,000 (100 by default), `Marker`, `IsTruncated`.

use serde_json::{Value, json};

use super::faults;
use crate::ops::page::page;
use crate::ops::{Fault, Input, Reply};
use crate::world::World;

/// One page of sorted `(key, item)` pairs as an answer under `member`.
pub(super) fn answer(
    world: &World,
    input: &Input,
    member: &str,
    items: impl Iterator<Item = (String, Value)>,
) -> Result<Reply, Fault> {
    let (items, rest) = cut(world, input, items)?;
    let mut body = json!({member: items});
    merge(&mut body, rest);
    Ok(body.into())
}

/// One page of items, and the members that say whether more follow.
pub(super) fn cut<T>(
    world: &World,
    input: &Input,
    items: impl Iterator<Item = (String, T)>,
) -> Result<(Vec<T>, Value), Fault> {
    let asked = input.integer_within("MaxItems", 1, 1000)?.unwrap_or(100);
    let limit = usize::try_from(asked).unwrap_or(100).min(world.settings().pages.iam);
    let page = page(world, items, input.text("Marker"), limit)
        .map_err(|_| faults::validation("Invalid Marker."))?;
    let rest = match page.next {
        Some(next) => json!({"IsTruncated": true, "Marker": next}),
        None => json!({"IsTruncated": false}),
    };
    Ok((page.items, rest))
}

/// Adds the members of one object to another.
pub(super) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

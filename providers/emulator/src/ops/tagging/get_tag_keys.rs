//! `GetTagKeys` and `GetTagValues`.

use std::collections::BTreeSet;

use serde_json::json;

use super::{invalid, tagged};
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn keys(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let keys = tagged(world).into_iter().flat_map(|(_, tags)| tags.into_keys()).collect();
    answer(world, input, "TagKeys", keys)
}

pub(super) fn values(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = input.text("Key").ok_or_else(|| invalid("Key must not be null"))?;
    let values = tagged(world).into_iter().filter_map(|(_, mut tags)| tags.remove(key)).collect();
    answer(world, input, "TagValues", values)
}

fn answer(
    world: &World,
    input: &Input,
    member: &str,
    items: BTreeSet<String>,
) -> Result<Reply, Fault> {
    let token = input.text("PaginationToken").filter(|token| !token.is_empty());
    let items = items.into_iter().map(|item| (item.clone(), item));
    let page = page(world, items, token, world.settings().pages.tagging).map_err(|_| {
        Fault::sender(400, "PaginationTokenExpiredException", "The PaginationToken is not valid")
    })?;
    Ok(json!({member: page.items, "PaginationToken": page.next.unwrap_or_default()}).into())
}

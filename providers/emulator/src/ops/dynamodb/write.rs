//! The one place where items change: the item, its index entries, its expiry and its stream record go together.

use serde::{Deserialize, Serialize};

use super::attribute::Item;
use super::model::{Status, Table};
use super::{key, streams, time_to_live};
use crate::world::World;
use crate::world::table::Table as Rows;

/// Who changed an item: records of expiry carry an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Cause {
    Caller,
    Expiry,
}

/// Puts an item in the place of what stands in the row, or removes it.
pub(super) fn replace(
    world: &mut World,
    table: &Table,
    row: &str,
    new: Option<Item>,
    cause: Cause,
) {
    let old = world.dynamodb.items.get(row).cloned();
    if old == new {
        return;
    }
    for index in table.indexes().filter(|index| index.status != Status::Deleting) {
        let entry_of =
            |item: &Option<Item>| item.as_ref().and_then(|item| key::entry(table, index, item));
        let (before, after) = (entry_of(&old), entry_of(&new));
        if before == after {
            continue;
        }
        if let Some(before) = before {
            world.dynamodb.entries.remove(&before);
        }
        if let Some(after) = after {
            world.dynamodb.entries.insert(after, row.to_owned());
        }
    }
    expire(world, table, row, old.as_ref(), new.as_ref());
    streams::record(world, table, old.as_ref(), new.as_ref(), cause);
    match new {
        Some(item) => world.dynamodb.items.insert(row, item),
        None => {
            world.dynamodb.items.remove(row);
        }
    }
}

/// Moves an item's expiry.
fn expire(world: &mut World, table: &Table, row: &str, old: Option<&Item>, new: Option<&Item>) {
    let due = |item: Option<&Item>| item.and_then(|item| time_to_live::due_ms(table, item));
    let (before, after) = (due(old), due(new));
    if before == after {
        return;
    }
    if let Some(before) = before {
        world.dynamodb.expiries.remove(&key::expiry(&table.name, before, row));
    }
    if let Some(after) = after {
        world.dynamodb.expiries.insert(key::expiry(&table.name, after, row), row.to_owned());
        time_to_live::arrange(world, &table.name);
    }
}

/// Reads a table's items into a new index.
pub(super) fn fill(world: &mut World, table: &Table, index: &str) {
    let Some(index) = table.globals.iter().find(|one| one.name == index) else { return };
    let prefix = key::table_prefix(&table.name);
    let entries: Vec<(String, String)> = world
        .dynamodb
        .items
        .prefixed(&prefix)
        .filter_map(|(row, item)| Some((key::entry(table, index, item)?, row.to_owned())))
        .collect();
    for (entry, row) in entries {
        world.dynamodb.entries.insert(entry, row);
    }
}

/// Removes every row that begins with the prefix.
pub(super) fn clear<V: Clone>(rows: &mut Rows<V>, prefix: &str) {
    let found: Vec<String> = rows.prefixed(prefix).map(|(row, _)| row.to_owned()).collect();
    for row in found {
        rows.remove(&row);
    }
}

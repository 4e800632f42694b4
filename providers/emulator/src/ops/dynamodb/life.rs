//! The states of tables and indexes: what begins with a request and ends when the clock gets there.

use super::faults::{in_use, no_table};
use super::model::{ExpiryState, Status, Table};
use super::{key, streams, time_to_live, write};
use crate::ops::Fault;
use crate::world::World;

/// Arranges that a new table becomes active.
pub(super) fn created(world: &mut World, name: &str) {
    let delay = world.settings().delays.table_ms;
    arrange(world, "settle", name, "", delay);
}

/// Marks a table as changing, until the clock says otherwise.
pub(super) fn touched(world: &mut World, name: &str) {
    if let Some(table) = world.dynamodb.tables.get_mut(name) {
        table.status = Status::Updating;
    }
    let delay = world.settings().delays.table_ms;
    arrange(world, "settle", name, "", delay);
}

/// Arranges the end of an index's creation or deletion, which takes longer than its table's change.
pub(super) fn index_changes(world: &mut World, name: &str, index: &str) {
    let delays = &world.settings().delays;
    let delay = delays.index_ms.max(delays.table_ms);
    arrange(world, "index", name, index, delay);
}

/// Arranges that a table is gone.
pub(super) fn deleted(world: &mut World, name: &str) {
    let delay = world.settings().delays.table_ms;
    arrange(world, "gone", name, "", delay);
}

/// Arranges that a change of time to live is done.
pub(super) fn expiry_changes(world: &mut World, name: &str) {
    let delay = world.settings().delays.expiry_ms;
    arrange(world, "expiry", name, "", delay);
}

/// Arranges a look at what has expired.
pub(super) fn sweep(world: &mut World, name: &str, at_ms: u64) {
    let delay = at_ms.saturating_sub(world.now_ms());
    arrange(world, "sweep", name, "", delay);
}

fn arrange(world: &mut World, what: &str, name: &str, rest: &str, delay: u64) {
    // The id tells the table from one made again under its name.
    let id = world.dynamodb.tables.get(name).map(|table| table.id.clone()).unwrap_or_default();
    let at = world.now_ms().saturating_add(delay);
    world.schedule(at, "dynamodb", &format!("{what} {name} {id} {rest}"));
}

/// Refuses a change while the table is not active.
pub(super) fn settled(world: &World, name: &str) -> Result<Table, Fault> {
    let table = world.dynamodb.tables.get(name).ok_or_else(|| no_table(name))?;
    let state = match table.status {
        Status::Active => return Ok(table.clone()),
        Status::Creating => "created",
        Status::Updating => "updated",
        Status::Deleting => "deleted",
    };
    Err(in_use(format!(
        "Attempt to change a resource which is still in use: Table is being {state}: {name}"
    )))
}

/// Lets something scheduled happen.
pub(super) fn happen(world: &mut World, subject: &str) {
    let mut words = subject.split(' ');
    let (Some(what), Some(name), Some(id)) = (words.next(), words.next(), words.next()) else {
        return;
    };
    let rest = words.next().unwrap_or_default();
    if what == "forget" {
        streams::forget(world, name);
        return;
    }
    if world.dynamodb.tables.get(name).is_none_or(|table| table.id != id) {
        return;
    }
    match what {
        "settle" => settle(world, name),
        "index" => finish_index(world, name, rest),
        "gone" => remove(world, name),
        "expiry" => finish_expiry(world, name),
        "sweep" => time_to_live::sweep(world, name),
        _ => {}
    }
}

fn settle(world: &mut World, name: &str) {
    let Some(table) = world.dynamodb.tables.get_mut(name) else { return };
    match table.status {
        Status::Creating => {
            for index in &mut table.globals {
                index.status = Status::Active;
            }
            table.status = Status::Active;
        }
        Status::Updating => {
            table.status = Status::Active;
            for index in &mut table.globals {
                match index.status {
                    Status::Updating => index.status = Status::Active,
                    Status::Creating => index.backfilling = true,
                    Status::Active | Status::Deleting => {}
                }
            }
        }
        Status::Active | Status::Deleting => {}
    }
}

fn finish_index(world: &mut World, name: &str, index: &str) {
    let Some(table) = world.dynamodb.tables.get_mut(name) else { return };
    let found = table.globals.iter_mut().find(|one| one.name == index);
    match found.as_ref().map(|index| index.status) {
        Some(Status::Creating) => {
            if let Some(found) = found {
                found.status = Status::Active;
                found.backfilling = false;
            }
        }
        Some(Status::Deleting) => {
            table.globals.retain(|one| one.name != index);
            drop_unused(table);
            write::clear(&mut world.dynamodb.entries, &key::index_prefix(name, index));
        }
        Some(Status::Active | Status::Updating) | None => {}
    }
}

/// AWS forgets the definitions that no key uses any more.
fn drop_unused(table: &mut Table) {
    let used: Vec<String> = std::iter::once(&table.key)
        .chain(table.globals.iter().chain(&table.locals).map(|index| &index.key))
        .flat_map(|key| key.names().map(str::to_owned))
        .collect();
    table.definitions.retain(|definition| used.contains(&definition.name));
}

fn remove(world: &mut World, name: &str) {
    world.dynamodb.tables.remove(name);
}

fn finish_expiry(world: &mut World, name: &str) {
    let Some(table) = world.dynamodb.tables.get_mut(name) else { return };
    match table.expiry.state {
        ExpiryState::Enabling => table.expiry.state = ExpiryState::Enabled,
        ExpiryState::Disabling => {
            table.expiry.state = ExpiryState::Disabled;
            table.expiry.attribute = None;
        }
        ExpiryState::Enabled | ExpiryState::Disabled => return,
    }
    time_to_live::rebuild(world, name);
}

//! Time to live: switching it on and off, and removing what has expired when the clock gets there.

use serde_json::{Value, json};

use super::attribute::{Attribute, Item};
use super::check::{constraint, part, table_name, text};
use super::faults::{invalid, no_table};
use super::model::{ExpiryState, Table};
use super::write::{self, Cause};
use super::{key, life};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// Items whose time lies further back are taken for mistakes and kept.
const OLDEST_MS: u64 = 5 * 365 * 24 * 3_600_000;

pub(super) fn update(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = table_name(world, input)?;
    let (enabled, attribute) = specification(input)?;
    let table = life::settled(world, &name)?;
    let (now_ms, window) = (world.now_ms(), world.settings().windows.expiry_again_ms);
    if table.expiry.changed_ms.is_some_and(|changed| now_ms < changed.saturating_add(window)) {
        return Err(invalid(
            "Time to live has been modified multiple times within a fixed interval",
        ));
    }
    let on = matches!(table.expiry.state, ExpiryState::Enabled | ExpiryState::Enabling);
    match (enabled, on) {
        (true, true) => return Err(invalid("TimeToLive is already enabled")),
        (false, false) => return Err(invalid("TimeToLive is already disabled")),
        (false, true) if table.expiry.attribute.as_deref() != Some(attribute.as_str()) => {
            return Err(invalid(format!(
                "TimeToLive is active on a different AttributeName: current AttributeName is {}",
                table.expiry.attribute.unwrap_or_default()
            )));
        }
        _ => {}
    }
    if let Some(table) = world.dynamodb.tables.get_mut(&name) {
        table.expiry.state = if enabled { ExpiryState::Enabling } else { ExpiryState::Disabling };
        table.expiry.attribute = Some(attribute.clone());
        table.expiry.changed_ms = Some(now_ms);
    }
    life::expiry_changes(world, &name);
    let told = json!({"Enabled": enabled, "AttributeName": attribute});
    Ok(json!({"TimeToLiveSpecification": told}).into())
}

fn specification(input: &Input) -> Result<(bool, String), Fault> {
    let path = "timeToLiveSpecification";
    let Some(given) = part(input, "TimeToLiveSpecification")? else {
        return Err(constraint(path, None, "Member must not be null"));
    };
    let Some(enabled) = given.flag("Enabled") else {
        return Err(constraint(&format!("{path}.enabled"), None, "Member must not be null"));
    };
    let path = format!("{path}.attributeName");
    let Some(attribute) = text(&given, "AttributeName")? else {
        return Err(constraint(&path, None, "Member must not be null"));
    };
    if attribute.is_empty() {
        let rule = "Member must have length greater than or equal to 1";
        return Err(constraint(&path, Some(""), rule));
    }
    if attribute.len() > 255 {
        let rule = "Member must have length less than or equal to 255";
        return Err(constraint(&path, Some(attribute), rule));
    }
    Ok((enabled, attribute.to_owned()))
}

pub(super) fn describe(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = table_name(world, input)?;
    let table = world.dynamodb.tables.get(&name).ok_or_else(|| no_table(&name))?;
    let word = match table.expiry.state {
        ExpiryState::Disabled => "DISABLED",
        ExpiryState::Enabling => "ENABLING",
        ExpiryState::Enabled => "ENABLED",
        ExpiryState::Disabling => "DISABLING",
    };
    let mut shown = json!({"TimeToLiveStatus": word});
    if let (Some(attribute), Some(members)) = (&table.expiry.attribute, shown.as_object_mut()) {
        members.insert("AttributeName".to_owned(), Value::from(attribute.as_str()));
    }
    Ok(json!({"TimeToLiveDescription": shown}).into())
}

/// When an item is to go, if ever.
pub(super) fn due_ms(table: &Table, item: &Item) -> Option<u64> {
    let attribute = table.expiry.attribute.as_ref()?;
    if table.expiry.state != ExpiryState::Enabled {
        return None;
    }
    let Attribute::Number(seconds) = item.get(attribute)? else { return None };
    u64::try_from(seconds.whole()?).ok()?.checked_mul(1000)
}

/// Makes the list of what expires anew, after time to live was switched on or off.
pub(super) fn rebuild(world: &mut World, name: &str) {
    let prefix = key::table_prefix(name);
    write::clear(&mut world.dynamodb.expiries, &prefix);
    let Some(table) = world.dynamodb.tables.get(name).cloned() else { return };
    let due: Vec<(u64, String)> = world
        .dynamodb
        .items
        .prefixed(&prefix)
        .filter_map(|(row, item)| Some((due_ms(&table, item)?, row.to_owned())))
        .collect();
    for (at, row) in due {
        world.dynamodb.expiries.insert(key::expiry(name, at, &row), row);
    }
    arrange(world, name);
}

/// Arranges the next look, unless one is arranged early enough.
pub(super) fn arrange(world: &mut World, name: &str) {
    let prefix = key::table_prefix(name);
    let first = world.dynamodb.expiries.prefixed(&prefix).next();
    let Some(at) = first.and_then(|(row, _)| key::expiry_ms(row)) else { return };
    let at = at.saturating_add(world.settings().delays.expired_ms).max(world.now_ms());
    let arranged = world.dynamodb.tables.get(name).and_then(|table| table.expiry.sweep_ms);
    if arranged.is_some_and(|arranged| arranged <= at) {
        return;
    }
    if let Some(table) = world.dynamodb.tables.get_mut(name) {
        table.expiry.sweep_ms = Some(at);
    }
    life::sweep(world, name, at);
}

/// Removes what has expired.
pub(super) fn sweep(world: &mut World, name: &str) {
    let (now_ms, delay) = (world.now_ms(), world.settings().delays.expired_ms);
    let Some(table) = world.dynamodb.tables.get_mut(name) else { return };
    table.expiry.sweep_ms = None;
    let table = table.clone();
    let prefix = key::table_prefix(name);
    let due: Vec<(String, String, u64)> = world
        .dynamodb
        .expiries
        .prefixed(&prefix)
        .filter_map(|(expiry, row)| Some((expiry.to_owned(), row.clone(), key::expiry_ms(expiry)?)))
        .take_while(|(_, _, at)| at.saturating_add(delay) <= now_ms)
        .collect();
    for (expiry, row, at) in due {
        world.dynamodb.expiries.remove(&expiry);
        if at.saturating_add(OLDEST_MS) > now_ms {
            write::replace(world, &table, &row, None, Cause::Expiry);
        }
    }
    arrange(world, name);
}

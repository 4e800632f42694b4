//! Provisioned concurrency: asynchronous, within the headroom, on a version directly or through one alias.

use serde_json::{Value, json};

use super::faults::{conflict, invalid, not_found, other};
use super::model::{Alias, Allocation, Provisioned, qualified_key};
use super::render::{self, put};
use super::{concurrency, read_function, reference};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn put_config(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let wanted = input.integer_within("ProvisionedConcurrentExecutions", 1, i64::from(u32::MAX))?;
    let wanted = wanted.ok_or_else(|| input.missing("ProvisionedConcurrentExecutions"))?;
    let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
    let (name, qualifier) = qualified(world, input)?;
    eligible(world, &name, &qualifier)?;
    let key = qualified_key(&name, Some(&qualifier));
    let present = world.lambda.provisioned.get(&key).cloned();
    concurrency::headroom(world, &name, present.as_ref().map_or(0, |row| row.requested), wanted)?;
    let row = Provisioned {
        requested: wanted,
        allocated: 0,
        status: Allocation::InProgress,
        reason: None,
        modified_ms: world.now_ms(),
        change: present.map_or(0, |row| row.change) + 1,
    };
    let body = shown(&row);
    arrange(world, &key, row.change);
    world.lambda.provisioned.insert(key, row);
    Ok(Reply::from(body))
}

pub(super) fn get_config(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = qualified(world, input)?;
    let row = world.lambda.provisioned.get(&qualified_key(&name, Some(&qualifier)));
    row.map(|row| Reply::from(shown(row))).ok_or_else(|| {
        other(
            404,
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
        )
    })
}

pub(super) fn delete_config(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = qualified(world, input)?;
    let key = qualified_key(&name, Some(&qualifier));
    world.lambda.provisioned.remove(&key);
    stop_moving(world, &key);
    Ok(Reply::empty())
}

pub(super) fn list_configs(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let prefix = format!("{name}/");
    let rows = world.lambda.provisioned.prefixed(&prefix);
    let page = read_function::cut_short(
        world,
        input,
        rows.map(|(key, row)| (key.to_owned(), (key, row))),
    )?;
    let items = page.items.iter().map(|(key, row)| {
        let mut item = shown(row);
        let qualifier = key.strip_prefix(&prefix);
        put(&mut item, "FunctionArn", reference::arn(world, &name, qualifier).into());
        item
    });
    Ok(read_function::listed("ProvisionedConcurrencyConfigs", items.collect(), page.next))
}

fn shown(row: &Provisioned) -> Value {
    let mut out = json!({
        "RequestedProvisionedConcurrentExecutions": row.requested,
        "AvailableProvisionedConcurrentExecutions": row.allocated,
        "AllocatedProvisionedConcurrentExecutions": row.allocated,
        "Status": match row.status {
            Allocation::InProgress => "IN_PROGRESS",
            Allocation::Ready => "READY",
            Allocation::Failed => "FAILED",
        },
        "LastModified": render::time(row.modified_ms),
    });
    if let Some(reason) = &row.reason {
        put(&mut out, "StatusReason", reason.clone().into());
    }
    out
}

fn qualified(world: &World, input: &Input) -> Result<(String, String), Fault> {
    let named = reference::existing(world, input)?;
    let qualifier = named.qualifier.ok_or_else(|| input.missing("Qualifier"))?;
    if qualifier == "$LATEST" {
        return Err(invalid(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        ));
    }
    reference::target(world, &named.name, Some(&qualifier)).map_err(|fault| {
        if qualifier.chars().all(|c| c.is_ascii_digit()) {
            return fault;
        }
        not_found(format!(
            "Cannot find alias arn: {}",
            reference::arn(world, &named.name, Some(&qualifier))
        ))
    })?;
    Ok((named.name, qualifier))
}

/// Refuses a version provisioned twice, and aliases that split their traffic.
fn eligible(world: &World, name: &str, qualifier: &str) -> Result<(), Fault> {
    let Some(alias) = world.lambda.aliases.get(&format!("{name}/{qualifier}")) else {
        if aliases_on(world, name, qualifier, "").next().is_some() {
            return Err(conflict("Version is pointed by a Provisioned Concurrency alias"));
        }
        return Ok(());
    };
    if alias.routing().is_some() {
        return Err(invalid("Alias with weights can not be used with Provisioned Concurrency"));
    }
    if alias.version == "$LATEST" {
        return Err(invalid(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        ));
    }
    refuse_taken(world, name, alias)
}

fn refuse_taken(world: &World, name: &str, alias: &Alias) -> Result<(), Fault> {
    if world.lambda.provisioned.contains(&qualified_key(name, Some(&alias.version))) {
        return Err(conflict(
            "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
        ));
    }
    if aliases_on(world, name, &alias.version, &alias.name).next().is_some() {
        return Err(conflict(
            "Alias can't be used for Provisioned Concurrency configuration: its version is pointed by a Provisioned \
             Concurrency alias",
        ));
    }
    Ok(())
}

/// The other aliases with provisioned concurrency that point to a version.
fn aliases_on<'a>(
    world: &'a World,
    name: &str,
    version: &'a str,
    but: &'a str,
) -> impl Iterator<Item = &'a Alias> {
    let keys: Vec<String> = world
        .lambda
        .provisioned
        .prefixed(&format!("{name}/"))
        .map(|(key, _)| key.to_owned())
        .collect();
    keys.into_iter()
        .filter_map(|key| world.lambda.aliases.get(&key))
        .filter(move |alias| alias.version == version && alias.name != but)
}

/// Refuses to move an alias with provisioned concurrency onto a version that has its own.
pub(super) fn refuse_move(world: &World, name: &str, alias: &Alias) -> Result<(), Fault> {
    if world.lambda.provisioned.contains(&qualified_key(name, Some(&alias.name))) {
        return refuse_taken(world, name, alias);
    }
    Ok(())
}

/// Begins to move an alias's provisioned concurrency: the old version keeps the traffic until it is allocated.
pub(super) fn begin_move(world: &mut World, key: &str, alias: &mut Alias, old: &str) {
    let now = world.now_ms();
    let Some(row) = world.lambda.provisioned.get_mut(key) else { return };
    row.status = Allocation::InProgress;
    row.change += 1;
    row.modified_ms = now;
    let change = row.change;
    alias.moving_from = Some(old.to_owned());
    arrange(world, key, change);
}

fn arrange(world: &mut World, key: &str, change: u64) {
    let at = world.now_ms() + world.settings().delays.provisioned_ms;
    world.schedule(at, "lambda", &format!("provision {key} {change}"));
}

/// Ends an allocation, unless another one has overtaken it.
pub(super) fn finish(world: &mut World, key: &str, change: &str) {
    let current =
        world.lambda.provisioned.get(key).is_some_and(|row| row.change.to_string() == change);
    if !current {
        return;
    }
    if let Some(row) = world.lambda.provisioned.get_mut(key)
        && row.status == Allocation::InProgress
    {
        row.status = Allocation::Ready;
        row.allocated = row.requested;
        row.reason = None;
    }
    stop_moving(world, key);
}

fn stop_moving(world: &mut World, key: &str) {
    if world.lambda.aliases.get(key).is_none_or(|alias| alias.moving_from.is_none()) {
        return;
    }
    let revision = world.uuid();
    if let Some(alias) = world.lambda.aliases.get_mut(key) {
        alias.moving_from = None;
        alias.revision = revision;
    }
}

/// Tells that the workers of a qualifier did not initialise: the allocation fails, traffic stays on demand.
pub(crate) fn fail(world: &mut World, key: &str, reason: &str) {
    if let Some(row) = world.lambda.provisioned.get_mut(key) {
        row.status = Allocation::Failed;
        row.allocated = 0;
        row.reason = Some(reason.to_owned());
    }
}

/// The workers wanted ahead: the row's key, the function, the version, and how many.
pub(crate) fn wanted(world: &World) -> Vec<(String, String, String, u32)> {
    let rows = world.lambda.provisioned.iter().filter(|(_, row)| row.status != Allocation::Failed);
    rows.filter_map(|(key, row)| {
        let (name, qualifier) = key.split_once('/')?;
        let version =
            world.lambda.aliases.get(key).map_or(qualifier, |alias| alias.version.as_str());
        Some((key.to_owned(), name.to_owned(), version.to_owned(), row.requested))
    })
    .collect()
}

/// The provisioned workers of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cover {
    /// The version, or the alias that has them for it.
    pub(crate) qualifier: String,
    pub(crate) allocated: u32,
}

/// The provisioned workers that a version has, directly or through an alias.
pub(crate) fn cover(world: &World, name: &str, version: &str) -> Option<Cover> {
    let prefix = format!("{name}/");
    let mut rows = world.lambda.provisioned.prefixed(&prefix);
    rows.find_map(|(key, row)| {
        let qualifier = key.strip_prefix(&prefix)?;
        let through = world.lambda.aliases.get(key).map(|alias| alias.version.as_str());
        let found = through.unwrap_or(qualifier) == version;
        found.then(|| Cover { qualifier: qualifier.to_owned(), allocated: row.allocated })
    })
}

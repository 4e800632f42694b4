//! `DescribeTable`, `ListTables`, `DeleteTable`, `DescribeLimits`.

use serde_json::{Value, json};

use super::check::{self, at_least, constraint, table_name, text};
use super::faults::{in_use, invalid, no_table};
use super::model::Status;
use super::{key, life, render, streams, write};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn describe(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = table_name(world, input)?;
    if !world.dynamodb.tables.contains(&name) {
        return Err(no_table(&name));
    }
    Ok(json!({"Table": render::table(world, &name)}).into())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = at_least(input, "Limit", "limit", 1)?.unwrap_or(100);
    if limit > 100 {
        let rule = "Member must have value less than or equal to 100";
        return Err(constraint("limit", Some(&limit.to_string()), rule));
    }
    let after = text(input, "ExclusiveStartTableName")?;
    if let Some(after) = after {
        check::name("exclusiveStartTableName", after)?;
    }
    let limit = usize::try_from(limit).unwrap_or(100).min(world.settings().pages.tables);
    let limit = world.page_cap.map_or(limit, |cap| limit.min(cap)).max(1);
    let rest = world.dynamodb.tables.keys().filter(|name| after.is_none_or(|after| *name > after));
    let mut names: Vec<String> = rest.take(limit + 1).map(str::to_owned).collect();
    let more = names.len() > limit;
    names.truncate(limit);
    let mut body = json!({"TableNames": names});
    if let (true, Some(last), Some(members)) = (more, names.last(), body.as_object_mut()) {
        members.insert("LastEvaluatedTableName".to_owned(), Value::from(last.as_str()));
    }
    Ok(body.into())
}

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = table_name(world, input)?;
    let table = world.dynamodb.tables.get(&name).ok_or_else(|| no_table(&name))?;
    let busy = |state: &str| {
        in_use(format!(
            "Attempt to change a resource which is still in use: Table is being {state}: {name}"
        ))
    };
    match table.status {
        Status::Creating => return Err(busy("created")),
        Status::Updating => return Err(busy("updated")),
        Status::Deleting => return Err(busy("deleted")),
        Status::Active => {}
    }
    if table.globals.iter().any(|index| index.status == Status::Creating) {
        return Err(in_use(format!(
            "Attempt to change a resource which is still in use: Table has an index being created: {name}"
        )));
    }
    if table.protected {
        return Err(invalid(
            "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection \
             first.",
        ));
    }
    if table.view.is_some() {
        streams::close(world, &name);
    }
    if let Some(table) = world.dynamodb.tables.get_mut(&name) {
        table.status = Status::Deleting;
    }
    let prefix = key::table_prefix(&name);
    write::clear(&mut world.dynamodb.items, &prefix);
    write::clear(&mut world.dynamodb.entries, &prefix);
    write::clear(&mut world.dynamodb.expiries, &prefix);
    life::deleted(world, &name);
    Ok(json!({"TableDescription": render::table(world, &name)}).into())
}

/// The account's default quotas.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
#[expect(clippy::unnecessary_wraps, reason = "operations may refuse")]
pub(super) fn limits(_world: &mut World, _caller: &Caller, _: &Input) -> Result<Reply, Fault> {
    Ok(json!({
        "AccountMaxReadCapacityUnits": 80_000,
        "AccountMaxWriteCapacityUnits": 80_000,
        "TableMaxReadCapacityUnits": 40_000,
        "TableMaxWriteCapacityUnits": 40_000,
    })
    .into())
}

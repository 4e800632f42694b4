//! `CreateSchedule`, `UpdateSchedule`, `GetSchedule` and `DeleteSchedule`. Updating replaces the whole.

use serde_json::{Map, Value, json};

use super::{DEFAULT, Schedule, alarm, arn, check, dates, faults, groups, tokens};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The group and the name of a request, and the key they make.
fn place(input: &Input) -> Result<(String, String, String), Fault> {
    check::name(input, "Name")?;
    check::name(input, "GroupName")?;
    let (group, name) = (input.text("GroupName").unwrap_or(DEFAULT), input.need_text("Name")?);
    Ok((group.to_owned(), name.to_owned(), format!("{group}/{name}")))
}

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (group, name, key) = place(input)?;
    if let Some(answer) = tokens::before(world, "CreateSchedule", input)? {
        return Ok(answer.into());
    }
    let owner = groups::find(world, &group).ok_or_else(|| faults::no_group(&group))?;
    if owner.is_deleting {
        return Err(faults::conflict(format!("Schedule group {group} is being deleted.")));
    }
    let settings = check::settings(world, input, &group)?;
    if world.scheduler.schedules.contains(&key) {
        return Err(faults::conflict(format!("Schedule {name} already exists.")));
    }
    let now_ms = world.now_ms();
    let answer = json!({"ScheduleArn": arn(world, &group, &name)});
    let row = Schedule { group, name, created_ms: now_ms, modified_ms: now_ms, settings, turn: 0 };
    world.scheduler.schedules.insert(key.clone(), row);
    alarm::arrange_first(world, &key);
    tokens::remember(world, "CreateSchedule", input, &answer);
    Ok(answer.into())
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (group, name, key) = place(input)?;
    if let Some(answer) = tokens::before(world, "UpdateSchedule", input)? {
        return Ok(answer.into());
    }
    groups::find(world, &group).ok_or_else(|| faults::no_group(&group))?;
    if !world.scheduler.schedules.contains(&key) {
        return Err(faults::no_schedule(&name));
    }
    let settings = check::settings(world, input, &group)?;
    let now_ms = world.now_ms();
    if let Some(row) = world.scheduler.schedules.get_mut(&key) {
        row.settings = settings;
        row.modified_ms = now_ms;
        row.turn += 1;
    }
    alarm::arrange_first(world, &key);
    let answer = json!({"ScheduleArn": arn(world, &group, &name)});
    tokens::remember(world, "UpdateSchedule", input, &answer);
    Ok(answer.into())
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (group, name, key) = place(input)?;
    groups::find(world, &group).ok_or_else(|| faults::no_group(&group))?;
    let row = world.scheduler.schedules.get(&key).ok_or_else(|| faults::no_schedule(&name))?;
    let mut out = head(world, row);
    out.extend(row.settings.clone());
    Ok(Value::Object(out).into())
}

/// What every form of a schedule shows.
pub(super) fn head(world: &World, row: &Schedule) -> Map<String, Value> {
    let pairs = [
        ("Arn", arn(world, &row.group, &row.name).into()),
        ("GroupName", row.group.clone().into()),
        ("Name", row.name.clone().into()),
        ("CreationDate", dates::seconds(row.created_ms)),
        ("LastModificationDate", dates::seconds(row.modified_ms)),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (group, name, key) = place(input)?;
    if let Some(answer) = tokens::before(world, "DeleteSchedule", input)? {
        return Ok(answer.into());
    }
    groups::find(world, &group).ok_or_else(|| faults::no_group(&group))?;
    world.scheduler.schedules.remove(&key).ok_or_else(|| faults::no_schedule(&name))?;
    tokens::remember(world, "DeleteSchedule", input, &json!({}));
    Ok(Reply::empty())
}

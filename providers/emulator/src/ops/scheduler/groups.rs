//! Schedule groups. Deleting one takes a while, and takes its schedules along.

use serde_json::{Map, Value, json};

use super::{DEFAULT, Group, check, dates, faults, group_arn, tags, tokens};
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most groups of an account.
const MOST: usize = 500;

/// The group of a name, if there is one.
pub(super) fn find(world: &World, name: &str) -> Option<Group> {
    let row = world.scheduler.groups.get(name).cloned();
    row.or_else(|| (name == DEFAULT).then(|| Group { name: name.to_owned(), ..Group::default() }))
}

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    check::name(input, "Name")?;
    let name = input.need_text("Name")?.to_owned();
    if let Some(answer) = tokens::before(world, "CreateScheduleGroup", input)? {
        return Ok(answer.into());
    }
    let tags = tags::read(input)?;
    if find(world, &name).is_some() {
        return Err(faults::conflict(format!("Schedule group {name} already exists.")));
    }
    if world.scheduler.groups.len() >= MOST {
        return Err(faults::quota("the number of schedule groups"));
    }
    let now_ms = world.now_ms();
    let answer = json!({"ScheduleGroupArn": group_arn(world, &name)});
    let group = Group {
        name: name.clone(),
        created_ms: now_ms,
        modified_ms: now_ms,
        is_deleting: false,
        tags,
    };
    world.scheduler.groups.insert(name, group);
    tokens::remember(world, "CreateScheduleGroup", input, &answer);
    Ok(answer.into())
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    check::name(input, "Name")?;
    let name = input.need_text("Name")?;
    let group = find(world, name).ok_or_else(|| faults::no_group(name))?;
    Ok(Value::Object(shown(world, &group)).into())
}

fn shown(world: &World, group: &Group) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("Arn".to_owned(), group_arn(world, &group.name).into());
    out.insert("Name".to_owned(), group.name.clone().into());
    let state = if group.is_deleting { "DELETING" } else { "ACTIVE" };
    out.insert("State".to_owned(), state.into());
    out.insert("CreationDate".to_owned(), dates::seconds(group.created_ms));
    out.insert("LastModificationDate".to_owned(), dates::seconds(group.modified_ms));
    out
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = input.text("NamePrefix").unwrap_or_default();
    let mut names: Vec<String> = world.scheduler.groups.keys().map(str::to_owned).collect();
    if !names.iter().any(|name| name == DEFAULT) {
        names.push(DEFAULT.to_owned());
    }
    names.sort();
    let groups = names.iter().filter(|name| name.starts_with(prefix));
    let groups = groups.filter_map(|name| find(world, name));
    let items = groups.map(|group| (group.name.clone(), Value::Object(shown(world, &group))));
    paged(world, input, items, "ScheduleGroups")
}

/// A page of a list, with the marker of the next one.
pub(super) fn paged(
    world: &World,
    input: &Input,
    items: impl Iterator<Item = (String, Value)>,
    member: &str,
) -> Result<Reply, Fault> {
    let asked = input.integer_within("MaxResults", 1, 100)?;
    let limit = asked.and_then(|asked| usize::try_from(asked).ok()).unwrap_or(100);
    let page = page(world, items, input.text("NextToken"), limit)
        .map_err(|_| faults::invalid("Invalid NextToken."))?;
    let mut body = json!({member: page.items});
    if let (Some(next), Value::Object(members)) = (page.next, &mut body) {
        members.insert("NextToken".to_owned(), next.into());
    }
    Ok(body.into())
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    check::name(input, "Name")?;
    let name = input.need_text("Name")?.to_owned();
    if let Some(answer) = tokens::before(world, "DeleteScheduleGroup", input)? {
        return Ok(answer.into());
    }
    if name == DEFAULT {
        return Err(faults::invalid("The default schedule group cannot be deleted."));
    }
    let now_ms = world.now_ms();
    let due_ms = now_ms + world.settings().delays.schedule_group_ms;
    let group = world.scheduler.groups.get_mut(&name).ok_or_else(|| faults::no_group(&name))?;
    if group.is_deleting {
        let text = format!("Schedule group {name} is already being deleted.");
        return Err(faults::conflict(text));
    }
    group.is_deleting = true;
    group.modified_ms = now_ms;
    world.schedule(due_ms, "scheduler", &format!("gone {name}"));
    tokens::remember(world, "DeleteScheduleGroup", input, &json!({}));
    Ok(Reply::empty())
}

/// A group's deletion is done.
pub(super) fn gone(world: &mut World, name: &str) {
    if world.scheduler.groups.get(name).is_none_or(|group| !group.is_deleting) {
        return;
    }
    world.scheduler.groups.remove(name);
    let prefix = format!("{name}/");
    let keys: Vec<String> =
        world.scheduler.schedules.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        world.scheduler.schedules.remove(&key);
    }
}

//! Log groups and their retention.

use serde_json::{Value, json};

use super::model::{Group, arn, exists, group_of, no_group, refuse};
use super::subscriptions;
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

const RETENTIONS: &[i64] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("logGroupName")?.to_owned();
    input.length("logGroupName", 1, 512)?;
    let letters = |c: char| c.is_ascii_alphanumeric() || ".-_/#".contains(c);
    input.characters("logGroupName", letters, "[\\.\\-_/#A-Za-z0-9]+")?;
    input.one_of("logGroupClass", &["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"])?;
    if world.logs.groups.contains(&name) {
        return Err(exists("log group"));
    }
    let tags = input.text_map("tags").unwrap_or_default();
    if let Some(text) = tags::refusal(&tags) {
        return Err(refuse("InvalidParameterException", &text));
    }
    let group = Group {
        created_ms: world.now_ms(),
        class: input.text("logGroupClass").unwrap_or("STANDARD").to_owned(),
        key: input.text("kmsKeyId").map(str::to_owned),
        tags,
        ..Group::default()
    };
    world.logs.groups.insert(name, group);
    Ok(Reply::empty())
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = group_of(world, input)?;
    world.logs.groups.remove(&name);
    subscriptions::forget(world, &name);
    let prefix = format!("{name}|");
    let streams: Vec<String> =
        world.logs.streams.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in streams {
        world.logs.streams.remove(&key);
    }
    let chunks: Vec<String> =
        world.logs.chunks.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in chunks {
        world.logs.chunks.remove(&key);
    }
    Ok(Reply::empty())
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer_within("limit", 1, 50)?.unwrap_or(50);
    let (prefix, part) = (input.text("logGroupNamePrefix"), input.text("logGroupNamePattern"));
    if prefix.is_some() && part.is_some() {
        return Err(refuse(
            "InvalidParameterException",
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let identifiers = input.texts("logGroupIdentifiers");
    let rows = world.logs.groups.iter().filter(|(name, _)| {
        prefix.is_none_or(|prefix| name.starts_with(prefix))
            && part.is_none_or(|part| name.to_lowercase().contains(&part.to_lowercase()))
            && (identifiers.is_empty()
                || identifiers.iter().any(|id| super::model::named(id) == *name))
    });
    let rows = rows.map(|(name, group)| (name.to_owned(), shown(world, name, group)));
    answer(world, input, "logGroups", rows, limit)
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer_within("limit", 1, 1000)?.unwrap_or(50);
    let part =
        input.text("logGroupNamePattern").map(|part| part.trim_start_matches('^').to_owned());
    let anchored = input.text("logGroupNamePattern").is_some_and(|part| part.starts_with('^'));
    let rows = world.logs.groups.iter().filter(|(name, _)| {
        part.as_ref().is_none_or(|part| {
            if anchored { name.starts_with(part.as_str()) } else { name.contains(part.as_str()) }
        })
    });
    let rows = rows.map(|(name, group)| {
        let item = json!({ "logGroupName": name, "logGroupArn": arn(world, name), "logGroupClass": group.class });
        (name.to_owned(), item)
    });
    answer(world, input, "logGroups", rows, limit)
}

/// Cuts a page and answers it.
pub(super) fn answer(
    world: &World,
    input: &Input,
    member: &str,
    rows: impl Iterator<Item = (String, Value)>,
    limit: i64,
) -> Result<Reply, Fault> {
    let limit = usize::try_from(limit).unwrap_or(50);
    let page = page(world, rows, input.text("nextToken"), limit)
        .map_err(|_| refuse("InvalidParameterException", "The specified nextToken is invalid."))?;
    let mut body = json!({ member: page.items });
    if let (Some(next), Some(members)) = (page.next, body.as_object_mut()) {
        members.insert("nextToken".to_owned(), next.into());
    }
    Ok(Reply::from(body))
}

fn shown(world: &World, name: &str, group: &Group) -> Value {
    let mut out = json!({
        "logGroupName": name, "creationTime": group.created_ms, "metricFilterCount": 0,
        "arn": format!("{}:*", arn(world, name)), "storedBytes": group.bytes,
        "logGroupClass": group.class, "logGroupArn": arn(world, name),
    });
    if let Some(members) = out.as_object_mut() {
        if let Some(days) = group.retention {
            members.insert("retentionInDays".to_owned(), days.into());
        }
        if let Some(key) = &group.key {
            members.insert("kmsKeyId".to_owned(), key.clone().into());
        }
    }
    out
}

pub(super) fn put_retention(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = group_of(world, input)?;
    let days = input.integer("retentionInDays")?.ok_or_else(|| input.missing("retentionInDays"))?;
    if !RETENTIONS.contains(&days) {
        let rule = format!("Member must satisfy enum value set: {RETENTIONS:?}");
        return Err(input.invalid("retentionInDays", &days.to_string(), &rule));
    }
    set_retention(world, &name, Some(days))
}

pub(super) fn delete_retention(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = group_of(world, input)?;
    set_retention(world, &name, None)
}

fn set_retention(world: &mut World, name: &str, days: Option<i64>) -> Result<Reply, Fault> {
    let group = world.logs.groups.get_mut(name).ok_or_else(no_group)?;
    group.retention = days;
    Ok(Reply::empty())
}

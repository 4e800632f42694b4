//! Tags of rules and buses, by EventBridge's own operations and by the tagging API.

use serde_json::json;

use super::names::{self, bus_arn, rule_arn};
use super::{DEFAULT, faults};
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// What an ARN means.
enum Tagged {
    Bus(String),
    /// By the rule's key.
    Rule(String),
}

/// The tags of a request, checked.
pub(super) fn read(input: &Input) -> Result<TagMap, Fault> {
    let given = input.tag_list("Tags");
    tags::refusal(&given).map_or(Ok(given), |reason| Err(faults::invalid(reason)))
}

pub(super) fn tag(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let tagged = find(world, input.need_text("ResourceARN")?)?;
    apply(world, &tagged, &TagEdit::Put(read(input)?))
}

pub(super) fn untag(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let tagged = find(world, input.need_text("ResourceARN")?)?;
    apply(world, &tagged, &TagEdit::Remove(input.texts("TagKeys")))
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let tagged = find(world, input.need_text("ResourceARN")?)?;
    Ok(json!({"Tags": tags::list(&shown(world, &tagged))}).into())
}

fn shown(world: &World, tagged: &Tagged) -> TagMap {
    match tagged {
        Tagged::Bus(name) => world.events.buses.get(name).map(|bus| bus.tags.clone()),
        Tagged::Rule(key) => world.events.rules.get(key).map(|rule| rule.tags.clone()),
    }
    .unwrap_or_default()
}

/// The bus or rule of an ARN, which exists.
fn find(world: &World, arn: &str) -> Result<Tagged, Fault> {
    let path = arn.splitn(6, ':').nth(5).unwrap_or_default();
    if let Some(name) = path.strip_prefix("event-bus/") {
        let found = names::bus(world, name).filter(|_| bus_arn(world, name) == arn);
        return found.map(|bus| Tagged::Bus(bus.name)).ok_or_else(|| faults::no_bus(name));
    }
    if let Some(path) = path.strip_prefix("rule/") {
        let (bus, name) = path.rsplit_once('/').unwrap_or((DEFAULT, path));
        let key = names::key(bus, name);
        let is_there = world.events.rules.contains(&key) && rule_arn(world, bus, name) == arn;
        return if is_there { Ok(Tagged::Rule(key)) } else { Err(faults::no_rule(name, bus)) };
    }
    Err(faults::invalid(
        "Parameter ResourceARN is not valid. Reason: Provided Arn is not in correct format.",
    ))
}

fn apply(world: &mut World, tagged: &Tagged, edit: &TagEdit) -> Result<Reply, Fault> {
    let mut edited = shown(world, tagged);
    tags::apply(&mut edited, edit);
    if let (TagEdit::Put(_), Some(reason)) = (edit, tags::refusal(&edited)) {
        return Err(faults::invalid(reason));
    }
    match tagged {
        Tagged::Bus(name) => {
            let mut bus = names::bus(world, name).ok_or_else(|| faults::no_bus(name))?;
            bus.tags = edited;
            world.events.buses.insert(name.clone(), bus);
        }
        Tagged::Rule(key) => {
            if let Some(rule) = world.events.rules.get_mut(key) {
                rule.tags = edited;
            }
        }
    }
    Ok(Reply::empty())
}

/// Every bus and rule, for the tagging API.
pub(super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    let buses = world.events.buses.values();
    let buses = buses.map(|bus| (bus_arn(world, &bus.name), bus.tags.clone()));
    let rules = world.events.rules.values();
    let rules = rules.map(|rule| (rule_arn(world, &rule.bus, &rule.name), rule.tags.clone()));
    buses.chain(rules).collect()
}

/// An edit by the tagging API.
pub(super) fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    if arn.split(':').nth(2) != Some("events") {
        return Ok(false);
    }
    match find(world, arn) {
        Ok(tagged) => apply(world, &tagged, edit).map(|_| true),
        Err(_) => Ok(false),
    }
}

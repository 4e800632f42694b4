//! `PutTargets`, `RemoveTargets` and `ListTargetsByRule`: targets by id, put one over the other.

use serde_json::{Value, json};

use super::buses::paged;
use super::{check_target, faults, names};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most targets of a rule.
const MOST: usize = 5;

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let targets = input.list("Targets");
    if targets.is_empty() {
        return Err(input.missing("Targets"));
    }
    for (place, target) in targets.iter().enumerate() {
        check_target::shape(&input.part(target), place + 1)?;
    }
    let (key, rule) = names::rule(world, input, "Rule")?;
    let mut after = rule.targets.clone();
    for target in targets {
        check_target::meaning(world, &input.part(target))?;
        let id = target.get("Id").and_then(Value::as_str).unwrap_or_default();
        after.insert(id.to_owned(), target.clone());
    }
    if after.len() > MOST {
        return Err(faults::limit());
    }
    if let Some(rule) = world.events.rules.get_mut(&key) {
        rule.targets = after;
    }
    Ok(json!({"FailedEntryCount": 0, "FailedEntries": []}).into())
}

pub(super) fn remove(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let ids = input.texts("Ids");
    if ids.is_empty() {
        return Err(input.missing("Ids"));
    }
    let (key, _) = names::rule(world, input, "Rule")?;
    if let Some(rule) = world.events.rules.get_mut(&key) {
        rule.targets.retain(|id, _| !ids.contains(id));
    }
    Ok(json!({"FailedEntryCount": 0, "FailedEntries": []}).into())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (_, rule) = names::rule(world, input, "Rule")?;
    let limit = names::limit(input)?;
    let items = rule.targets.iter().map(|(id, target)| (id.clone(), target.clone()));
    paged(world, input, items, limit, "Targets")
}

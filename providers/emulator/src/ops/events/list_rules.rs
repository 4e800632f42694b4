//! `ListRules` and `ListRuleNamesByTarget`.

use serde_json::Value;

use super::buses::paged;
use super::{names, rules};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let bus = names::existing_bus(world, input, "EventBusName")?;
    let prefix = names::key(&bus, input.text("NamePrefix").unwrap_or_default());
    let limit = names::limit(input)?;
    let rows = world.events.rules.prefixed(&prefix);
    let items = rows.map(|(key, rule)| (key.to_owned(), Value::Object(rules::shown(world, rule))));
    paged(world, input, items, limit, "Rules")
}

pub(super) fn names_by_target(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let target = input.need_text("TargetArn")?;
    let bus = names::existing_bus(world, input, "EventBusName")?;
    let limit = names::limit(input)?;
    let prefix = names::key(&bus, "");
    let rows = world.events.rules.prefixed(&prefix);
    let leads_there = |row: &Value| row.get("Arn").and_then(Value::as_str) == Some(target);
    let rows = rows.filter(|(_, rule)| rule.targets.values().any(leads_there));
    let items = rows.map(|(key, rule)| (key.to_owned(), rule.name.clone().into()));
    paged(world, input, items, limit, "RuleNames")
}

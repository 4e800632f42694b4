//! `PutRule`, `DescribeRule`, `EnableRule`, `DisableRule` and `DeleteRule`. Putting a rule replaces all but its targets.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::names::{self, rule_arn};
use super::{DEFAULT, Rule, faults, tags, ticks};
use crate::ops::iam::trust;
use crate::ops::pattern::{Dialect, Pattern};
use crate::ops::timetable::{self, Timetable};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The service's principal.
pub(super) const PRINCIPAL: &str = "events.amazonaws.com";

/// What a rule can be.
const STATES: &[&str] = &["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"];

/// The most rules of a bus.
const MOST: usize = 300;

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    names::check(input, "Name", 64)?;
    input.length("Description", 0, 512)?;
    input.length("EventPattern", 0, 4096)?;
    let state = input.text("State").unwrap_or("ENABLED");
    if !STATES.contains(&state) {
        let text = format!("Member must satisfy enum value set: [{}]", STATES.join(", "));
        return Err(input.invalid("State", state, &text));
    }
    let bus = names::existing_bus(world, input, "EventBusName")?;
    let pattern = input.text("EventPattern").filter(|text| !text.is_empty());
    let schedule = input.text("ScheduleExpression").filter(|text| !text.is_empty());
    check_cause(&bus, pattern, schedule)?;
    let role = input.text("RoleArn");
    check_role(world, role)?;
    let name = input.need_text("Name")?.to_owned();
    let key = names::key(&bus, &name);
    let before = world.events.rules.get(&key).cloned();
    let on_bus = world.events.rules.prefixed(&format!("{bus}|")).count();
    if before.is_none() && on_bus >= MOST {
        return Err(faults::limit());
    }
    let rule = Rule {
        pattern: pattern.map(str::to_owned),
        schedule: schedule.map(str::to_owned),
        state: state.to_owned(),
        description: input.text("Description").map(str::to_owned),
        role: role.map(str::to_owned),
        // Tags count when the rule is made; afterwards they have operations of their own.
        tags: before.as_ref().map_or_else(|| tags::read(input), |rule| Ok(rule.tags.clone()))?,
        targets: before.as_ref().map_or_else(BTreeMap::new, |rule| rule.targets.clone()),
        origin_ms: world.now_ms(),
        turn: before.map_or(0, |rule| rule.turn + 1),
        name: name.clone(),
        bus: bus.clone(),
    };
    world.events.rules.insert(key.clone(), rule);
    ticks::arrange(world, &key);
    Ok(json!({"RuleArn": rule_arn(world, &bus, &name)}).into())
}

/// A rule is caused by events, by time, or by both.
fn check_cause(bus: &str, pattern: Option<&str>, schedule: Option<&str>) -> Result<(), Fault> {
    if pattern.is_none() && schedule.is_none() {
        let text = "Parameter(s) EventPattern or ScheduleExpression must be specified.";
        return Err(faults::invalid(text));
    }
    if let Some(pattern) = pattern {
        Pattern::parse(pattern, Dialect::Rule).map_err(|reason| faults::bad_pattern(&reason))?;
    }
    if let Some(schedule) = schedule {
        if bus != DEFAULT {
            let text = "ScheduleExpression is supported only on the default event bus.";
            return Err(faults::invalid(text));
        }
        if Timetable::parse(schedule, timetable::Dialect::Rule).is_none() {
            return Err(faults::invalid("Parameter ScheduleExpression is not valid."));
        }
    }
    Ok(())
}

/// A role must be one that EventBridge can assume.
pub(super) fn check_role(world: &World, role: Option<&str>) -> Result<(), Fault> {
    match role {
        Some(role) if !trust::can_be_assumed_by(world, role, PRINCIPAL) => {
            let text =
                format!("Provided role '{role}' cannot be assumed by principal '{PRINCIPAL}'.");
            Err(faults::invalid(text))
        }
        _ => Ok(()),
    }
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (_, rule) = names::rule(world, input, "Name")?;
    let mut out = shown(world, rule);
    out.insert("CreatedBy".to_owned(), world.settings().account.clone().into());
    Ok(Value::Object(out).into())
}

/// What a rule shows: what was not given is left out.
pub(super) fn shown(world: &World, rule: &Rule) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("Name".to_owned(), rule.name.clone().into());
    out.insert("Arn".to_owned(), rule_arn(world, &rule.bus, &rule.name).into());
    out.insert("State".to_owned(), rule.state.clone().into());
    out.insert("EventBusName".to_owned(), rule.bus.clone().into());
    let given = [
        ("EventPattern", &rule.pattern),
        ("ScheduleExpression", &rule.schedule),
        ("Description", &rule.description),
        ("RoleArn", &rule.role),
    ];
    for (name, value) in given {
        if let Some(value) = value {
            out.insert(name.to_owned(), value.clone().into());
        }
    }
    out
}

pub(super) fn enable(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    turn(world, input, "ENABLED")
}

pub(super) fn disable(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    turn(world, input, "DISABLED")
}

fn turn(world: &mut World, input: &Input, state: &str) -> Result<Reply, Fault> {
    let (key, _) = names::rule(world, input, "Name")?;
    let now_ms = world.now_ms();
    if let Some(rule) = world.events.rules.get_mut(&key)
        && rule.state != state
    {
        state.clone_into(&mut rule.state);
        rule.origin_ms = now_ms;
        rule.turn += 1;
        ticks::arrange(world, &key);
    }
    Ok(Reply::empty())
}

/// Deleting what is not there is no mistake; a rule with targets stays.
pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    names::check(input, "Name", 64)?;
    let bus = names::existing_bus(world, input, "EventBusName")?;
    let key = names::key(&bus, input.need_text("Name")?);
    let targets = world.events.rules.get(&key).map_or(0, |rule| rule.targets.len());
    if targets > 0 {
        return Err(faults::invalid("Rule can't be deleted since it has targets."));
    }
    world.events.rules.remove(&key);
    Ok(Reply::empty())
}

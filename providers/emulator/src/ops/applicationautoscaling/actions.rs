//! Scheduled actions: the bounds of a target, changed at times.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::activities::{self, Draft};
use super::faults::{invalid, limit, missing};
use super::model::{Action, Outcome, seconds};
use super::names::Named;
use super::{answer, capacity, names, targets};
use crate::ops::timetable::{self, Dialect, Timetable};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The actions of a page.
const PAGE: u8 = 50;

/// The most actions of one target.
const MOST: usize = 200;

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = action_name(input)?;
    let named = names::read(input)?;
    let key = format!("{}|{name}", named.key());
    let present = world.applicationautoscaling.actions.get(&key).cloned();
    let action = read(world, input, &named, &name, present)?;
    check(&action)?;
    if !world.applicationautoscaling.targets.contains(&named.key()) {
        return Err(missing("scalable target registered", &named, None));
    }
    let prefix = format!("{}|", named.key());
    let state = &world.applicationautoscaling;
    if !state.actions.contains(&key) && state.actions.prefixed(&prefix).count() >= MOST {
        return Err(limit(format!("A scalable target can have at most {MOST} scheduled actions")));
    }
    targets::write(world, &named)?;
    let now = world.now_ms();
    arrange(world, &key, &action, now);
    world.applicationautoscaling.actions.insert(key, action);
    Ok(Reply::empty())
}

fn action_name(input: &Input) -> Result<String, Fault> {
    let name = input.need_text("ScheduledActionName")?;
    input.length("ScheduledActionName", 1, 256)?;
    let allowed = |letter: char| !letter.is_control() && !":/|".contains(letter);
    let pattern = "(?!((^[ ]+.*)|(.*([\\u0000-\\u001f]|[\\u007f-\\u009f]|[:/|])+.*)|(.*[ ]+$))).+";
    input.characters("ScheduledActionName", allowed, pattern)?;
    if name.trim_matches(' ') != name {
        let rule = format!("Member must satisfy regular expression pattern: {pattern}");
        return Err(input.invalid("ScheduledActionName", name, &rule));
    }
    Ok(name.to_owned())
}

/// What is not mentioned stays as it was, but for the start and the end: those are forgotten.
fn read(
    world: &mut World,
    input: &Input,
    named: &Named,
    name: &str,
    present: Option<Action>,
) -> Result<Action, Fault> {
    let mut action = match present {
        Some(present) => present,
        None => Action {
            named: named.clone(),
            name: name.to_owned(),
            arn: arn(world, named, name),
            schedule: String::new(),
            zone: None,
            start_ms: None,
            end_ms: None,
            min: None,
            max: None,
            created_ms: world.now_ms(),
            change: 0,
        },
    };
    input.length("Schedule", 1, 1600)?;
    if let Some(schedule) = input.text("Schedule") {
        schedule.clone_into(&mut action.schedule);
    }
    if let Some(zone) = input.text("Timezone") {
        action.zone = Some(zone.to_owned());
    }
    (action.start_ms, action.end_ms) = (moment(input, "StartTime")?, moment(input, "EndTime")?);
    if let Some(given) = input.get("ScalableTargetAction") {
        let given = input.part(given);
        (action.min, action.max) = (bound(&given, "MinCapacity")?, bound(&given, "MaxCapacity")?);
    }
    action.change += 1;
    Ok(action)
}

fn arn(world: &mut World, named: &Named, name: &str) -> String {
    let id = world.uuid();
    let settings = world.settings();
    format!(
        "arn:aws:autoscaling:{}:{}:scheduledAction:{id}:resource/{}/{}:scheduledActionName/{name}",
        settings.region, settings.account, named.namespace, named.resource
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to positive milliseconds"
)]
fn moment(input: &Input, member: &str) -> Result<Option<u64>, Fault> {
    let Some(given) = input.get(member) else { return Ok(None) };
    let seconds = given.as_f64().ok_or_else(|| {
        Fault::sender(400, "SerializationException", format!("`{member}` is not a timestamp"))
    })?;
    Ok(Some((seconds.max(0.0) * 1000.0) as u64))
}

fn bound(given: &Input, member: &str) -> Result<Option<u32>, Fault> {
    let Some(number) = given.integer(member)? else { return Ok(None) };
    u32::try_from(number)
        .map(Some)
        .map_err(|_| invalid(format!("{member} must be greater than or equal to 0")))
}

fn check(action: &Action) -> Result<(), Fault> {
    if action.schedule.is_empty() {
        return Err(invalid("Schedule is required to create a scheduled action"));
    }
    if Timetable::parse(&action.schedule, Dialect::Schedule).is_none() {
        return Err(invalid(format!("Schedule expression is invalid: {}", action.schedule)));
    }
    if zone(action).is_none() {
        let name = action.zone.as_deref().unwrap_or_default();
        return Err(invalid(format!("Timezone is invalid: {name}")));
    }
    match (action.min, action.max) {
        (None, None) => {
            return Err(invalid(
                "At least one of MinCapacity and MaxCapacity is required in ScalableTargetAction",
            ));
        }
        (Some(min), Some(max)) if max < min => {
            return Err(invalid("Maximum capacity cannot be less than minimum capacity"));
        }
        _ => {}
    }
    match (action.start_ms, action.end_ms) {
        (Some(start), Some(end)) if end <= start => {
            Err(invalid("Start time must be before end time"))
        }
        _ => Ok(()),
    }
}

/// The zone of an action's local times: UTC where none is named.
fn zone(action: &Action) -> Option<TimeZone> {
    action.zone.as_deref().map_or(Some(TimeZone::UTC), timetable::zone)
}

/// Arranges the action's next occasion after a moment, if it has one.
fn arrange(world: &mut World, key: &str, action: &Action, after_ms: u64) {
    let Some(timetable) = Timetable::parse(&action.schedule, Dialect::Schedule) else { return };
    let Some(zone) = zone(action) else { return };
    let (after, origin) = match action.start_ms {
        // A start is the first moment that counts.
        Some(start) => (after_ms.max(start.saturating_sub(1)), start),
        None => (after_ms, action.created_ms),
    };
    let next = timetable.next(after, origin, &zone);
    if let Some(next) = next.filter(|next| action.end_ms.is_none_or(|end| *next <= end)) {
        let subject = format!("action {} {key}", action.change);
        world.schedule(next, "applicationautoscaling", &subject);
    }
}

/// An action's occasion has come.
pub(super) fn due(world: &mut World, subject: &str) {
    let Some((change, key)) = subject.split_once(' ') else { return };
    let action = world.applicationautoscaling.actions.get(key);
    let action = action.filter(|action| action.change.to_string() == change).cloned();
    let Some(action) = action else { return };
    let target = world.applicationautoscaling.targets.get(&action.named.key());
    if target.is_some_and(|target| !target.suspended.scheduled) {
        run(world, &action);
    }
    let now = world.now_ms();
    arrange(world, key, &action, now);
}

fn run(world: &mut World, action: &Action) {
    let bounds = [action.min.map(|min| ("min", min)), action.max.map(|max| ("max", max))];
    let words: Vec<String> = bounds
        .iter()
        .flatten()
        .map(|(word, bound)| format!("{word} capacity to {bound}"))
        .collect();
    let words = words.join(" and ");
    let Some(target) = world.applicationautoscaling.targets.get_mut(&action.named.key()) else {
        return;
    };
    let (min, max) = (action.min.unwrap_or(target.min), action.max.unwrap_or(target.max));
    let is_sound = min <= max;
    if is_sound {
        (target.min, target.max) = (min, max);
    }
    let (status, message) = if is_sound {
        (Outcome::Successful, format!("Successfully set {words}"))
    } else {
        let reason = "Maximum capacity cannot be less than minimum capacity";
        (Outcome::Failed, format!("Failed to set {words}. Reason: {reason}"))
    };
    let draft = Draft {
        description: format!("Setting {words}"),
        cause: format!("scheduled action name {} was triggered", action.name),
        status,
        message: Some(message),
        size: None,
        held: None,
    };
    activities::record(world, &action.named, draft);
    if is_sound {
        capacity::fit(world, &action.named);
    }
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("ScheduledActionName")?;
    let named = names::read(input)?;
    let key = format!("{}|{name}", named.key());
    if !world.applicationautoscaling.actions.contains(&key) {
        let which = Some(("scheduled action name", name));
        return Err(missing("scheduled action found", &named, which));
    }
    targets::write(world, &named)?;
    world.applicationautoscaling.actions.remove(&key);
    Ok(Reply::empty())
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let namespace = names::namespace(input)?;
    let (resource, dimension) = (names::resource(input)?, names::dimension(input)?);
    if dimension.is_some() && resource.is_none() {
        return Err(invalid("A resource ID must be given with a scalable dimension"));
    }
    let wanted = input.texts("ScheduledActionNames");
    let prefix = format!("{namespace}|");
    let rows = world.applicationautoscaling.actions.prefixed(&prefix).filter(|(_, action)| {
        (wanted.is_empty() || wanted.contains(&action.name))
            && resource.is_none_or(|resource| action.named.resource == resource)
            && dimension.is_none_or(|dimension| action.named.dimension == dimension)
    });
    let rows = rows.map(|(key, action)| (key.to_owned(), shown(action)));
    answer(world, input, "ScheduledActions", rows, PAGE)
}

fn shown(action: &Action) -> Value {
    let mut bounds = Map::new();
    for (member, bound) in [("MinCapacity", action.min), ("MaxCapacity", action.max)] {
        bounds.extend(bound.map(|bound| (member.to_owned(), json!(bound))));
    }
    let mut out = json!({
        "ScheduledActionName": action.name,
        "ScheduledActionARN": action.arn,
        "ServiceNamespace": action.named.namespace,
        "Schedule": action.schedule,
        "ResourceId": action.named.resource,
        "ScalableDimension": action.named.dimension,
        "ScalableTargetAction": bounds,
        "CreationTime": seconds(action.created_ms),
    });
    if let Some(members) = out.as_object_mut() {
        let zone = action.zone.as_ref().map(|zone| ("Timezone", json!(zone)));
        let start = action.start_ms.map(|start| ("StartTime", json!(seconds(start))));
        let end = action.end_ms.map(|end| ("EndTime", json!(seconds(end))));
        let more = [zone, start, end].into_iter().flatten();
        members.extend(more.map(|(member, value)| (member.to_owned(), value)));
    }
    out
}

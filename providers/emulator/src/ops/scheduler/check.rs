//! What a schedule must be, and what it is when nothing is said.

use serde_json::{Map, Value, json};

use super::{dates, faults, group_arn, target};
use crate::ops::iam::trust;
use crate::ops::timetable::{self, Dialect, Timetable};
use crate::ops::{Fault, Input};
use crate::world::World;

/// A name of a group or a schedule.
pub(super) fn name(input: &Input, member: &str) -> Result<(), Fault> {
    input.length(member, 1, 64)?;
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    input.characters(member, allowed, "^[0-9a-zA-Z-_.]+$")
}

/// The settings of a request, checked and completed.
pub(super) fn settings(
    world: &World,
    input: &Input,
    group: &str,
) -> Result<Map<String, Value>, Fault> {
    let expression = input.need_text("ScheduleExpression")?;
    input.length("ScheduleExpression", 1, 256)?;
    input.length("ScheduleExpressionTimezone", 1, 50)?;
    input.length("Description", 0, 512)?;
    if Timetable::parse(expression, Dialect::Schedule).is_none() {
        return Err(faults::invalid(format!("Invalid Schedule Expression {expression}.")));
    }
    let zone = input.text("ScheduleExpressionTimezone").unwrap_or("UTC");
    if timetable::zone(zone).is_none() {
        return Err(faults::invalid(format!("Invalid Schedule Expression Timezone {zone}.")));
    }
    let state = choice(input, "State", &["ENABLED", "DISABLED"])?;
    let action = choice(input, "ActionAfterCompletion", &["NONE", "DELETE"])?;
    let window = window(input)?;
    check_dates(world, input)?;
    let target = target::read(input)?;
    check_role(world, &target, group)?;
    let mut out = Map::new();
    let pairs = [
        ("ScheduleExpression", expression.into()),
        ("ScheduleExpressionTimezone", zone.into()),
        ("State", state.into()),
        ("ActionAfterCompletion", action.into()),
        ("FlexibleTimeWindow", window),
        ("Target", target),
    ];
    out.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
    for member in ["Description", "KmsKeyArn", "StartDate", "EndDate"] {
        if let Some(value) = input.get(member) {
            out.insert(member.to_owned(), value.clone());
        }
    }
    Ok(out)
}

/// One of some words, the first unless told.
fn choice<'a>(
    input: &'a Input,
    member: &str,
    words: &'static [&'static str],
) -> Result<&'a str, Fault> {
    match input.text(member) {
        None => Ok(words.first().copied().unwrap_or_default()),
        Some(word) if words.contains(&word) => Ok(word),
        Some(word) => {
            let text = format!("Member must satisfy enum value set: [{}]", words.join(", "));
            Err(input.invalid(member, word, &text))
        }
    }
}

fn window(input: &Input) -> Result<Value, Fault> {
    let window = input.get("FlexibleTimeWindow");
    let part = input.part(window.ok_or_else(|| input.missing("FlexibleTimeWindow"))?);
    let Some(mode) = part.text("Mode") else {
        let text = "Member must not be null";
        return Err(Fault::constraint(
            "ValidationException",
            "flexibleTimeWindow.mode",
            None,
            text,
        ));
    };
    let minutes = part.integer_within("MaximumWindowInMinutes", 1, 1440)?;
    match (mode, minutes) {
        ("OFF", None) => Ok(json!({"Mode": "OFF"})),
        ("OFF", Some(_)) => Err(faults::invalid(
            "A maximum time window is not allowed when the flexible time window is OFF.",
        )),
        ("FLEXIBLE", Some(minutes)) => {
            Ok(json!({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes}))
        }
        ("FLEXIBLE", None) => Err(faults::invalid(
            "A maximum time window must be provided for a flexible time window.",
        )),
        (mode, _) => {
            let text = "Member must satisfy enum value set: [OFF, FLEXIBLE]";
            let member = "flexibleTimeWindow.mode";
            Err(Fault::constraint("ValidationException", member, Some(mode), text))
        }
    }
}

fn check_dates(world: &World, input: &Input) -> Result<(), Fault> {
    let date = |member: &str| input.get(member).and_then(dates::ms);
    match (date("StartDate"), date("EndDate")) {
        (_, Some(end_ms)) if end_ms <= world.now_ms() => {
            Err(faults::invalid("The EndDate you specify cannot be earlier than the current time."))
        }
        (Some(start_ms), Some(end_ms)) if start_ms >= end_ms => {
            Err(faults::invalid("The StartDate you specify must come before the EndDate."))
        }
        _ => Ok(()),
    }
}

/// The role must be one that the Scheduler can assume for this group.
fn check_role(world: &World, target: &Value, group: &str) -> Result<(), Fault> {
    let role = target.get("RoleArn").and_then(Value::as_str).unwrap_or_default();
    let source = group_arn(world, group);
    if trust::can_be_assumed_for(world, role, super::PRINCIPAL, Some(&source)) {
        return Ok(());
    }
    let text =
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";
    Err(faults::invalid(text))
}

//! Composite alarms: evaluated when they are told something, and whenever a state they ask for changes.

use serde_json::{Value, json};

use super::state::{self, New};
use super::{Alarm, Kind, StateValue, arn, rule, time};
use crate::world::World;

/// The evaluation after the alarm was made or told something else.
pub(super) fn first(world: &mut World, alarm: &Alarm) {
    let Some(value) = value_now(world, alarm) else { return };
    if value != alarm.state.value {
        // Only a new composite alarm has insufficient data.
        let is_new = alarm.state.value == StateValue::InsufficientData;
        let done = if is_new { "created" } else { "updated" };
        let arn = arn(world, &alarm.name);
        let word = value.word();
        let reason = format!("{arn} was {done} and its alarm rule evaluates to {word}");
        let data = json!({ "triggeringAlarms": triggers(world, alarm) }).to_string();
        state::write(world, &alarm.name, New { value, reason, data: Some(data) });
    }
}

/// Evaluates the composite alarms that ask for one whose state has just changed. The names are those of the alarms
/// that led here: evaluation stops where they go in a circle.
pub(super) fn follow(world: &mut World, child: &Alarm, path: &[String]) {
    for name in super::parents(world, &child.name) {
        let parent = world.cloudwatch.alarms.get(&name).filter(|_| !path.contains(&name));
        let Some(parent) = parent.filter(|row| row.kind == Kind::Composite).cloned() else {
            continue;
        };
        let Some(value) = value_now(world, &parent) else { continue };
        if value == parent.state.value {
            continue;
        }
        let reason = format!(
            "{} transitioned to {} at {}",
            arn(world, &child.name),
            child.state.value.word(),
            time::in_words(world.now_ms())
        );
        let data = json!({ "triggeringAlarms": [triggering(world, child)] }).to_string();
        state::write_after(world, &name, New { value, reason, data: Some(data) }, path);
    }
}

/// What the rule comes to: a composite alarm is in alarm or it is not.
fn value_now(world: &World, alarm: &Alarm) -> Option<StateValue> {
    let rule = rule::parse(world, alarm.setting("AlarmRule")?).ok()?;
    let state_of = |name: &str| world.cloudwatch.alarms.get(name).map(|child| child.state.value);
    Some(if rule.holds(&state_of) { StateValue::Alarm } else { StateValue::Ok })
}

/// The alarms it asks for that are in alarm.
fn triggers(world: &World, alarm: &Alarm) -> Vec<Value> {
    let children = alarm.children(world);
    let children = children.iter().filter_map(|name| world.cloudwatch.alarms.get(name));
    let alarmed = children.filter(|child| child.state.value == StateValue::Alarm);
    alarmed.map(|child| triggering(world, child)).collect()
}

fn triggering(world: &World, child: &Alarm) -> Value {
    json!({
        "arn": arn(world, &child.name),
        "state": {
            "value": child.state.value.word(),
            "timestamp": time::of_ms(child.state.changed_ms),
        },
    })
}

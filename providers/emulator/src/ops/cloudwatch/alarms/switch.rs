//! `EnableAlarmActions` and `DisableAlarmActions`.

use serde_json::Value;

use super::{check, history};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in super::super) fn on(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    set(world, input, true)
}

pub(in super::super) fn off(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    set(world, input, false)
}

/// Names that no alarm has are passed over; what is as it should be is no update.
fn set(world: &mut World, input: &Input, enabled: bool) -> Result<Reply, Fault> {
    if !input.has("AlarmNames") {
        return Err(input.missing("AlarmNames"));
    }
    let now_ms = world.now_ms();
    for name in check::names(input)? {
        let Some(before) = world.cloudwatch.alarms.get(&name).cloned() else { continue };
        if before.settings.get("ActionsEnabled") == Some(&Value::Bool(enabled)) {
            continue;
        }
        let mut alarm = before.clone();
        alarm.settings.insert("ActionsEnabled".to_owned(), enabled.into());
        alarm.configured_ms = now_ms;
        world.cloudwatch.alarms.insert(name, alarm.clone());
        history::configured(world, Some(&before), Some(&alarm));
    }
    Ok(Reply::empty())
}

//! An alarm's way from one state to another.

use super::{State, StateValue, act, composite, history};
use crate::world::World;

/// A state to write.
#[derive(Debug, Clone)]
pub(super) struct New {
    pub(super) value: StateValue,
    pub(super) reason: String,
    pub(super) data: Option<String>,
}

/// Writes an alarm's state. Only a new value counts as a change: it is remembered, acted on, and looked at by the
/// composite alarms that ask for it.
pub(super) fn write(world: &mut World, name: &str, new: New) {
    write_after(world, name, new, &[]);
}

/// The same, after the alarms of this path changed one another.
pub(super) fn write_after(world: &mut World, name: &str, new: New, path: &[String]) {
    let now_ms = world.now_ms();
    let Some(alarm) = world.cloudwatch.alarms.get_mut(name) else { return };
    let before = alarm.state.clone();
    let changed_ms = if before.value == new.value { before.changed_ms } else { now_ms };
    let New { value, reason, data } = new;
    alarm.state = State { value, reason, data, updated_ms: now_ms, changed_ms };
    let alarm = alarm.clone();
    if before.value != alarm.state.value {
        history::changed(world, &alarm, &before);
        act::on_change(world, &alarm, &before);
        let path = [path, &[name.to_owned()]].concat();
        composite::follow(world, &alarm, &path);
    }
}

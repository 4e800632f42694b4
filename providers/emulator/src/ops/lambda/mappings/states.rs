//! What begins with a write to a mapping and ends when the clock gets there.

use serde_json::Value;

use super::create::answer;
use super::model::{Mapping, State};
use super::poll;
use crate::ops::Fault;
use crate::ops::lambda::faults::{not_found, other};
use crate::world::World;

/// Puts a mapping into a passing state, arranges its end, and returns its answer.
pub(super) fn begin(world: &mut World, uuid: &str, state: State) -> Value {
    let now_ms = world.now_ms();
    let Some(row) = world.lambda.mappings.get_mut(uuid) else { return Value::Null };
    row.state = state;
    row.change += 1;
    row.modified_ms = now_ms;
    let subject = format!("mapping {uuid} {}", row.change);
    let at_ms = now_ms + world.settings().delays.mapping_ms;
    world.schedule(at_ms, "lambda", &subject);
    answer(world, uuid)
}

/// Ends a passing state, unless another change came meanwhile.
pub(in crate::ops::lambda) fn finish(world: &mut World, uuid: &str, change: &str) {
    let Some(row) = world.lambda.mappings.get_mut(uuid) else { return };
    if row.change.to_string() != change {
        return;
    }
    if row.state == State::Deleting {
        remove(world, uuid);
        return;
    }
    row.state = if row.enabled { State::Enabled } else { State::Disabled };
    poll::call(world, uuid);
}

fn remove(world: &mut World, uuid: &str) {
    world.lambda.mappings.remove(uuid);
    world.lambda.alarms.remove(uuid);
    let prefix = format!("{uuid}/");
    let keys: Vec<String> =
        world.lambda.positions.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        world.lambda.positions.remove(&key);
    }
}

/// A mapping that is there.
pub(super) fn existing(world: &World, uuid: &str) -> Result<Mapping, Fault> {
    let row = world.lambda.mappings.get(uuid).cloned();
    row.ok_or_else(|| not_found("The resource you requested does not exist."))
}

/// A mapping that is there and at rest.
pub(super) fn writable(world: &World, uuid: &str, verb: &str) -> Result<Mapping, Fault> {
    let row = existing(world, uuid)?;
    if row.state.at_rest() {
        return Ok(row);
    }
    let text = format!("Cannot {verb} the event source mapping because it is in use.");
    Err(other(400, "ResourceInUseException", text))
}

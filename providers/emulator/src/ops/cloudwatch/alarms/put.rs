//! Keeping an alarm that was read: made, or written over whole.

use serde_json::{Map, Value};

use super::{Alarm, Kind, State, StateValue, due, history, tags};
use crate::ops::cloudwatch::queries::validation;
use crate::ops::{Fault, Input};
use crate::world::World;

/// The most alarms of an account.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html>
const MOST: usize = 5_000;

/// Makes an alarm, or writes over the settings of one: its state and tags stay as they are.
pub(super) fn keep(
    world: &mut World,
    input: &Input,
    (name, kind): (String, Kind),
    settings: Map<String, Value>,
) -> Result<(), Fault> {
    let given = tags::read(input).map_err(|reason| validation(format!("Tags: {reason}")))?;
    let now_ms = world.now_ms();
    let alarm = match world.cloudwatch.alarms.get(&name) {
        Some(present) if present.kind != kind => {
            let text = format!("{name} is already the name of a {}.", present.kind.word());
            return Err(validation(text));
        }
        Some(present) => Alarm { settings, configured_ms: now_ms, ..present.clone() },
        None if world.cloudwatch.alarms.len() >= MOST => {
            let text = "The maximum limit for alarms has been reached.";
            return Err(Fault::sender(400, "LimitExceededFault", text).query("LimitExceeded"));
        }
        None => Alarm {
            name: name.clone(),
            kind,
            settings,
            state: unchecked(world, &name, kind),
            configured_ms: now_ms,
            tags: given,
            turn: 0,
        },
    };
    let before = world.cloudwatch.alarms.get(&name).cloned();
    world.cloudwatch.alarms.insert(name.clone(), alarm.clone());
    history::configured(world, before.as_ref(), Some(&alarm));
    due::first(world, &name);
    Ok(())
}

/// The state of an alarm that was never evaluated.
fn unchecked(world: &World, name: &str, kind: Kind) -> State {
    let now_ms = world.now_ms();
    let reason = match kind {
        Kind::Metric => "Unchecked: Initial alarm creation".to_owned(),
        Kind::Composite => format!("{} was created", super::arn(world, name)),
    };
    let value = StateValue::InsufficientData;
    State { value, reason, data: None, updated_ms: now_ms, changed_ms: now_ms }
}

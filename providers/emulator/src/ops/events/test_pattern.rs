//! `TestEventPattern`.

use serde_json::{Value, json};

use super::faults;
use crate::ops::pattern::{Dialect, Pattern};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// What an event must have.
const NEEDED: &[&str] = &["id", "detail-type", "source", "account", "time", "region", "resources"];

pub(super) fn run(_: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (pattern, event) = (input.need_text("EventPattern")?, input.need_text("Event")?);
    let event: Option<Value> = serde_json::from_str(event).ok();
    let Some(event) = event.filter(Value::is_object) else {
        return Err(faults::invalid("Parameter Event is not valid."));
    };
    if let Some(missing) = NEEDED.iter().find(|member| event.get(**member).is_none()) {
        let text = format!("Parameter Event is not valid. Reason: {missing} is a required field.");
        return Err(faults::invalid(text));
    }
    let pattern =
        Pattern::parse(pattern, Dialect::Rule).map_err(|reason| faults::bad_pattern(&reason))?;
    Ok(json!({"Result": pattern.matches(&event)}).into())
}

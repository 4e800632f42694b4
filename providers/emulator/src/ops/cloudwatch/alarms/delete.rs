//! `DeleteAlarms`.

use super::{Kind, check, history, parents};
use crate::ops::cloudwatch::queries::validation;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// Deletes alarms; names that no alarm has are passed over.
pub(in super::super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    if !input.has("AlarmNames") {
        return Err(input.missing("AlarmNames"));
    }
    let mut names = check::names(input)?;
    names.retain(|name| world.cloudwatch.alarms.contains(name));
    let composite = |name: &&String| {
        let alarm = world.cloudwatch.alarms.get(name);
        alarm.is_some_and(|alarm| alarm.kind == Kind::Composite)
    };
    if names.iter().filter(composite).count() > 1 {
        return Err(validation("At most one composite alarm can be deleted at a time."));
    }
    // A composite alarm may go together with those it asks for.
    let is_asked = |name: &&String| parents(world, name).iter().any(|asks| !names.contains(asks));
    if let Some(name) = names.iter().find(is_asked) {
        let text = format!("Cannot delete {name} as there are composite alarm(s) depending on it.");
        return Err(validation(text));
    }
    for name in names {
        let removed = world.cloudwatch.alarms.remove(&name);
        history::configured(world, removed.as_ref(), None);
    }
    Ok(Reply::empty())
}

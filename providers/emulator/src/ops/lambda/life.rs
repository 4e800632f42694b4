//! The states of functions: what begins with a write and ends when the clock gets there.

use super::faults::{conflict, stale};
use super::model::{State, Update};
use super::{events, mappings, provisioned, reference};
use crate::ops::Fault;
use crate::world::World;

/// Arranges that a new function becomes active.
pub(super) fn begin(world: &mut World, name: &str) {
    let at = world.now_ms() + world.settings().delays.function_pending_ms;
    arrange(world, name, at);
}

/// Marks `$LATEST` as written: a new revision, in progress, to be published anew.
pub(super) fn touch(world: &mut World, name: &str) {
    let (revision, now) = (world.uuid(), world.now_ms());
    if let Some(function) = world.lambda.functions.get_mut(name) {
        function.latest.revision = revision;
        function.latest.modified_ms = now;
        function.update = Some(Update::InProgress);
        function.published = None;
    }
    let at = now + world.settings().delays.function_update_ms;
    arrange(world, name, at);
}

fn arrange(world: &mut World, name: &str, at: u64) {
    let revision =
        world.lambda.functions.get(name).map(|function| function.latest.revision.clone());
    // The revision tells this write from later ones, and a function from one made again under its name.
    let subject = format!("settle {name} {}", revision.unwrap_or_default());
    world.schedule(at, "lambda", &subject);
}

/// Refuses writes while another one is under way.
pub(super) fn settled(world: &World, name: &str) -> Result<(), Fault> {
    let Some(function) = world.lambda.functions.get(name) else {
        return reference::need(world, name);
    };
    let cannot = "The operation cannot be performed at this time.";
    if function.state == State::Pending {
        return Err(conflict(format!(
            "{cannot} The function is currently in the following state: Pending"
        )));
    }
    if function.update == Some(Update::InProgress) {
        let arn = reference::arn(world, name, None);
        return Err(conflict(format!("{cannot} An update is in progress for resource: {arn}")));
    }
    Ok(())
}

/// Refuses a stale revision of `$LATEST`.
pub(super) fn guard(world: &World, name: &str, revision: Option<&str>) -> Result<(), Fault> {
    let present =
        world.lambda.functions.get(name).map(|function| function.latest.revision.as_str());
    match revision {
        Some(revision) if Some(revision) != present => Err(stale("GetFunction/GetAlias")),
        _ => Ok(()),
    }
}

/// Takes up again what was in hand when the world last stopped.
pub(super) fn wake(world: &mut World) {
    events::wake(world);
    mappings::wake(world);
}

/// Lets something scheduled happen.
pub(super) fn happen(world: &mut World, subject: &str) {
    let words: Vec<&str> = subject.split(' ').collect();
    match words.as_slice() {
        ["settle", name, revision] => settle(world, name, revision),
        ["provision", key, change] => provisioned::finish(world, key, change),
        ["event", id] => events::due(world, id),
        ["mapping", uuid, change] => mappings::states::finish(world, uuid, change),
        ["poll", uuid, at_ms] => mappings::due(world, uuid, at_ms),
        _ => {}
    }
}

fn settle(world: &mut World, name: &str, revision: &str) {
    if world.lambda.functions.get(name).is_none_or(|function| function.latest.revision != revision)
    {
        return;
    }
    let next = world.uuid();
    if let Some(function) = world.lambda.functions.get_mut(name) {
        function.state = State::Active;
        function.update = Some(Update::Successful);
        function.latest.revision = next;
    }
}

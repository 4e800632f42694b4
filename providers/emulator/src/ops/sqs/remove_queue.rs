//! `DeleteQueue` and `PurgeQueue`.

use super::{faults, mail, named};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// A queue may be purged once in this time.
const PURGE_MS: u64 = 60_000;

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    mail::empty(world, &name);
    world.sqs.queues.remove(&name);
    let now_ms = world.now_ms();
    if world.settings().windows.queue_name_ms > 0 {
        world.sqs.deleted.insert(name, now_ms);
    }
    Ok(Reply::empty())
}

pub(super) fn purge(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let now_ms = world.now_ms();
    let queue = super::queue(world, &name)?;
    if queue.purged_ms.is_some_and(|purged| now_ms < purged + PURGE_MS) {
        return Err(faults::purge_in_progress(&name));
    }
    if let Some(queue) = world.sqs.queues.get_mut(&name) {
        queue.purged_ms = Some(now_ms);
    }
    mail::empty(world, &name);
    Ok(Reply::empty())
}

//! The states of streams: what begins with a request and ends when the clock gets there.

use super::faults::need_active;
use super::model::{Status, Stream};
use super::{records, reshard};
use crate::ops::Fault;
use crate::world::World;

/// Arranges that a new stream becomes active.
pub(super) fn created(world: &mut World, name: &str) {
    arrange(world, "settle", name);
}

/// Arranges that a stream is gone.
pub(super) fn deleted(world: &mut World, name: &str) {
    arrange(world, "gone", name);
}

/// Changes an active stream, which is `UPDATING` until the clock says otherwise.
pub(super) fn change(
    world: &mut World,
    stream: &Stream,
    edit: impl FnOnce(&mut Stream),
) -> Result<(), Fault> {
    need_active(world, stream)?;
    if let Some(row) = world.kinesis.streams.get_mut(&stream.name) {
        row.status = Status::Updating;
        edit(row);
    }
    arrange(world, "settle", &stream.name);
    Ok(())
}

fn arrange(world: &mut World, what: &str, name: &str) {
    // The id tells the stream from one made again under its name.
    let id = world.kinesis.streams.get(name).map(|stream| stream.id.clone()).unwrap_or_default();
    let at = world.now_ms().saturating_add(world.settings().delays.stream_ms);
    world.schedule(at, "kinesis", &format!("{what} {name} {id}"));
}

/// Lets something scheduled happen.
pub(super) fn happen(world: &mut World, subject: &str) {
    let mut words = subject.split(' ');
    let (Some(what), Some(name), Some(id)) = (words.next(), words.next(), words.next()) else {
        return;
    };
    if world.kinesis.streams.get(name).is_none_or(|stream| stream.id != id) {
        return;
    }
    match what {
        "settle" => settle(world, name),
        "gone" => records::forget(world, name),
        _ => {}
    }
}

fn settle(world: &mut World, name: &str) {
    let Some(stream) = world.kinesis.streams.get_mut(name) else { return };
    if stream.status == Status::Deleting {
        return;
    }
    stream.status = Status::Active;
    if let Some(pending) = stream.pending.take() {
        reshard::carry_out(world, name, &pending);
    }
}

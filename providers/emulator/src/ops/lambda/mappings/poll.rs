//! Looking at sources: who is told to look and when, and what becomes of the batches that a look makes.

use bytes::Bytes;

use super::model::{Flight, Mapping, Range, State};
use super::source::{self, Kind};
use super::{queue, stream};
use crate::ops::Fault;
use crate::ops::errand::Errand;
use crate::ops::lambda::{Invocation, invoke};
use crate::world::World;

/// A batch on its way through a function.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    /// The mapping's UUID.
    pub(crate) mapping: String,
    /// The row that says it is under way.
    pub(super) flight: String,
    /// The event.
    pub(super) payload: String,
    /// Its records in their order.
    pub(super) items: Vec<Item>,
    /// Where the records are from, in a stream.
    pub(super) part: Option<Part>,
}

/// One record of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What a function calls it: a message's id, a sequence number.
    pub(super) id: String,
    /// A message's receipt; empty for streams.
    pub(super) receipt: String,
    /// The place in the shard; 0 for queues.
    pub(super) position: u64,
}

/// A part of a shard.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) shard: String,
    pub(super) range: Range,
}

/// What a batch came to.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// The function ran.
    Ran { version: String, request_id: String, payload: String, failed: bool },
    /// It could not be called.
    NotCalled,
}

/// Tells the mappings of a source that something was written there.
pub(crate) fn stirred(world: &mut World, source_arn: &str) {
    let rows = world.lambda.mappings.values().filter(|row| row.source_arn == source_arn);
    let uuids: Vec<String> = rows.map(|row| row.uuid.clone()).collect();
    for uuid in uuids {
        call(world, &uuid);
    }
}

/// Has a mapping look at its source, once this call is over.
pub(super) fn call(world: &mut World, uuid: &str) {
    let told = world.outbox.iter().any(|one| matches!(one, Errand::Poll(told) if told == uuid));
    if !told && world.lambda.mappings.get(uuid).is_some_and(|row| row.state == State::Enabled) {
        world.outbox.push(Errand::Poll(uuid.to_owned()));
    }
}

/// Has a mapping look again at a time. One time is kept a mapping: the next.
pub(super) fn arrange(world: &mut World, uuid: &str, at_ms: u64) {
    let kept = world.lambda.alarms.get(uuid).is_some_and(|kept| *kept <= at_ms);
    if !kept {
        world.lambda.alarms.insert(uuid, at_ms);
        world.schedule(at_ms, "lambda", &format!("poll {uuid} {at_ms}"));
    }
}

/// The time that a mapping asked for has come; one that was brought forward since means nothing.
pub(in crate::ops::lambda) fn due(world: &mut World, uuid: &str, at_ms: &str) {
    if world.lambda.alarms.get(uuid).is_some_and(|kept| kept.to_string() == at_ms) {
        world.lambda.alarms.remove(uuid);
        call(world, uuid);
    }
}

/// Begins again where the world last stopped: no batch is under way, and every source is looked at. The messages of
/// a batch that was lost come back by their visibility timeout; records of a stream are read again at once.
pub(in crate::ops::lambda) fn wake(world: &mut World) {
    let lost: Vec<String> = world.lambda.flights.keys().map(str::to_owned).collect();
    for flight in lost {
        world.lambda.flights.remove(&flight);
    }
    let uuids: Vec<String> = world.lambda.mappings.keys().map(str::to_owned).collect();
    for uuid in uuids {
        call(world, &uuid);
    }
}

/// Looks at a mapping's source and sends out the batches that are due.
pub(crate) fn look(world: &mut World, uuid: &str) {
    let row = world.lambda.mappings.get(uuid).filter(|row| row.state == State::Enabled).cloned();
    let Some(row) = row else { return };
    match source::kind(&row.source_arn) {
        Some(Kind::Queue { .. }) => queue::look(world, &row),
        Some(Kind::TableStream | Kind::Stream) => stream::look(world, &row),
        None => {}
    }
}

/// Sends a batch out.
pub(super) fn send(world: &mut World, batch: Batch) {
    let flight = Flight { began_ms: world.now_ms() };
    world.lambda.flights.insert(batch.flight.clone(), flight);
    world.outbox.push(Errand::Batch(Box::new(batch)));
}

/// How many batches of a mapping are under way.
pub(super) fn under_way(world: &World, row: &Mapping) -> usize {
    world.lambda.flights.prefixed(&format!("{}/", row.uuid)).count()
}

/// Prepares the run of a batch.
pub(crate) fn prepare(world: &mut World, batch: &Batch) -> Option<Invocation> {
    let row = world.lambda.mappings.get(&batch.mapping).cloned()?;
    let payload = Bytes::from(batch.payload.clone());
    let id = world.uuid();
    let prepared: Result<Invocation, Fault> =
        invoke::prepare(world, &row.function, row.qualifier.as_deref(), payload, &id);
    prepared.ok()
}

/// Takes a batch back with what it came to, and looks for the next.
pub(crate) fn ended(world: &mut World, batch: &Batch, end: &End) {
    world.lambda.flights.remove(&batch.flight);
    let Some(row) = world.lambda.mappings.get(&batch.mapping).cloned() else { return };
    match &batch.part {
        Some(part) => stream::ended(world, &row, batch, part, end),
        None => queue::ended(world, &row, batch, end),
    }
    call(world, &batch.mapping);
}

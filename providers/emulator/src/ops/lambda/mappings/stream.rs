//! Streams as sources: every shard in its order, a batch at a time, tried again until it is done or given up.
//!
//! A shard's batches follow one another: `ParallelizationFactor` is kept but does not speed anything up.

use super::answer::{self, Failures};
use super::failure::{self, Condition, Discarded};
use super::model::{Mapping, Position, Range, Starting};
use super::poll::{Batch, End, Item, Part, arrange, call, send};
use super::{event, filter};
use crate::ops::cloudwatch;
use crate::ops::shards::{self, Record, Shard, Start};
use crate::world::World;

/// What a batch may hold: an event is at most 6 MB.
const LARGEST: usize = 5_500_000;

/// Sends out the next batch of each shard that has none under way.
pub(super) fn look(world: &mut World, row: &Mapping) {
    let Some(all) = shards::shards(world, &row.source_arn) else {
        return tell(world, &row.uuid, "PROBLEM: Stream not found");
    };
    let is_first = world.lambda.positions.prefixed(&format!("{}/", row.uuid)).next().is_none();
    for shard in &all {
        begin(world, row, shard, is_first);
    }
    for shard in &all {
        if parents_are_done(world, row, shard, &all) {
            look_at_shard(world, row, &shard.id);
        }
    }
}

fn place(row: &Mapping, shard: &str) -> String {
    format!("{}/{shard}", row.uuid)
}

/// Gives a shard that is new to the mapping its first position: those that come later are read from their beginning.
fn begin(world: &mut World, row: &Mapping, shard: &Shard, is_first: bool) {
    let key = place(row, &shard.id);
    if world.lambda.positions.contains(&key) {
        return;
    }
    let start = match row.settings.starting {
        _ if !is_first => Start::Horizon,
        Some(Starting::Latest) => Start::Latest,
        Some(Starting::AtTimestamp(seconds)) => Start::At(milliseconds(seconds)),
        Some(Starting::TrimHorizon) | None => Start::Horizon,
    };
    let from = shards::begin(world, &row.source_arn, &shard.id, start).unwrap_or(0);
    world.lambda.positions.insert(key, Position { from, ..Position::default() });
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates: a time before 1970 is 1970"
)]
fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0) as u64
}

fn parents_are_done(world: &World, row: &Mapping, shard: &Shard, all: &[Shard]) -> bool {
    shard.parents.iter().all(|parent| {
        let position = world.lambda.positions.get(&place(row, parent));
        !all.iter().any(|shard| shard.id == *parent) || position.is_none_or(|one| one.ended)
    })
}

/// What a shard's reader does next.
enum Step {
    Send(Box<Batch>),
    /// Something was skipped: look on.
    Again,
    /// Nothing before this time.
    Wait(u64),
    /// Nothing until something is written.
    Rest,
}

fn look_at_shard(world: &mut World, row: &Mapping, shard: &str) {
    let key = place(row, shard);
    if world.lambda.flights.contains(&key) {
        return;
    }
    let Some(mut position) = world.lambda.positions.get(&key).cloned() else { return };
    let before = position.clone();
    let step = loop {
        match step(world, row, shard, &mut position) {
            Step::Again => {}
            step => break step,
        }
    };
    if position != before {
        world.lambda.positions.insert(key, position);
    }
    match step {
        Step::Send(batch) => send(world, *batch),
        Step::Wait(at_ms) => arrange(world, &row.uuid, at_ms),
        Step::Again | Step::Rest => {}
    }
}

fn step(world: &mut World, row: &Mapping, shard: &str, position: &mut Position) -> Step {
    if position.ended {
        return Step::Rest;
    }
    if world.now_ms() < position.not_before_ms {
        return Step::Wait(position.not_before_ms);
    }
    let Some(range) = position.pending.last().copied() else {
        return cut(world, row, shard, position);
    };
    let records = records(world, row, shard, range);
    let kept = young(world, row, shard, range, records);
    let Some(first) = kept.first() else {
        position.pending.pop();
        return Step::Again;
    };
    // What was given up is not told of again.
    let range = Range { from: first.position, ..range };
    position.pending.pop();
    position.pending.push(range);
    let patterns = filter::compiled(&row.settings.filters);
    let passing: Vec<Record> = kept
        .into_iter()
        .filter(|record| filter::passes(&patterns, &event::filtered_record(&record.event)))
        .collect();
    match passing.last() {
        None => {
            position.pending.pop();
            Step::Again
        }
        Some(last) => {
            let age_ms = world.now_ms().saturating_sub(last.at_ms);
            let qualifier = row.qualifier.as_deref();
            cloudwatch::age(world, &row.function, qualifier, "IteratorAge", age_ms);
            Step::Send(Box::new(batch(world, row, shard, range, &passing)))
        }
    }
}

/// Cuts the next batch of what nobody read yet, when it is full or its window has closed.
fn cut(world: &mut World, row: &Mapping, shard: &str, position: &mut Position) -> Step {
    let size = row.settings.batch_size;
    let read = shards::read(world, &row.source_arn, shard, position.from, size);
    let Some(read) = read else { return Step::Rest };
    let Some(first) = read.records.first() else {
        position.from = read.next;
        if read.end {
            position.ended = true;
            // Its children may begin.
            call(world, &row.uuid);
        }
        return Step::Rest;
    };
    let mut bytes = 0;
    let fitting = read.records.iter().take_while(|record| {
        bytes += record.event.to_string().len() + 1;
        bytes <= LARGEST
    });
    let fitting = fitting.count().max(1);
    let full = read.records.len() == size || fitting < read.records.len() || read.end;
    let closes_ms = first.at_ms + row.settings.window_s * 1000;
    if !full && closes_ms > world.now_ms() {
        return Step::Wait(closes_ms);
    }
    let until = read.records.get(fitting).map_or(read.next, |record| record.position);
    position.pending.push(Range { from: first.position, until, attempts: 0 });
    position.from = until;
    Step::Again
}

/// The records of a range that the stream still has.
fn records(world: &World, row: &Mapping, shard: &str, range: Range) -> Vec<Record> {
    let read = shards::read(world, &row.source_arn, shard, range.from, row.settings.batch_size);
    let records = read.map(|batch| batch.records).unwrap_or_default();
    records.into_iter().take_while(|record| record.position < range.until).collect()
}

/// Those that are not too old for the mapping; the others are given up.
fn young(
    world: &mut World,
    row: &Mapping,
    shard: &str,
    range: Range,
    records: Vec<Record>,
) -> Vec<Record> {
    let Ok(age_s) = u64::try_from(row.settings.age_s) else { return records };
    let oldest_ms = world.now_ms().saturating_sub(age_s * 1000);
    let (young, old): (Vec<Record>, Vec<Record>) =
        records.into_iter().partition(|record| record.at_ms >= oldest_ms);
    let discarded = Discarded { shard, records: &old, attempts: range.attempts, ran: None };
    failure::tell(world, row, Condition::RecordAgeExceeded, &discarded);
    young
}

fn batch(world: &World, row: &Mapping, shard: &str, range: Range, records: &[Record]) -> Batch {
    let items = records.iter().map(|record| Item {
        id: record.sequence.clone(),
        receipt: String::new(),
        position: record.position,
    });
    Batch {
        mapping: row.uuid.clone(),
        items: items.collect(),
        payload: event::of_records(world, row, records).to_string(),
        flight: place(row, shard),
        part: Some(Part { shard: shard.to_owned(), range }),
    }
}

/// Goes on after a batch: past it, or to the rest of it once more.
pub(super) fn ended(world: &mut World, row: &Mapping, batch: &Batch, part: &Part, end: &End) {
    let key = place(row, &part.shard);
    let Some(mut position) = world.lambda.positions.get(&key).cloned() else { return };
    position.pending.pop();
    let result = match end {
        End::NotCalled => {
            position.pending.push(part.range);
            position.not_before_ms = world.now_ms() + pause(world, position.waits);
            position.waits += 1;
            "PROBLEM: Function call failed"
        }
        End::Ran { payload, failed, .. } => {
            position.waits = 0;
            match failed_from(row, batch, part, payload, *failed) {
                None => "OK",
                Some(from) => {
                    again(world, row, batch, part, from, end, &mut position);
                    "PROBLEM: Function call failed"
                }
            }
        }
    };
    world.lambda.positions.insert(key, position);
    tell(world, &row.uuid, result);
}

/// Where the first record that failed lies; `None` when all went well.
fn failed_from(
    row: &Mapping,
    batch: &Batch,
    part: &Part,
    payload: &str,
    failed: bool,
) -> Option<u64> {
    if failed {
        return Some(part.range.from);
    }
    let ids: Vec<&str> = batch.items.iter().map(|item| item.id.as_str()).collect();
    match answer::failures(row.settings.partial, payload, &ids) {
        Failures::All => Some(part.range.from),
        Failures::Some(failed) => batch
            .items
            .iter()
            .filter(|item| failed.contains(&item.id))
            .map(|item| item.position)
            .min(),
    }
}

/// Arranges the next try from a record on: in halves, as a whole, or never again.
fn again(
    world: &mut World,
    row: &Mapping,
    batch: &Batch,
    part: &Part,
    from: u64,
    end: &End,
    position: &mut Position,
) {
    let Range { until, attempts, .. } = part.range;
    let rest: Vec<&Item> = batch.items.iter().filter(|item| item.position >= from).collect();
    let middle = rest.get(rest.len() / 2).map_or(from, |item| item.position);
    let attempts = attempts + 1;
    position.not_before_ms = world.now_ms() + pause(world, attempts - 1);
    if row.settings.bisect && rest.len() > 1 {
        // Halving is no try of its own, as on AWS: what is left counts on from where it was.
        position.pending.push(Range { from: middle, until, attempts: attempts - 1 });
        position.pending.push(Range { from, until: middle, attempts: attempts - 1 });
        return;
    }
    let range = Range { from, until, attempts };
    if u32::try_from(row.settings.retries).is_ok_and(|retries| attempts > retries) {
        let records = records(world, row, &part.shard, range);
        let discarded =
            Discarded { shard: &part.shard, records: &records, attempts, ran: Some(end) };
        failure::tell(world, row, Condition::RetryAttemptsExhausted, &discarded);
        position.not_before_ms = 0;
        return;
    }
    position.pending.push(range);
}

/// How long a shard rests after so many failures.
fn pause(world: &World, failures: u32) -> u64 {
    let [first, most] = world.settings().delays.event_throttled_ms;
    first.saturating_mul(1 << failures.min(20)).min(most)
}

/// Keeps what reading came to last.
fn tell(world: &mut World, uuid: &str, result: &str) {
    if world.lambda.mappings.get(uuid).is_some_and(|row| row.result != result)
        && let Some(row) = world.lambda.mappings.get_mut(uuid)
    {
        result.clone_into(&mut row.result);
    }
}

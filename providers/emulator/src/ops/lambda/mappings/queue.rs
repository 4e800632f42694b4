//! Queues as sources: messages in batches, deleted when the function succeeded, back by their visibility timeout
//! when it did not.

use std::collections::BTreeSet;

use super::answer::{self, Failures};
use super::model::Mapping;
use super::poll::{Batch, End, Item, arrange, send, under_way};
use super::{event, filter};
use crate::ops::sqs::{self, Message, mail};
use crate::world::World;

/// How many batches of a queue run at once unless the mapping says otherwise. AWS begins with as many.
const AT_ONCE: usize = 5;
/// What a batch may hold: an event is at most 6 MB.
const LARGEST: usize = 5_500_000;
/// What a message's record holds besides its body.
const RECORD: usize = 1_500;
/// A message is hidden for so long at least, so that one that fails does not come back in the same moment.
const SHORTEST_MS: u64 = 1_000;

/// Sends out what is ready, in batches, as many as may run at once.
pub(super) fn look(world: &mut World, row: &Mapping) {
    let Some(queue) = sqs::by_arn(world, &row.source_arn).map(str::to_owned) else { return };
    while under_way(world, row) < row.settings.max_concurrency.unwrap_or(AT_ONCE) {
        let most = match due(world, row, &queue) {
            Due::Now(most) => most,
            Due::At(at_ms) => {
                arrange(world, &row.uuid, at_ms);
                break;
            }
            Due::Nothing => break,
        };
        let hidden_ms = world.sqs.queues.get(&queue).map_or(0, sqs::Queue::visibility_ms);
        let taken = mail::take(world, &queue, most, Some(hidden_ms.max(SHORTEST_MS)));
        let messages = filtered(world, row, &queue, taken);
        if !messages.is_empty() {
            let batch = batch(world, row, &messages);
            send(world, batch);
        }
    }
    if let Some(at_ms) = mail::next_visible_ms(world, &queue) {
        arrange(world, &row.uuid, at_ms);
    }
}

/// When the next batch is due.
enum Due {
    /// Now, of so many messages.
    Now(usize),
    /// When the batching window closes.
    At(u64),
    Nothing,
}

fn due(world: &World, row: &Mapping, queue: &str) -> Due {
    let size = row.settings.batch_size;
    let waiting = mail::waiting(world, queue, size);
    let Some(since_ms) = waiting.iter().map(|one| one.since_ms).min() else {
        return Due::Nothing;
    };
    let mut bytes = 0;
    let fitting = waiting.iter().take_while(|one| {
        bytes += one.bytes + RECORD;
        bytes <= LARGEST
    });
    let fitting = fitting.count().max(1);
    let closes_ms = since_ms + row.settings.window_s * 1000;
    let full = waiting.len() == size || fitting < waiting.len();
    if full || closes_ms <= world.now_ms() { Due::Now(fitting) } else { Due::At(closes_ms) }
}

/// Those the mapping's filters let through; the others are deleted, as on AWS.
fn filtered(world: &mut World, row: &Mapping, queue: &str, messages: Vec<Message>) -> Vec<Message> {
    let patterns = filter::compiled(&row.settings.filters);
    let (kept, dropped): (Vec<Message>, Vec<Message>) = messages.into_iter().partition(|message| {
        filter::passes(&patterns, &event::filtered_message(world, &row.source_arn, message))
    });
    for message in dropped {
        mail::delete(world, queue, message.receipt.as_deref().unwrap_or_default());
    }
    kept
}

fn batch(world: &mut World, row: &Mapping, messages: &[Message]) -> Batch {
    let items = messages.iter().map(|message| Item {
        id: message.id.clone(),
        receipt: message.receipt.clone().unwrap_or_default(),
        position: 0,
    });
    Batch {
        mapping: row.uuid.clone(),
        items: items.collect(),
        payload: event::of_messages(world, &row.source_arn, messages).to_string(),
        flight: format!("{}/{}", row.uuid, world.uuid()),
        part: None,
    }
}

/// Deletes the messages that are done.
pub(super) fn ended(world: &mut World, row: &Mapping, batch: &Batch, end: &End) {
    let Some(queue) = sqs::by_arn(world, &row.source_arn).map(str::to_owned) else { return };
    let End::Ran { payload, failed: false, .. } = end else { return };
    let ids: Vec<&str> = batch.items.iter().map(|item| item.id.as_str()).collect();
    let failed: BTreeSet<String> = match answer::failures(row.settings.partial, payload, &ids) {
        Failures::All => return,
        Failures::Some(failed) => failed,
    };
    for item in batch.items.iter().filter(|item| !failed.contains(&item.id)) {
        mail::delete(world, &queue, &item.receipt);
    }
}

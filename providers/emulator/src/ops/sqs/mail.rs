//! Putting messages into queues and taking them out, for the operations and for other services.
//!
//! Time passes only by the world's clock: hidden messages come back, old ones are gone, when the clock says so.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use serde_json::Value;

use super::{Message, Queue, Sent, arn, by_arn, redrive};
use crate::ops::lambda::mappings;
use crate::world::World;

/// How long FIFO queues remember a deduplication id.
const DUPLICATE_MS: u64 = 300_000;

/// A message to put into a queue.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letter {
    pub(crate) body: String,
    pub(crate) attributes: BTreeMap<String, Value>,
    pub(crate) system: BTreeMap<String, String>,
    pub(crate) group: Option<String>,
    pub(crate) duplicate: Option<String>,
    /// Hidden for so long instead of the queue's own delay.
    pub(crate) delay_ms: Option<u64>,
}

impl Letter {
    /// A letter of a body alone.
    pub(crate) fn text(body: impl Into<String>) -> Letter {
        Letter { body: body.into(), ..Letter::default() }
    }
}

/// How many messages a queue holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) ready: usize,
    pub(crate) in_flight: usize,
    pub(crate) delayed: usize,
}

/// The key of a message's row. Queue names hold no slash.
fn key(queue: &str, sequence: u64) -> String {
    format!("{queue}/{sequence:020}")
}

/// Puts a message into a queue that exists; a repeated FIFO message is not put twice. The id and the sequence.
pub(crate) fn put(world: &mut World, queue: &str, letter: Letter) -> Option<(String, u64)> {
    let now_ms = world.now_ms();
    let delay_ms =
        letter.delay_ms.unwrap_or(world.sqs.queues.get(queue)?.number("DelaySeconds") * 1000);
    if let Some(sent) = duplicate(world, queue, &letter) {
        return Some((sent.id, sent.sequence));
    }
    let id = world.uuid();
    let row = world.sqs.queues.get_mut(queue)?;
    let sequence = row.next;
    row.next += 1;
    if let Some(duplicate) = &letter.duplicate {
        let sent = Sent { id: id.clone(), sequence, at_ms: now_ms };
        world.sqs.duplicates.insert(format!("{queue}/{duplicate}"), sent);
    }
    let message = Message {
        id: id.clone(),
        body: letter.body,
        attributes: letter.attributes,
        system: letter.system,
        group: letter.group,
        duplicate: letter.duplicate,
        sequence,
        sent_ms: now_ms,
        visible_ms: now_ms + delay_ms,
        received: 0,
        first_received_ms: None,
        receipt: None,
    };
    world.sqs.messages.insert(key(queue, sequence), message);
    stirred(world, queue);
    Some((id, sequence))
}

/// The earlier sending of the same FIFO message, within five minutes.
fn duplicate(world: &World, queue: &str, letter: &Letter) -> Option<Sent> {
    let sent = world.sqs.duplicates.get(&format!("{queue}/{}", letter.duplicate.as_ref()?))?;
    (world.now_ms() < sent.at_ms + DUPLICATE_MS).then(|| sent.clone())
}

/// Takes up to `most` messages out of sight, moving those received too often to the dead-letter queue.
pub(crate) fn take(
    world: &mut World,
    queue: &str,
    most: usize,
    visibility_ms: Option<u64>,
) -> Vec<Message> {
    let now_ms = world.now_ms();
    let Some(row) = world.sqs.queues.get(queue).cloned() else {
        return Vec::new();
    };
    let hidden_until = now_ms + visibility_ms.unwrap_or_else(|| row.visibility_ms());
    let dead = row.attributes.get("RedrivePolicy").and_then(|policy| redrive::parse(policy));
    let dead = dead.and_then(|policy| {
        Some((by_arn(world, &policy.target_arn)?.to_owned(), policy.max_receives))
    });
    expire(world, &row);
    let mut taken = Vec::new();
    while taken.len() < most {
        let keys = ready(world, &row, most - taken.len());
        if keys.is_empty() {
            break;
        }
        // Progress: every key is either hidden by being taken, or moved away.
        for key in keys {
            let received = world.sqs.messages.get(&key).map_or(0, |message| message.received);
            match dead.as_ref().filter(|(_, limit)| received >= *limit) {
                Some((target, _)) => bury(world, &row, &key, target),
                None => taken.extend(hand_out(world, &key, hidden_until)),
            }
        }
        // A message hidden for no time at all must not be handed out twice in one answer.
        if hidden_until <= now_ms && !taken.is_empty() {
            break;
        }
    }
    taken
}

/// Hides a message until then and gives it a new receipt.
fn hand_out(world: &mut World, key: &str, hidden_until: u64) -> Option<Message> {
    let now_ms = world.now_ms();
    let receipt = receipt(&world.uuid(), key);
    let message = world.sqs.messages.get_mut(key)?;
    message.received += 1;
    message.first_received_ms.get_or_insert(now_ms);
    message.visible_ms = hidden_until;
    message.receipt = Some(receipt);
    Some(message.clone())
}

/// The keys of the first messages that can be received now. A FIFO group waits for its first message.
fn ready(world: &World, queue: &Queue, most: usize) -> Vec<String> {
    let now_ms = world.now_ms();
    let prefix = format!("{}/", queue.name);
    let mut busy: BTreeSet<&str> = BTreeSet::new();
    let mut keys = Vec::new();
    for (key, message) in world.sqs.messages.prefixed(&prefix) {
        if keys.len() == most {
            break;
        }
        let group = message.group.as_deref().filter(|_| queue.is_fifo());
        if group.is_some_and(|group| busy.contains(group)) {
            continue;
        }
        if message.visible_ms <= now_ms {
            keys.push(key.to_owned());
        } else if let Some(group) = group {
            busy.insert(group);
        }
    }
    keys
}

/// Moves a message to the dead-letter queue, keeping its id and the time it was sent.
fn bury(world: &mut World, source: &Queue, key_there: &str, target: &str) {
    let Some(mut message) = world.sqs.messages.remove(key_there) else {
        return;
    };
    let source_arn = arn(world, &source.name);
    let now_ms = world.now_ms();
    let Some(row) = world.sqs.queues.get_mut(target) else {
        return;
    };
    message.sequence = row.next;
    row.next += 1;
    message.system.insert("DeadLetterQueueSourceArn".to_owned(), source_arn);
    message.received = 0;
    message.first_received_ms = None;
    message.receipt = None;
    message.visible_ms = now_ms;
    world.sqs.messages.insert(key(target, message.sequence), message);
    stirred(world, target);
}

/// Tells whoever reads the queue for a function.
fn stirred(world: &mut World, queue: &str) {
    let queue_arn = arn(world, queue);
    mappings::stirred(world, &queue_arn);
}

/// Removes what is older than the queue keeps.
fn expire(world: &mut World, queue: &Queue) {
    let keep_ms = queue.number("MessageRetentionPeriod") * 1000;
    let now_ms = world.now_ms();
    let prefix = format!("{}/", queue.name);
    let old = |message: &Message| message.sent_ms.saturating_add(keep_ms) <= now_ms;
    let expired: Vec<String> = world
        .sqs
        .messages
        .prefixed(&prefix)
        .filter(|(_, message)| old(message))
        .map(|(key, _)| key.to_owned())
        .collect();
    for key in expired {
        world.sqs.messages.remove(&key);
    }
    let forgotten: Vec<String> = world
        .sqs
        .duplicates
        .prefixed(&prefix)
        .filter(|(_, sent)| sent.at_ms + DUPLICATE_MS <= now_ms)
        .map(|(key, _)| key.to_owned())
        .collect();
    for key in forgotten {
        world.sqs.duplicates.remove(&key);
    }
}

/// Removes every message of a queue.
pub(super) fn empty(world: &mut World, queue: &str) {
    let prefix = format!("{queue}/");
    let keys: Vec<String> =
        world.sqs.messages.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        world.sqs.messages.remove(&key);
    }
}

pub(crate) fn count(world: &World, queue: &str) -> Counts {
    let now_ms = world.now_ms();
    let keep_ms = world
        .sqs
        .queues
        .get(queue)
        .map_or(0, |queue| queue.number("MessageRetentionPeriod") * 1000);
    let mut counts = Counts::default();
    for (_, message) in world.sqs.messages.prefixed(&format!("{queue}/")) {
        if message.sent_ms.saturating_add(keep_ms) <= now_ms {
            continue;
        }
        if message.visible_ms <= now_ms {
            counts.ready += 1;
        } else if message.received == 0 {
            counts.delayed += 1;
        } else {
            counts.in_flight += 1;
        }
    }
    counts
}

/// What a receipt handle stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Receipt {
    /// Not a handle of this queue.
    Invalid,
    /// A handle whose message is gone, or was received again since.
    Stale,
    /// The key of the message's row.
    Current(String),
}

fn receipt(salt: &str, key: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(format!("{salt} {key}"))
}

/// Finds the message of a receipt handle.
pub(crate) fn find(world: &World, queue: &str, handle: &str) -> Receipt {
    let bytes = base64::engine::general_purpose::STANDARD.decode(handle).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    let key = text.split_once(' ').map_or("", |(_, key)| key);
    if key.rsplit_once('/').is_none_or(|(name, _)| name != queue) {
        return Receipt::Invalid;
    }
    match world.sqs.messages.get(key) {
        Some(message) if message.receipt.as_deref() == Some(handle) => {
            Receipt::Current(key.to_owned())
        }
        _ => Receipt::Stale,
    }
}

/// Deletes the message of a receipt handle; whether the handle is one. A stale handle deletes nothing.
pub(crate) fn delete(world: &mut World, queue: &str, handle: &str) -> bool {
    match find(world, queue, handle) {
        Receipt::Invalid => false,
        Receipt::Stale => true,
        Receipt::Current(key) => {
            world.sqs.messages.remove(&key);
            true
        }
    }
}

/// Hides a received message for so long from now (0 gives it back at once); whether it is in flight.
pub(crate) fn hide(world: &mut World, queue: &str, handle: &str, ms: u64) -> bool {
    let now_ms = world.now_ms();
    let Receipt::Current(key) = find(world, queue, handle) else {
        return false;
    };
    match world.sqs.messages.get_mut(&key) {
        Some(message) if message.visible_ms > now_ms => message.visible_ms = now_ms + ms,
        _ => return false,
    }
    stirred(world, queue);
    true
}

/// A message that can be received now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Since when it can be.
    pub(crate) since_ms: u64,
    pub(crate) bytes: usize,
}

/// The first messages that can be received now.
pub(crate) fn waiting(world: &World, queue: &str, most: usize) -> Vec<Waiting> {
    let Some(row) = world.sqs.queues.get(queue) else { return Vec::new() };
    let keys = ready(world, row, most);
    let messages = keys.iter().filter_map(|key| world.sqs.messages.get(key));
    messages
        .map(|message| Waiting { since_ms: message.visible_ms, bytes: message.body.len() })
        .collect()
}

/// When the next of the messages that are hidden now can be received.
pub(crate) fn next_visible_ms(world: &World, queue: &str) -> Option<u64> {
    let now_ms = world.now_ms();
    let prefix = format!("{queue}/");
    let times = world.sqs.messages.prefixed(&prefix).map(|(_, message)| message.visible_ms);
    times.filter(|visible_ms| *visible_ms > now_ms).min()
}

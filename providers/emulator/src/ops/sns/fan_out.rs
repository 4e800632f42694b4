//! From a topic to its subscriptions: filters, deliveries, repetitions, dead letters.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::notice::{self, Notice};
use super::{Published, Subscription, arn, filter, topic_attributes};
use crate::ops::delivery::{self, Parcel, Undelivered};
use crate::world::World;

/// The service's principal.
const PRINCIPAL: &str = "sns.amazonaws.com";

/// How long FIFO topics remember a deduplication id.
const DUPLICATE_MS: u64 = 300_000;

/// A delivery to try again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Retry {
    pub(crate) subscription: String,
    pub(crate) notice: Notice,
    /// How often it was tried.
    pub(crate) tries: u64,
}

/// What a publisher is told.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) id: String,
    /// The place in a FIFO topic.
    pub(crate) sequence: Option<String>,
}

/// Publishes a message to a topic that exists. A repeated FIFO message is told as the first one and goes nowhere.
pub(super) fn publish(world: &mut World, topic: &str, mut notice: Notice) -> Option<Taken> {
    let row = world.sns.topics.get(topic)?.clone();
    let key = notice.deduplication.as_ref().filter(|_| row.is_fifo()).map(|id| {
        let by_group =
            row.attributes.get("FifoThroughputScope").is_some_and(|s| s == "MessageGroup");
        let group = notice.group.as_deref().filter(|_| by_group).unwrap_or_default();
        format!("{topic}/{group}/{id}")
    });
    notice.at_ms = world.now_ms();
    if let Some(before) = key.as_ref().and_then(|key| world.sns.duplicates.get(key))
        && notice.at_ms < before.at_ms + DUPLICATE_MS
    {
        return Some(Taken { id: before.id.clone(), sequence: Some(before.sequence.clone()) });
    }
    notice.id = world.uuid();
    if let Some(key) = key {
        let sequence = format!("{:020}", 10_000_000_000_000_000_000_u64 + row.next);
        world.sns.topics.get_mut(topic)?.next += 1;
        forget_duplicates(world, topic);
        let published =
            Published { id: notice.id.clone(), sequence: sequence.clone(), at_ms: notice.at_ms };
        world.sns.duplicates.insert(key, published);
        notice.sequence = Some(sequence);
    }
    let own = world.sns.subscriptions.values().filter(|sub| sub.born == row.born);
    let wanting = own.filter(|sub| sub.token.is_none() && filter::wants(sub, &notice));
    let wanting: Vec<String> = wanting.map(|sub| sub.arn.clone()).collect();
    for subscription in wanting {
        hand_over(world, Retry { subscription, notice: notice.clone(), tries: 0 });
    }
    Some(Taken { id: notice.id, sequence: notice.sequence })
}

fn forget_duplicates(world: &mut World, topic: &str) {
    let now_ms = world.now_ms();
    let prefix = format!("{topic}/");
    let old = world.sns.duplicates.prefixed(&prefix);
    let old = old.filter(|(_, published)| published.at_ms + DUPLICATE_MS <= now_ms);
    let old: Vec<String> = old.map(|(key, _)| key.to_owned()).collect();
    for key in old {
        world.sns.duplicates.remove(&key);
    }
}

/// Tries one delivery: later again if the endpoint can't take it now, to the dead letters if it never will.
fn hand_over(world: &mut World, mut retry: Retry) {
    let Some(row) = world.sns.subscriptions.get(&retry.subscription).cloned() else { return };
    if !matches!(row.protocol.as_str(), "sqs" | "lambda") {
        return;
    }
    let parcel = parcel(world, &row, &retry.notice, row.endpoint.clone());
    retry.tries += 1;
    match (delivery::deliver(world, &parcel), pause_ms(retry.tries)) {
        (Ok(()), _) => {}
        (Err(Undelivered::Unavailable), Some(pause_ms)) => {
            world.meta.events += 1;
            let id = format!("{:020}", world.meta.events);
            world.sns.retries.insert(id.clone(), retry);
            world.schedule(world.now_ms() + pause_ms, "sns", &format!("retry/{id}"));
        }
        (Err(_), _) => bury(world, &row, &retry.notice),
    }
}

/// How long to wait after so many tries; AWS's schedule for its own endpoints, 100,015 tries over 23 days.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>
fn pause_ms(tries: u64) -> Option<u64> {
    match tries {
        1..=3 => Some(0),
        4..=5 => Some(1_000),
        6..=15 => Some((1_000_u64 << (tries - 6).min(5)).min(20_000)),
        16..=100_015 => Some(20_000),
        _ => None,
    }
}

fn bury(world: &mut World, row: &Subscription, notice: &Notice) {
    if let Some(queue) = row.dead_letters() {
        let parcel = parcel(world, row, notice, queue);
        // A dead letter that is not taken is lost, as on AWS.
        let _ = delivery::deliver(world, &parcel);
    }
}

fn parcel(world: &World, row: &Subscription, notice: &Notice, target: String) -> Parcel {
    let attributes =
        if row.is_raw() { notice.attributes.clone() } else { std::collections::BTreeMap::new() };
    // A function's event is not what a person reads in a dead-letter queue: there AWS puts the queue's envelope.
    let is_letter = target != row.endpoint && !row.is_raw();
    let body = if is_letter {
        notice::envelope(world, row, notice).to_string()
    } else {
        notice::body(world, row, notice)
    };
    Parcel {
        principal: PRINCIPAL,
        source_arn: arn(world, &row.topic),
        target,
        body,
        attributes,
        group: notice.group.clone(),
        deduplication: notice.deduplication.clone(),
        ..Parcel::default()
    }
}

/// Something is due: a delivery to try again, or a subscription of a deleted topic to forget.
pub(super) fn happen(world: &mut World, subject: &str) {
    if let Some(id) = subject.strip_prefix("retry/") {
        if let Some(retry) = world.sns.retries.remove(id) {
            hand_over(world, retry);
        }
    } else if let Some(subscription) = subject.strip_prefix("forget/") {
        world.sns.subscriptions.remove(subscription);
    }
}

/// Publishes what another service sends, if the topic's policy lets it.
pub(super) fn receive(world: &mut World, parcel: &Parcel) -> Result<(), Undelivered> {
    let name = parcel.target.rsplit(':').next().unwrap_or_default().to_owned();
    if arn(world, &name) != parcel.target || !world.sns.topics.contains(&name) {
        return Err(Undelivered::Missing);
    }
    if !lets_publish(world, &name, parcel) {
        return Err(Undelivered::Denied);
    }
    let mut notice = Notice {
        body: parcel.body.clone(),
        subject: parcel.subject.clone(),
        attributes: parcel.attributes.clone(),
        group: parcel.group.clone(),
        deduplication: parcel.deduplication.clone(),
        ..Notice::default()
    };
    let topic = world.sns.topics.get(&name).ok_or(Undelivered::Missing)?;
    if topic.is_fifo() && notice.deduplication.is_none() {
        notice.deduplication = Some(digest(&notice.body));
    }
    publish(world, &name, notice).map(|_| ()).ok_or(Undelivered::Missing)
}

fn lets_publish(world: &World, topic: &str, parcel: &Parcel) -> bool {
    let set = world.sns.topics.get(topic).and_then(|topic| topic.attributes.get("Policy"));
    // Alarms act for the topic's owner, whom the default policy names.
    if set.is_none() && parcel.principal == "cloudwatch.amazonaws.com" {
        return true;
    }
    parcel.may(world, "sns:Publish", policy(world, &parcel.target).as_deref())
}

/// The policy of the topic of an ARN: its own, or the default one.
pub(super) fn policy(world: &World, topic_arn: &str) -> Option<String> {
    let name = topic_arn.rsplit(':').next().unwrap_or_default();
    let topic = world.sns.topics.get(name).filter(|_| arn(world, name) == topic_arn)?;
    let set = topic.attributes.get("Policy").cloned();
    Some(set.unwrap_or_else(|| topic_attributes::default_policy(world, name)))
}

/// The digest that stands for a text.
pub(super) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

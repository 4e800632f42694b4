//! `ListSubscriptions`, `ListSubscriptionsByTopic` and `Unsubscribe`.

use serde_json::{Value, json};

use super::topics::paged;
use super::{Subscription, arn, arns};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// How long the subscriptions of a deleted topic are still listed: AWS removes them "within 48 hours".
pub(super) const LINGER_MS: u64 = 48 * 3_600_000;

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let rows = world.sns.subscriptions.values().map(|row| (row.arn.clone(), shown(world, row)));
    paged(world, input, rows, "Subscriptions")
}

pub(super) fn list_by_topic(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::topic(world, input, "TopicArn")?;
    let born = super::topic(world, &name)?.born.clone();
    let rows = world.sns.subscriptions.values().filter(|row| row.born == born);
    let rows = rows.map(|row| (row.arn.clone(), shown(world, row)));
    paged(world, input, rows, "Subscriptions")
}

fn shown(world: &World, row: &Subscription) -> Value {
    let own = if row.token.is_none() { row.arn.as_str() } else { "PendingConfirmation" };
    json!({
        "SubscriptionArn": own,
        "Owner": world.settings().account,
        "Protocol": row.protocol,
        "Endpoint": row.endpoint,
        "TopicArn": arn(world, &row.topic),
    })
}

/// Unsubscribing again is no mistake.
pub(super) fn unsubscribe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = arns::subscription(input, "SubscriptionArn")?;
    if let Some(row) = world.sns.subscriptions.remove(arn)
        && let Some(topic) =
            world.sns.topics.get_mut(&row.topic).filter(|topic| topic.born == row.born)
    {
        topic.unsubscribed += 1;
    }
    Ok(Reply::empty())
}

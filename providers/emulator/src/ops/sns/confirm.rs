//! `ConfirmSubscription`, by the token that was sent to the endpoint.

use serde_json::json;

use super::{arns, faults};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// How long a token is.
pub(super) const LENGTH: usize = 64;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::name(world, input, "TopicArn").map_err(|_| faults::invalid("Topic"))?;
    let token = input.text("Token").ok_or_else(|| faults::invalid("Token"))?;
    if token.len() < LENGTH || !token.chars().all(|letter| letter.is_ascii_hexdigit()) {
        return Err(faults::invalid("Token"));
    }
    let topic = super::topic(world, &name).map_err(|_| faults::invalid("Token"))?;
    let waits = |token_there: &Option<String>| token_there.as_deref() == Some(token);
    let row =
        world.sns.subscriptions.values().find(|row| row.born == topic.born && waits(&row.token));
    let Some(arn) = row.map(|row| row.arn.clone()) else {
        return Err(faults::refused("InvalidParameter", "Invalid token"));
    };
    if let Some(row) = world.sns.subscriptions.get_mut(&arn) {
        row.token = None;
    }
    Ok(json!({"SubscriptionArn": arn}).into())
}

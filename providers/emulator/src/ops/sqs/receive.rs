//! Messages from other services: into the queue, if its policy lets the sender.

use super::by_arn;
use super::mail::{self, Letter};
use crate::ops::delivery::{Parcel, Undelivered};
use crate::world::World;

/// Accepts a message from another service.
pub(super) fn receive(world: &mut World, parcel: &Parcel) -> Result<(), Undelivered> {
    let name = by_arn(world, &parcel.target).ok_or(Undelivered::Missing)?.to_owned();
    let policy = policy(world, &parcel.target);
    if !parcel.may(world, "sqs:SendMessage", policy.as_deref()) {
        return Err(Undelivered::Denied);
    }
    let letter = Letter {
        attributes: parcel.attributes.clone(),
        group: parcel.group.clone(),
        duplicate: parcel.deduplication.clone(),
        ..Letter::text(parcel.body.clone())
    };
    mail::put(world, &name, letter).map(|_| ()).ok_or(Undelivered::Missing)
}

/// The policy of the queue of an ARN.
pub(super) fn policy(world: &World, arn: &str) -> Option<String> {
    let row = world.sqs.queues.get(by_arn(world, arn)?)?;
    row.attributes.get("Policy").cloned().filter(|policy| !policy.is_empty())
}

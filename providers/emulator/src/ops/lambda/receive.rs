//! Events from other services: asynchronous invocations of an alias, a version or a function.

use super::events::{self, Accepted};
use super::{permissions, reference};
use crate::ops::delivery::{Parcel, Undelivered};
use crate::world::World;

/// Accepts an event if the qualifier's policy lets the sender invoke.
pub(super) fn receive(world: &mut World, parcel: &Parcel) -> Result<(), Undelivered> {
    let named = reference::parse(world, &parcel.target).map_err(|_| Undelivered::Missing)?;
    let qualifier = named.qualifier.as_deref();
    reference::target(world, &named.name, qualifier).map_err(|_| Undelivered::Missing)?;
    let policy = permissions::policy_text(world, &named.name, qualifier);
    let allowed = parcel.may(world, "lambda:InvokeFunction", policy.as_deref());
    if !allowed {
        return Err(Undelivered::Denied);
    }
    let payload = parcel.body.clone();
    let accepted = Accepted { function: &named.name, qualifier, payload, ..Accepted::default() };
    events::accept(world, accepted).map_err(|_| Undelivered::Unavailable)
}

//! `DeleteRole`: only when nothing hangs on it; policies that named it keep its id.

use super::{faults, principals, role};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let role = role::find(world, input)?;
    if !role.attached.is_empty() {
        return Err(faults::conflict("Cannot delete entity, must detach all policies first."));
    }
    if !role.inline.is_empty() {
        return Err(faults::conflict("Cannot delete entity, must delete policies first."));
    }
    let name = role.name.clone();
    if let Some(role) = world.iam.roles.remove(&name) {
        principals::forget(world, &role.arn, &role.id);
    }
    Ok(Reply::empty())
}

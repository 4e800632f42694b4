//! `PutRolePermissionsBoundary` and `DeleteRolePermissionsBoundary`.

use super::{faults, policy, role};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The boundary a request names, of a policy that exists.
pub(super) fn of(world: &World, input: &Input) -> Result<Option<String>, Fault> {
    let Some(arn) = input.text("PermissionsBoundary") else {
        return Ok(None);
    };
    if !policy::exists(world, arn) {
        let text = format!("Scope ARN: {arn} does not exist or is not attachable.");
        return Err(Fault { message: text, ..faults::not_attachable(arn) });
    }
    Ok(Some(arn.to_owned()))
}

pub(super) fn put(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    input.need_text("PermissionsBoundary")?;
    role::find(world, input)?;
    let boundary = of(world, input)?;
    role::find_mut(world, input)?.boundary = boundary;
    Ok(Reply::empty())
}

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let role = role::find(world, input)?;
    if role.boundary.is_none() {
        let text = format!("Role {} does not have a permissions boundary.", role.name);
        return Err(Fault { message: text, ..faults::no_role(&role.name) });
    }
    role::find_mut(world, input)?.boundary = None;
    Ok(Reply::empty())
}

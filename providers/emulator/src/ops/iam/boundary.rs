//! `PutRolePermissionsBoundary`, `DeleteRolePermissionsBoundary`, and the same of users.

use super::holder::{Holder, find, find_mut};
use super::{faults, policy};
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

pub(super) fn put<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    input.need_text("PermissionsBoundary")?;
    find::<H>(world, input)?;
    let boundary = of(world, input)?;
    *find_mut::<H>(world, input)?.boundary_mut() = boundary;
    Ok(Reply::empty())
}

pub(super) fn delete<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let holder: &H = find(world, input)?;
    if holder.boundary().is_none() {
        let name = holder.name();
        let text = format!("{} {name} does not have a permissions boundary.", H::KIND);
        return Err(Fault { message: text, ..H::missing(name) });
    }
    *find_mut::<H>(world, input)?.boundary_mut() = None;
    Ok(Reply::empty())
}

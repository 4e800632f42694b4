//! `AttachRolePolicy`, `DetachRolePolicy`, `ListAttachedRolePolicies`, and the same of users.

use serde_json::json;

use super::holder::{Holder, find, find_mut};
use super::{faults, paging, policy};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most managed policies on one role or user.
const MOST: usize = 10;

pub(super) fn attach<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let arn = policy::arn(input)?;
    let holder: &H = find(world, input)?;
    if !policy::exists(world, arn) {
        return Err(faults::not_attachable(arn));
    }
    if !holder.attached().contains(arn) && holder.attached().len() >= MOST {
        let text = format!("Cannot exceed quota for PoliciesPer{}: {MOST}", H::KIND);
        return Err(faults::limit(text));
    }
    find_mut::<H>(world, input)?.attached_mut().insert(arn.to_owned());
    Ok(Reply::empty())
}

pub(super) fn detach<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let arn = policy::arn(input)?;
    if !find::<H>(world, input)?.attached().contains(arn) {
        return Err(faults::no_policy(arn));
    }
    find_mut::<H>(world, input)?.attached_mut().remove(arn);
    Ok(Reply::empty())
}

pub(super) fn list<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let prefix = input.text("PathPrefix").unwrap_or("/");
    let attached = find::<H>(world, input)?.attached().iter();
    let attached = attached.filter(|arn| policy::path_of(arn).starts_with(prefix));
    let items = attached
        .map(|arn| (arn.clone(), json!({"PolicyName": policy::name_of(arn), "PolicyArn": arn})));
    paging::answer(world, input, "AttachedPolicies", items)
}

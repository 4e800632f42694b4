//! `AttachRolePolicy`, `DetachRolePolicy` and `ListAttachedRolePolicies`.

use serde_json::json;

use super::{faults, paging, policy, role};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most managed policies on one role.
const MOST: usize = 10;

pub(super) fn attach(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = policy::arn(input)?;
    let role = role::find(world, input)?;
    if !policy::exists(world, arn) {
        return Err(faults::not_attachable(arn));
    }
    if !role.attached.contains(arn) && role.attached.len() >= MOST {
        return Err(faults::limit(format!("Cannot exceed quota for PoliciesPerRole: {MOST}")));
    }
    role::find_mut(world, input)?.attached.insert(arn.to_owned());
    Ok(Reply::empty())
}

pub(super) fn detach(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = policy::arn(input)?;
    if !role::find(world, input)?.attached.contains(arn) {
        return Err(faults::no_policy(arn));
    }
    role::find_mut(world, input)?.attached.remove(arn);
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = input.text("PathPrefix").unwrap_or("/");
    let role = role::find(world, input)?;
    let attached = role.attached.iter().filter(|arn| policy::path_of(arn).starts_with(prefix));
    let items = attached
        .map(|arn| (arn.clone(), json!({"PolicyName": policy::name_of(arn), "PolicyArn": arn})));
    paging::answer(world, input, "AttachedPolicies", items)
}

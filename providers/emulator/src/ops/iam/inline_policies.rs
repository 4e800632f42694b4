//! `PutRolePolicy`, `GetRolePolicy`, `ListRolePolicies` and `DeleteRolePolicy`.

use serde_json::json;

use super::{document, faults, paging, role};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most characters, spaces aside, of all inline policies of one role.
const MOST: usize = 10_240;

fn policy_name(input: &Input) -> Result<&str, Fault> {
    let name = input.need_text("PolicyName")?;
    input.characters("PolicyName", role::is_name, r"[\w+=,.@-]+")?;
    input.length("PolicyName", 1, 128)?;
    Ok(name)
}

pub(super) fn put(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = policy_name(input)?;
    let policy = input.need_text("PolicyDocument")?;
    let role = role::find(world, input)?;
    document::check_identity(policy)?;
    let others = role.inline.iter().filter(|(other, _)| other.as_str() != name);
    let size =
        others.map(|(_, policy)| document::size(policy)).sum::<usize>() + document::size(policy);
    if size > MOST {
        let text = format!("Maximum policy size of {MOST} bytes exceeded for role {}", role.name);
        return Err(faults::limit(text));
    }
    role::find_mut(world, input)?.inline.insert(name.to_owned(), policy.to_owned());
    Ok(Reply::empty())
}

pub(super) fn get(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = policy_name(input)?;
    let role = role::find(world, input)?;
    let policy = role.inline.get(name).ok_or_else(|| faults::no_inline(name))?;
    Ok(json!({"RoleName": role.name, "PolicyName": name, "PolicyDocument": document::encoded(policy)}).into())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let role = role::find(world, input)?;
    paging::answer(
        world,
        input,
        "PolicyNames",
        role.inline.keys().map(|name| (name.clone(), json!(name))),
    )
}

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = policy_name(input)?;
    if !role::find(world, input)?.inline.contains_key(name) {
        return Err(faults::no_inline(name));
    }
    role::find_mut(world, input)?.inline.remove(name);
    Ok(Reply::empty())
}

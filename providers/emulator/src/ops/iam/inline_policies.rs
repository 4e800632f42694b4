//! `PutRolePolicy`, `GetRolePolicy`, `ListRolePolicies`, `DeleteRolePolicy`, and the same of users.

use serde_json::json;

use super::holder::{Holder, find, find_mut};
use super::{document, faults, paging, role};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

fn policy_name(input: &Input) -> Result<&str, Fault> {
    let name = input.need_text("PolicyName")?;
    input.characters("PolicyName", role::is_name, r"[\w+=,.@-]+")?;
    input.length("PolicyName", 1, 128)?;
    Ok(name)
}

pub(super) fn put<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = policy_name(input)?;
    let policy = input.need_text("PolicyDocument")?;
    let holder: &H = find(world, input)?;
    document::check_identity(policy)?;
    let others = holder.inline().iter().filter(|(other, _)| other.as_str() != name);
    let size =
        others.map(|(_, policy)| document::size(policy)).sum::<usize>() + document::size(policy);
    if size > H::INLINE {
        let (most, kind, name) = (H::INLINE, H::KIND.to_lowercase(), holder.name());
        return Err(faults::limit(format!(
            "Maximum policy size of {most} bytes exceeded for {kind} {name}"
        )));
    }
    find_mut::<H>(world, input)?.inline_mut().insert(name.to_owned(), policy.to_owned());
    Ok(Reply::empty())
}

pub(super) fn get<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = policy_name(input)?;
    let holder: &H = find(world, input)?;
    let policy = holder.inline().get(name).ok_or_else(|| faults::no_inline(H::KIND, name))?;
    let mut body = json!({"PolicyName": name, "PolicyDocument": document::encoded(policy)});
    paging::merge(&mut body, json!({format!("{}Name", H::KIND): holder.name()}));
    Ok(body.into())
}

pub(super) fn list<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let names = find::<H>(world, input)?.inline().keys();
    paging::answer(world, input, "PolicyNames", names.map(|name| (name.clone(), json!(name))))
}

pub(super) fn delete<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = policy_name(input)?;
    if !find::<H>(world, input)?.inline().contains_key(name) {
        return Err(faults::no_inline(H::KIND, name));
    }
    find_mut::<H>(world, input)?.inline_mut().remove(name);
    Ok(Reply::empty())
}

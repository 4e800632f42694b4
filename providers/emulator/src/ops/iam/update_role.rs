//! `UpdateRole`, `UpdateRoleDescription` and `UpdateAssumeRolePolicy`.

use serde_json::json;

use super::role::{self, View};
use super::{document, principals};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// An omitted duration goes back to one hour, as on AWS; an omitted description stays.
pub(super) fn role(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    role::description(input)?;
    let max_session = input.integer_within("MaxSessionDuration", 3_600, 43_200)?.unwrap_or(3_600);
    let role = role::find_mut(world, input)?;
    role.max_session = max_session;
    if let Some(description) = input.text("Description") {
        role.description = Some(description.to_owned()).filter(|text| !text.is_empty());
    }
    Ok(Reply::empty())
}

pub(super) fn description(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    role::description(input)?;
    let description = input.need_text("Description")?.to_owned();
    let role = role::find_mut(world, input)?;
    role.description = Some(description).filter(|text| !text.is_empty());
    Ok(json!({"Role": role.shown(View::Whole)}).into())
}

pub(super) fn trust(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let document = input.need_text("PolicyDocument")?;
    role::find(world, input)?;
    document::check_trust(document)?;
    let trust = principals::resolve(world, document)?;
    let now_ms = world.now_ms();
    let role = role::find_mut(world, input)?;
    role.trust_before = Some(std::mem::replace(&mut role.trust, trust));
    role.trusted_ms = now_ms;
    Ok(Reply::empty())
}

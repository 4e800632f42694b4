//! `GetRole`, `ListRoles` and `ListInstanceProfilesForRole`.

use serde_json::json;

use super::role::{self, View};
use super::{faults, paging};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn get(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let role = role::find(world, input)?;
    // A new role is not found at once everywhere.
    if world.now_ms() < role.created_ms.saturating_add(world.settings().windows.role_visible_ms) {
        return Err(faults::no_role(&role.name));
    }
    Ok(json!({"Role": role.shown(View::Whole)}).into())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = input.text("PathPrefix").unwrap_or("/");
    let roles = world.iam.roles.iter().filter(|(_, role)| role.path.starts_with(prefix));
    let shown = roles.map(|(name, role)| (name.to_owned(), role));
    let (roles, rest) = paging::cut(world, input, shown)?;
    let roles: Vec<_> = roles.into_iter().map(|role| role.shown(View::Listed)).collect();
    let mut body = json!({"Roles": roles});
    paging::merge(&mut body, rest);
    Ok(body.into())
}

pub(super) fn instance_profiles(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    role::find(world, input)?;
    Ok(json!({"InstanceProfiles": [], "IsTruncated": false}).into())
}

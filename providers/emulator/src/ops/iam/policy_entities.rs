//! `ListEntitiesForPolicy`: the roles that use a policy.

use serde_json::json;

use super::{paging, policy};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = policy::find(world, input)?.arn;
    let usage = input.text("PolicyUsageFilter");
    let prefix = input.text("PathPrefix").unwrap_or("/");
    let wanted = !matches!(input.text("EntityFilter"), Some("User" | "Group"));
    let roles = world.iam.roles.iter().filter(|(_, role)| {
        let attached = role.attached.contains(&arn) && usage != Some("PermissionsBoundary");
        let binds = role.boundary.as_ref() == Some(&arn) && usage != Some("PermissionsPolicy");
        wanted && role.path.starts_with(prefix) && (attached || binds)
    });
    let items =
        roles.map(|(name, role)| (name.to_owned(), json!({"RoleName": name, "RoleId": role.id})));
    let mut reply = paging::answer(world, input, "PolicyRoles", items)?;
    paging::merge(&mut reply.body, json!({"PolicyUsers": [], "PolicyGroups": []}));
    Ok(reply)
}

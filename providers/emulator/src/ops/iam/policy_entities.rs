//! `ListEntitiesForPolicy`: the roles and users that use a policy.

use serde_json::{Value, json};

use super::{paging, policy};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = policy::find(world, input)?.arn;
    let usage = input.text("PolicyUsageFilter");
    let prefix = input.text("PathPrefix").unwrap_or("/");
    let wants = |kind: &str| input.text("EntityFilter").is_none_or(|wanted| wanted == kind);
    let uses = |path: &str, attaches: bool, boundary: Option<&String>| {
        let attached = attaches && usage != Some("PermissionsBoundary");
        let binds = boundary == Some(&arn) && usage != Some("PermissionsPolicy");
        path.starts_with(prefix) && (attached || binds)
    };
    let roles = world.iam.roles.values().filter(|role| {
        uses(&role.path, role.attached.contains(&arn), role.boundary.as_ref()) && wants("Role")
    });
    let users = world.iam.users.values().filter(|user| {
        uses(&user.path, user.attached.contains(&arn), user.boundary.as_ref()) && wants("User")
    });
    let roles = roles.map(|role| {
        let shown = json!({"RoleName": role.name, "RoleId": role.id});
        (format!("r:{}", role.name), ("PolicyRoles", shown))
    });
    let users = users.map(|user| {
        let shown = json!({"UserName": user.name, "UserId": user.id});
        (format!("u:{}", user.name), ("PolicyUsers", shown))
    });
    let (page, rest) = paging::cut(world, input, roles.chain(users))?;
    let of = |member: &str| -> Vec<&Value> {
        page.iter().filter(|(kind, _)| *kind == member).map(|(_, shown)| shown).collect()
    };
    let mut body = json!({
        "PolicyRoles": of("PolicyRoles"),
        "PolicyUsers": of("PolicyUsers"),
        "PolicyGroups": [],
    });
    paging::merge(&mut body, rest);
    Ok(body.into())
}

//! `GetAccountAuthorizationDetails`: all roles and policies with their documents, page by page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::policy::{Policy, View};
use super::role::{Role, seconds, shown_boundary};
use super::user::{self, User};
use super::{document, managed, paging, policy};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// One thing of a page.
enum Entity<'a> {
    Role(&'a Role),
    User(&'a User),
    Policy(Policy),
}

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let filter = input.texts("Filter");
    let wants = |kind: &str| filter.is_empty() || filter.iter().any(|wanted| wanted == kind);
    let mut entities: Vec<(String, Entity<'_>)> = Vec::new();
    if wants("LocalManagedPolicy") {
        let policies = world.iam.policies.iter();
        entities.extend(
            policies.map(|(arn, policy)| (format!("p:{arn}"), Entity::Policy(policy.clone()))),
        );
    }
    if wants("AWSManagedPolicy") {
        entities.extend(
            managed::all().map(|policy| (format!("p:{}", policy.arn), Entity::Policy(policy))),
        );
    }
    if wants("Role") {
        let roles = world.iam.roles.iter();
        entities.extend(roles.map(|(name, role)| (format!("r:{name}"), Entity::Role(role))));
    }
    if wants("User") {
        let users = world.iam.users.iter();
        entities.extend(users.map(|(name, user)| (format!("u:{name}"), Entity::User(user))));
    }
    entities.sort_by(|(one, _), (two, _)| one.cmp(two));
    let (page, rest) = paging::cut(world, input, entities.into_iter())?;
    let (mut roles, mut users, mut policies) = (Vec::new(), Vec::new(), Vec::new());
    for entity in &page {
        match entity {
            Entity::Role(role) => roles.push(role_detail(role)),
            Entity::User(user) => users.push(user_detail(user)),
            Entity::Policy(policy) => policies.push(policy_detail(world, policy)),
        }
    }
    let mut body = json!({"UserDetailList": users, "GroupDetailList": [], "RoleDetailList": roles, "Policies": policies});
    paging::merge(&mut body, rest);
    Ok(body.into())
}

/// Inline and attached policies as members of a detail.
fn held(inline: &BTreeMap<String, String>, attached: &BTreeSet<String>) -> (Value, Value) {
    let inline = inline.iter().map(
        |(name, policy)| json!({"PolicyName": name, "PolicyDocument": document::encoded(policy)}),
    );
    let attached =
        attached.iter().map(|arn| json!({"PolicyName": policy::name_of(arn), "PolicyArn": arn}));
    (inline.collect(), attached.collect())
}

fn user_detail(user: &User) -> Value {
    let (inline, attached) = held(&user.inline, &user.attached);
    user::detail(user, json!({"UserPolicyList": inline, "AttachedManagedPolicies": attached}))
}

fn role_detail(role: &Role) -> Value {
    let (inline, attached) = held(&role.inline, &role.attached);
    json!({
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": seconds(role.created_ms),
        "AssumeRolePolicyDocument": document::encoded(&role.trust),
        "InstanceProfileList": [],
        "RolePolicyList": inline,
        "AttachedManagedPolicies": attached,
        "PermissionsBoundary": role.boundary.as_deref().map(shown_boundary),
        "Tags": tags::list(&role.tags),
        "RoleLastUsed": {},
    })
}

fn policy_detail(world: &World, policy: &Policy) -> Value {
    let versions = policy.versions.iter().rev();
    let versions: Vec<Value> =
        versions.map(|version| policy.shown_version(version, true)).collect();
    let mut detail = policy.shown(world, View::Listed);
    if let Some(description) = &policy.description {
        detail.insert("Description".to_owned(), json!(description));
    }
    detail.insert("PolicyVersionList".to_owned(), json!(versions));
    Value::Object(detail)
}

//! IAM and STS.

use super::super::need::{Need, On, Row, Source, filled, need, row, texts};
use crate::ops::Input;
use crate::world::World;

const ROLE: On = On::Found(role);
const USER: On = On::Found(user);
const POLICY: On = On::Each("PolicyArn");
const NEW_POLICY: On =
    On::Found(|world, input| vec![created(world, input, "policy", "PolicyName")]);
const NEW_ROLE: On = On::Found(|world, input| vec![created(world, input, "role", "RoleName")]);
const NEW_USER: On = On::Found(|world, input| vec![created(world, input, "user", "UserName")]);

/// The boundary that a new or changed identity gets.
const BOUND: &[(&str, Source)] = &[("iam:PermissionsBoundary", Source::At("PermissionsBoundary"))];
/// The boundary that the identity has.
const HAS: (&str, Source) = ("iam:PermissionsBoundary", Source::Found(boundary));
const ATTACHED: &[(&str, Source)] = &[("iam:PolicyARN", Source::At("PolicyArn")), HAS];

/// One action of the operation's own name.
macro_rules! rows {
    ($($name:ident $on:ident $($keys:ident)?;)*) => {
        &[$(row(stringify!($name), &[need(concat!("iam:", stringify!($name)), $on)$(.with($keys))?]),)*]
    };
}

const NOTHING: On = On::Nothing;
const ROLES: On = On::Arn("arn:aws:iam::{account}:role{PathPrefix}");
const USERS: On = On::Arn("arn:aws:iam::{account}:user{PathPrefix}");
const POLICIES: On = On::Arn("arn:aws:iam::{account}:policy{PathPrefix}");
const KEPT: &[(&str, Source)] = &[HAS];

const PLAIN: &[Row] = rows! {
    GetRole ROLE;
    ListRoles ROLES;
    UpdateRole ROLE KEPT;
    UpdateRoleDescription ROLE KEPT;
    UpdateAssumeRolePolicy ROLE KEPT;
    DeleteRole ROLE KEPT;
    TagRole ROLE;
    UntagRole ROLE;
    ListRoleTags ROLE;
    PutRolePolicy ROLE KEPT;
    GetRolePolicy ROLE;
    ListRolePolicies ROLE;
    DeleteRolePolicy ROLE KEPT;
    AttachRolePolicy ROLE ATTACHED;
    DetachRolePolicy ROLE ATTACHED;
    ListAttachedRolePolicies ROLE;
    PutRolePermissionsBoundary ROLE BOUND;
    DeleteRolePermissionsBoundary ROLE KEPT;
    ListInstanceProfilesForRole ROLE;
    GetAccountAuthorizationDetails NOTHING;
    GetUser USER;
    ListUsers USERS;
    UpdateUser USER;
    DeleteUser USER;
    TagUser USER;
    UntagUser USER;
    ListUserTags USER;
    PutUserPolicy USER KEPT;
    GetUserPolicy USER;
    ListUserPolicies USER;
    DeleteUserPolicy USER KEPT;
    AttachUserPolicy USER ATTACHED;
    DetachUserPolicy USER ATTACHED;
    ListAttachedUserPolicies USER;
    PutUserPermissionsBoundary USER BOUND;
    DeleteUserPermissionsBoundary USER KEPT;
    CreateAccessKey USER;
    ListAccessKeys USER;
    UpdateAccessKey USER;
    DeleteAccessKey USER;
    GetAccessKeyLastUsed NOTHING;
    GetPolicy POLICY;
    ListPolicies POLICIES;
    DeletePolicy POLICY;
    CreatePolicyVersion POLICY;
    GetPolicyVersion POLICY;
    ListPolicyVersions POLICY;
    DeletePolicyVersion POLICY;
    SetDefaultPolicyVersion POLICY;
    ListEntitiesForPolicy POLICY;
    TagPolicy POLICY;
    UntagPolicy POLICY;
    ListPolicyTags POLICY;
};

const TAGGED_ROLE: Need = need("iam:TagRole", NEW_ROLE).given("Tags");

const CREATING: &[Row] = &[
    row("CreateRole", &[need("iam:CreateRole", NEW_ROLE).with(BOUND), TAGGED_ROLE]),
    row(
        "CreateUser",
        &[
            need("iam:CreateUser", NEW_USER).with(BOUND),
            need("iam:TagUser", NEW_USER).given("Tags"),
        ],
    ),
    row(
        "CreatePolicy",
        &[need("iam:CreatePolicy", NEW_POLICY), need("iam:TagPolicy", NEW_POLICY).given("Tags")],
    ),
    row(
        "CreateServiceLinkedRole",
        &[need(
            "iam:CreateServiceLinkedRole",
            On::Arn("arn:aws:iam::{account}:role/aws-service-role/{AWSServiceName}/*"),
        )
        .with(&[("iam:AWSServiceName", Source::At("AWSServiceName"))])],
    ),
    row("DeleteServiceLinkedRole", &[need("iam:DeleteServiceLinkedRole", ROLE)]),
];

pub(super) const ROWS: &[&[Row]] = &[PLAIN, CREATING];

/// `AssumeRole` asks the role's trust policy by itself; nobody needs leave to ask who they are.
pub(super) const STS: &[Row] = &[row("AssumeRole", &[]), row("GetCallerIdentity", &[])];

/// The role's ARN, or what it would be.
fn role(world: &World, input: &Input) -> Vec<String> {
    let name = texts(input, "RoleName").into_iter().next().unwrap_or_default();
    let known = world.iam.roles.get(&name).map(|role| role.arn.clone());
    vec![known.unwrap_or_else(|| filled("arn:aws:iam::{account}:role/{RoleName}", world, input))]
}

/// The user's ARN; without a name it is the caller's own, and any user's pattern fits.
fn user(world: &World, input: &Input) -> Vec<String> {
    let name = texts(input, "UserName").into_iter().next().unwrap_or_default();
    let known = world.iam.users.get(&name).map(|user| user.arn.clone());
    vec![known.unwrap_or_else(|| filled("arn:aws:iam::{account}:user/{UserName}", world, input))]
}

fn boundary(world: &World, input: &Input) -> Vec<String> {
    let role = texts(input, "RoleName").into_iter().next().unwrap_or_default();
    let user = texts(input, "UserName").into_iter().next().unwrap_or_default();
    let role = world.iam.roles.get(&role).and_then(|role| role.boundary.clone());
    let user = || world.iam.users.get(&user).and_then(|user| user.boundary.clone());
    role.or_else(user).into_iter().collect()
}

/// The ARN that something new will have.
fn created(world: &World, input: &Input, kind: &str, member: &str) -> String {
    let path = texts(input, "Path").into_iter().next().unwrap_or_else(|| "/".to_owned());
    let name = texts(input, member).into_iter().next().unwrap_or_default();
    format!("arn:aws:iam::{}:{kind}{path}{name}", world.settings().account)
}

//! IAM: roles and customer managed policies, with the rules that make a deployment wait, order and clean up.
//!
//! Groups do not exist here. A key that is no user's is the account's own.

pub(crate) mod access_keys;
mod account;
mod attachments;
mod boundary;
mod create_role;
mod delete_role;
pub(crate) mod document;
pub(crate) mod evaluate;
mod faults;
mod get_role;
mod holder;
mod holder_tags;
pub(crate) mod identity;
mod inline_policies;
pub(crate) mod managed;
mod paging;
mod policies;
pub(crate) mod policy;
mod policy_entities;
mod policy_tags;
mod policy_versions;
pub(crate) mod principals;
mod role;
pub(crate) mod trust;
mod update_role;
pub(crate) mod user;

pub(crate) use policy::Policy;
pub(crate) use role::Role;
pub(crate) use trust::{can_be_assumed_by, can_be_assumed_for};
use user::User;

use super::service::Throttle;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Roles by name.
    roles: Role,
    /// Customer managed policies by ARN.
    policies: Policy,
    /// Users by name.
    users: User,
    /// Access keys of users by their ids.
    keys: access_keys::AccessKey,
}

pub(crate) static SERVICE: Service = Service {
    name: "iam",
    signing: "iam",
    version: "2010-05-08",
    xmlns: "https://iam.amazonaws.com/doc/2010-05-08/",
    protocol: Protocol::Query,
    validation: "ValidationError",
    throttle: Throttle { status: 400, code: "Throttling", message: "Rate exceeded", extra: &[] },
    operations: OPERATIONS,
    missing: &[
        "CreateServiceLinkedRole",
        "DeleteServiceLinkedRole",
        "CreateInstanceProfile",
        "CreateGroup",
        "SimulatePrincipalPolicy",
        "SimulateCustomPolicy",
    ],
    timestamps: &["CreateDate", "UpdateDate", "LastUsedDate"],
    ..Service::EMPTY
};

static OPERATIONS: &[Operation] = &[
    Operation::write("CreateRole", create_role::run),
    Operation::read("GetRole", get_role::get),
    Operation::read("ListRoles", get_role::list),
    Operation::write("UpdateRole", update_role::role),
    Operation::write("UpdateRoleDescription", update_role::description),
    Operation::write("UpdateAssumeRolePolicy", update_role::trust),
    Operation::write("DeleteRole", delete_role::run),
    Operation::write("TagRole", holder_tags::tag::<Role>),
    Operation::write("UntagRole", holder_tags::untag::<Role>),
    Operation::read("ListRoleTags", holder_tags::list::<Role>),
    Operation::write("PutRolePolicy", inline_policies::put::<Role>),
    Operation::read("GetRolePolicy", inline_policies::get::<Role>),
    Operation::read("ListRolePolicies", inline_policies::list::<Role>),
    Operation::write("DeleteRolePolicy", inline_policies::delete::<Role>),
    Operation::write("AttachRolePolicy", attachments::attach::<Role>),
    Operation::write("DetachRolePolicy", attachments::detach::<Role>),
    Operation::read("ListAttachedRolePolicies", attachments::list::<Role>),
    Operation::write("PutRolePermissionsBoundary", boundary::put::<Role>),
    Operation::write("DeleteRolePermissionsBoundary", boundary::delete::<Role>),
    Operation::read("ListInstanceProfilesForRole", get_role::instance_profiles)
        .partly("always empty: there are no instance profiles"),
    Operation::read("GetAccountAuthorizationDetails", account::run).partly("no groups"),
    Operation::write("CreateUser", user::create),
    Operation::read("GetUser", user::get),
    Operation::read("ListUsers", user::list),
    Operation::write("DeleteUser", user::delete),
    Operation::write("TagUser", holder_tags::tag::<User>),
    Operation::write("UntagUser", holder_tags::untag::<User>),
    Operation::read("ListUserTags", holder_tags::list::<User>),
    Operation::write("PutUserPolicy", inline_policies::put::<User>),
    Operation::read("GetUserPolicy", inline_policies::get::<User>),
    Operation::read("ListUserPolicies", inline_policies::list::<User>),
    Operation::write("DeleteUserPolicy", inline_policies::delete::<User>),
    Operation::write("AttachUserPolicy", attachments::attach::<User>),
    Operation::write("DetachUserPolicy", attachments::detach::<User>),
    Operation::read("ListAttachedUserPolicies", attachments::list::<User>),
    Operation::write("PutUserPermissionsBoundary", boundary::put::<User>),
    Operation::write("DeleteUserPermissionsBoundary", boundary::delete::<User>),
    Operation::write("CreateAccessKey", access_keys::create),
    Operation::read("ListAccessKeys", access_keys::list),
    Operation::write("UpdateAccessKey", access_keys::update),
    Operation::write("DeleteAccessKey", access_keys::delete),
    Operation::read("GetAccessKeyLastUsed", access_keys::last_used)
        .partly("when and where a key was used is not kept"),
    Operation::write("CreatePolicy", policies::create),
    Operation::read("GetPolicy", policies::get),
    Operation::read("ListPolicies", policies::list),
    Operation::write("DeletePolicy", policies::delete),
    Operation::write("CreatePolicyVersion", policy_versions::create),
    Operation::read("GetPolicyVersion", policy_versions::get),
    Operation::read("ListPolicyVersions", policy_versions::list),
    Operation::write("DeletePolicyVersion", policy_versions::delete),
    Operation::write("SetDefaultPolicyVersion", policy_versions::set_default),
    Operation::read("ListEntitiesForPolicy", policy_entities::run),
    Operation::write("TagPolicy", policy_tags::tag),
    Operation::write("UntagPolicy", policy_tags::untag),
    Operation::read("ListPolicyTags", policy_tags::list),
];

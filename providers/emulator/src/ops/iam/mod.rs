//! IAM: roles and customer managed policies, with the rules that make a deployment wait, order and clean up.
//!
//! Users and groups do not exist here: the caller is the account itself.

mod account;
mod attachments;
mod boundary;
mod create_role;
mod delete_role;
pub(crate) mod document;
mod faults;
mod get_role;
mod inline_policies;
pub(crate) mod managed;
mod paging;
mod policies;
mod policy;
mod policy_entities;
mod policy_tags;
mod policy_versions;
mod principals;
mod role;
mod role_tags;
mod trust;
mod update_role;

pub(crate) use policy::Policy;
pub(crate) use role::Role;
pub(crate) use trust::can_be_assumed_by;
pub(super) use trust::trusts_account;

use super::service::Throttle;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Roles by name.
    roles: Role,
    /// Customer managed policies by ARN.
    policies: Policy,
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
        "CreateUser",
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
    Operation::write("TagRole", role_tags::tag),
    Operation::write("UntagRole", role_tags::untag),
    Operation::read("ListRoleTags", role_tags::list),
    Operation::write("PutRolePolicy", inline_policies::put),
    Operation::read("GetRolePolicy", inline_policies::get),
    Operation::read("ListRolePolicies", inline_policies::list),
    Operation::write("DeleteRolePolicy", inline_policies::delete),
    Operation::write("AttachRolePolicy", attachments::attach),
    Operation::write("DetachRolePolicy", attachments::detach),
    Operation::read("ListAttachedRolePolicies", attachments::list),
    Operation::write("PutRolePermissionsBoundary", boundary::put),
    Operation::write("DeleteRolePermissionsBoundary", boundary::delete),
    Operation::read("ListInstanceProfilesForRole", get_role::instance_profiles)
        .partly("always empty: there are no instance profiles"),
    Operation::read("GetAccountAuthorizationDetails", account::run)
        .partly("no users and no groups"),
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

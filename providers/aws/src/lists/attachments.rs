//! `ListAttachedRolePolicies`: the managed policies of one role.
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients, role: &str) -> Result<Vec<String>, Failure> {
    let list = reads.iam.list_attached_role_policies().role_name(role);
    let mut pages = list.into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(policy) = pages.next().await {
        found.extend(policy?.policy_arn);
    }
    Ok(found)
}

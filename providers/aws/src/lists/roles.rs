//! `ListRoles` under a path, 1,000 a page: trust, description and session length, but no tags and no
//! permissions boundary.
use super::Roles;
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients, path: String) -> Result<Roles, Failure> {
    let list = reads.iam.list_roles().path_prefix(path).max_items(1_000);
    let mut pages = list.into_paginator().items().send();
    let mut found = Roles::new();
    while let Some(role) = pages.next().await {
        let role = role?;
        found.insert(role.role_name.clone(), role);
    }
    Ok(found)
}

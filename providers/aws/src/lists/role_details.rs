//! `GetAccountAuthorizationDetails` for roles: inline policies, attachments, boundary and tags of all
//! roles of the account, 1,000 a page; no description and no session length.
use super::Details;
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_iam::types::EntityType;

pub(crate) async fn load(reads: &Clients) -> Result<Details, Failure> {
    let details = reads.iam.get_account_authorization_details().filter(EntityType::Role);
    let mut pages = details.max_items(1_000).into_paginator().send();
    let mut found = Details::new();
    while let Some(page) = pages.next().await {
        for role in page?.role_detail_list.unwrap_or_default() {
            found.insert(role.role_name().unwrap_or_default().to_owned(), role);
        }
    }
    Ok(found)
}

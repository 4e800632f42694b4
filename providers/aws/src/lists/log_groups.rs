//! `DescribeLogGroups` by prefix, 50 a page: everything but tags.
use super::LogGroups;
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients, prefix: String) -> Result<LogGroups, Failure> {
    let list = reads.logs.describe_log_groups().log_group_name_prefix(prefix).limit(50);
    let mut pages = list.into_paginator().items().send();
    let mut found = LogGroups::new();
    while let Some(group) = pages.next().await {
        let group = group?;
        found.insert(group.log_group_name().unwrap_or_default().to_owned(), group);
    }
    Ok(found)
}

//! `GetResources` of the tagging API: what carries this deployment's tags, 100 a page.
use super::Tagged;
use crate::clients::Clients;
use crate::errors::Failure;
use crate::tags::{self, STACK, STAGE};
use aws_sdk_resourcegroupstagging::types::TagFilter;
use cutover_schemas::graph::Identity;
use std::collections::BTreeMap;

fn is(key: &str, value: &str) -> TagFilter {
    TagFilter::builder().key(key).values(value).build()
}

/// ARNs of what carries all of these tags, of one service.
pub(crate) async fn find(
    reads: &Clients,
    service: &str,
    wanted: &BTreeMap<String, String>,
) -> Result<Vec<String>, Failure> {
    let filters = wanted.iter().map(|(key, value)| is(key, value)).collect();
    let list = reads
        .tagging
        .get_resources()
        .set_tag_filters(Some(filters))
        .resource_type_filters(service)
        .resources_per_page(100);
    let mut pages = list.into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(mapping) = pages.next().await {
        found.extend(mapping?.resource_arn);
    }
    Ok(found)
}

pub(crate) async fn load(reads: &Clients, identity: &Identity) -> Result<Tagged, Failure> {
    let list = reads
        .tagging
        .get_resources()
        .tag_filters(is(STACK, &identity.stack))
        .tag_filters(is(STAGE, &identity.stage))
        .resources_per_page(100);
    let mut pages = list.into_paginator().items().send();
    let mut found = Tagged::new();
    while let Some(mapping) = pages.next().await {
        let mapping = mapping?;
        let tags = tags::from_pairs(mapping.tags().iter().map(|tag| (tag.key(), tag.value())));
        let arn = mapping.resource_arn().unwrap_or_default();
        found.insert(arn.strip_suffix(":*").unwrap_or(arn).to_owned(), tags);
    }
    Ok(found)
}

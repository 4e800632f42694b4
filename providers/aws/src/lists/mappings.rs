//! `ListEventSourceMappings` of the region, 100 a page.
use super::Mappings;
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients) -> Result<Mappings, Failure> {
    let mut pages = reads.lambda.list_event_source_mappings().into_paginator().items().send();
    let mut found = Mappings::new();
    while let Some(mapping) = pages.next().await {
        found.push(mapping?);
    }
    Ok(found)
}

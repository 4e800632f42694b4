//! `ListQueues` by prefix, 1,000 a page.
use super::Queues;
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients, prefix: String) -> Result<Queues, Failure> {
    let list = reads.sqs.list_queues().queue_name_prefix(prefix).max_results(1_000);
    let mut pages = list.into_paginator().items().send();
    let mut found = Queues::new();
    while let Some(url) = pages.next().await {
        let url = url?;
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        found.insert(name, url);
    }
    Ok(found)
}

//! `ListTables`, 100 a page.
use super::Tables;
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients) -> Result<Tables, Failure> {
    let mut pages = reads.dynamodb.list_tables().into_paginator().items().send();
    let mut found = Tables::new();
    while let Some(name) = pages.next().await {
        found.insert(name?);
    }
    Ok(found)
}

//! `ListFunctions`: the whole region, 50 a page. It tells neither tags nor reserved concurrency, so a
//! function in it is known to exist and no more.
use super::Functions;
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn load(reads: &Clients) -> Result<Functions, Failure> {
    let mut pages = reads.lambda.list_functions().max_items(50).into_paginator().items().send();
    let mut found = Functions::new();
    while let Some(function) = pages.next().await {
        found.extend(function?.function_name);
    }
    Ok(found)
}

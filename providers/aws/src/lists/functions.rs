//! `ListFunctions`: the whole region, 50 a page. It tells neither tags nor reserved concurrency, so a
//! function in it is known to exist and no more. And `GetFunction`, which tells everything about one.
use super::Functions;
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_lambda::operation::get_function::GetFunctionOutput;

pub(crate) async fn load(reads: &Clients) -> Result<Functions, Failure> {
    let mut pages = reads.lambda.list_functions().max_items(50).into_paginator().items().send();
    let mut found = Functions::new();
    while let Some(function) = pages.next().await {
        found.extend(function?.function_name);
    }
    Ok(found)
}

/// One function; `None` when there is none.
pub(crate) async fn one(reads: &Clients, name: &str) -> Result<Option<GetFunctionOutput>, Failure> {
    let asked = reads.lambda.get_function().function_name(name).send().await;
    match asked.map_err(Failure::from) {
        Ok(answer) => Ok(Some(answer)),
        Err(failure) if failure.is_missing() => Ok(None),
        Err(failure) => Err(failure),
    }
}

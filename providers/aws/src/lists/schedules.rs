//! `ListSchedules` of a group, 100 a page.
use super::Schedules;
use crate::clients::Clients;
use crate::errors::Failure;

/// The names of a group's schedules; none where there is no such group.
pub(crate) async fn load(reads: &Clients, group: &str) -> Result<Schedules, Failure> {
    let list = reads.scheduler.list_schedules().group_name(group).max_results(100);
    let mut pages = list.into_paginator().items().send();
    let mut found = Schedules::new();
    while let Some(one) = pages.next().await {
        match one.map_err(Failure::from) {
            Ok(one) => found.extend(one.name),
            Err(failure) if failure.is_missing() => return Ok(found),
            Err(failure) => return Err(failure),
        }
    }
    Ok(found)
}

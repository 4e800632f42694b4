//! `ListEventBuses` and `ListRules`, 100 a page. The SDK has no paginators for them.
use super::{Buses, Rules};
use crate::clients::Clients;
use crate::errors::Failure;

pub(crate) async fn buses(reads: &Clients) -> Result<Buses, Failure> {
    let (mut found, mut next) = (Buses::new(), None);
    loop {
        let page = reads.events.list_event_buses().limit(100).set_next_token(next).send().await?;
        found.extend(page.event_buses().iter().filter_map(|bus| bus.name().map(str::to_owned)));
        next = page.next_token;
        if next.is_none() {
            return Ok(found);
        }
    }
}

/// The rules of a bus whose names begin like this; none where there is no such bus.
pub(crate) async fn rules(reads: &Clients, bus: &str, prefix: &str) -> Result<Rules, Failure> {
    let (mut found, mut next) = (Rules::new(), None);
    loop {
        let list = reads.events.list_rules().event_bus_name(bus).name_prefix(prefix).limit(100);
        let page = match list.set_next_token(next).send().await.map_err(Failure::from) {
            Ok(page) => page,
            Err(failure) if failure.is_missing() => return Ok(found),
            Err(failure) => return Err(failure),
        };
        found.extend(page.rules().iter().filter_map(|rule| rule.name().map(str::to_owned)));
        next = page.next_token;
        if next.is_none() {
            return Ok(found);
        }
    }
}

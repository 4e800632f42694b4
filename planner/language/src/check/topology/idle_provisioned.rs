//! `topology/idle-provisioned`: environments that are kept warm and paid for, though nobody waits for a start.
//!
//! Provisioned concurrency shortens the first answer. Queues, streams, schedules and events do not feel it: what is called
//! from there alone can start cold. A function without any trigger here, or whose ARN is given out, may be called by
//! somebody who waits.
use super::Finding;
use super::pinball::guarding;
use super::wiring::{Wiring, target};
use crate::check::autoscale;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use std::collections::BTreeSet;

pub(super) const RULE: &str = "topology/idle-provisioned";

pub(super) fn find(wiring: &Wiring<'_>) -> Vec<Finding> {
    let waited = waited_for(wiring);
    let mut findings = Vec::new();
    for function in wiring.functions() {
        let concurrency = function.nested("concurrency").next();
        let Some((concurrency, (warm, attr))) =
            concurrency.and_then(|nested| Some((nested, autoscale::warm(nested)?)))
        else {
            continue;
        };
        let triggers = wiring.calling(&function.address);
        if triggers.is_empty() || waited.contains(&function.address) {
            continue;
        }
        let message = format!(
            "`{}` keeps {warm} environments warm, and nobody waits for it",
            function.address
        );
        let told = Diagnostic::warning(RULE, message)
            .at(concurrency.place_of(attr))
            .label("paid for around the clock")
            .help(format!(
                "leave `{attr}` out; `reserved` keeps room for it without keeping it warm"
            ));
        let told = triggers.iter().take(5).fold(told, |told, trigger| {
            told.related(trigger.block.place.clone(), "called from here")
        });
        findings.push(Finding { about: vec![function.address.clone()], told });
    }
    findings
}

/// Functions whose answer somebody may wait for.
fn waited_for(wiring: &Wiring<'_>) -> BTreeSet<Address> {
    let mut waited = BTreeSet::new();
    for api in wiring.of_word("api") {
        waited.extend(api.nested("route").filter_map(|route| target(route.attr("to"))).cloned());
        waited.extend(api.nested("authorizer").filter_map(guarding).cloned());
    }
    let urls = wiring.triggers.iter().filter(|trigger| trigger.kind == "url");
    waited.extend(urls.filter_map(|trigger| trigger.to).cloned());
    for function in wiring.functions() {
        waited.extend(wiring.invoked(&function.address).map(|right| right.target.clone()));
    }
    waited.extend(wiring.spec.outputs.values().flat_map(|output| output.value.references()));
    waited
}

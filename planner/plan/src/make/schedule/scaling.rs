//! What scales the provisioned concurrency of a version, and what that version keeps until nothing scales it any more.
//!
//! A rollout leaves the old version warm where something scales it: released first, it would be made warm again. So the
//! order is: the alias moves, the new version gets its bounds, the old one loses its own, and then it is released.
use super::{Schedule, calls};
use crate::make::decide::Decision;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::scaling_target::version_of;
use cutover_schemas::ledger::base_of;
use cutover_schemas::plan::{Action, Guard, StepId};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// The steps that an alias waits for: they end what scaled it and is wanted no more.
pub(super) fn freed(schedule: &Schedule<'_>, resource: &Resource) -> BTreeSet<StepId> {
    if resource.kind != KindName::Alias {
        return BTreeSet::new();
    }
    let situation = schedule.situation;
    let of_alias = |address: &Address| {
        // An old half that no run has told of yet has the parent of what took its place.
        let base = base_of(address).unwrap_or_else(|| address.clone());
        let known = situation.view.known.get(address).and_then(|known| known.parent.as_ref());
        let wanted = situation.graph.resources.get(&base).and_then(|one| one.parent.as_ref());
        known.or(wanted) == Some(&resource.address)
    };
    let targets = schedule.decisions.iter().filter(|(address, decision)| {
        decision.kind == KindName::ScalingTarget
            && decision.action == Action::Delete
            && of_alias(address)
    });
    targets.filter_map(|(address, _)| schedule.ends.get(address)).flatten().copied().collect()
}

/// The versions of an alias's function that are released once they are no longer scaled.
pub(super) fn held(schedule: &Schedule<'_>, alias: &Address) -> Vec<i64> {
    let of_alias = schedule.situation.graph.resources.values().filter(|resource| {
        resource.kind == KindName::ScalingTarget && resource.parent.as_ref() == Some(alias)
    });
    of_alias
        .filter_map(|target| schedule.decisions.get(&target.address))
        .filter(|decision| {
            decision.action == Action::Replace && calls::key_moves(decision.kind, decision)
        })
        .filter_map(|decision| scaled(&decision.present))
        .map(|(_, version)| version)
        .collect()
}

/// Releases what a target scaled that has moved on to another version of the same function.
pub(super) fn release(
    schedule: &mut Schedule<'_>,
    target: &Address,
    old: &Attrs,
    ends: BTreeSet<StepId>,
) -> BTreeSet<StepId> {
    let alias = schedule.situation.graph.resources.get(target).and_then(|one| one.parent.clone());
    let Some((alias, decision)) =
        alias.and_then(|alias| Some((alias.clone(), schedule.decisions.get(&alias)?)))
    else {
        return ends;
    };
    let Some(version) = retired(decision, old) else { return ends };
    let call = calls::release(Value::Int(version));
    let present = decision.present.clone();
    schedule.chain(&alias, KindName::Alias, vec![call], ends, Guard::None, &present)
}

/// The version that a target scaled, where the alias stays and leaves that version, or has left it.
fn retired(alias: &Decision, old: &Attrs) -> Option<i64> {
    let (function, version) = scaled(old)?;
    let present = |name: &str| alias.present.get(name);
    let same = present("function").and_then(Value::as_text) == Some(function);
    let stays = matches!(alias.action, Action::None | Action::Update | Action::Adopt);
    let serves = present("version").and_then(Value::as_int) == Some(version);
    (same && stays && (alias.rolls.is_some() || !serves)).then_some(version)
}

fn scaled(attrs: &Attrs) -> Option<(&str, i64)> {
    version_of(attrs.get("resource")?.as_text()?)
}

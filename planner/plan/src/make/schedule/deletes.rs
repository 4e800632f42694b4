//! What goes: routes, notifications and what scales before traffic moves, everything else once nothing uses it any more.
use super::{Schedule, calls, scaling};
use crate::make::decide::Decision;
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{base_of, old_address};
use cutover_schemas::plan::{Action, GONE, Guard, StepId, TAKEN_BACK};
use cutover_schemas::value::Attrs;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What calls a function and goes is taken off before anything else happens.
pub(super) fn detach(schedule: &mut Schedule<'_>) {
    for one in doomed(schedule).into_iter().filter(|doomed| detaches(doomed.kind)) {
        let calls = calls::deleting(one.kind);
        let (before, guard) = (BTreeSet::new(), Guard::None);
        let ends = schedule.chain(&one.address, one.kind, calls, before, guard, &one.present);
        if let Some(document) = shared(one.kind, &one.present) {
            schedule.left.entry(document).or_default().extend(ends.iter().copied());
        }
        schedule.ends.insert(one.address, ends);
    }
}

fn detaches(kind: KindName) -> bool {
    // Whoever scales a version would go on while the plan sets how much of it is warm.
    matches!(kind, KindName::Route | KindName::Notification | KindName::ScalingTarget)
}

/// The document that a thing is an entry of, if it shares one.
pub(super) fn shared(kind: KindName, attrs: &Attrs) -> Option<(KindName, String)> {
    let name = attrs.get(kind.row().shares?)?.as_text()?;
    Some((kind, name.to_owned()))
}

/// Everything else that goes, each after what used it; then the old halves of replacements.
pub(super) fn rest(schedule: &mut Schedule<'_>) {
    let mut open: Vec<Doomed> =
        doomed(schedule).into_iter().filter(|doomed| !detaches(doomed.kind)).collect();
    open.extend(replaced(schedule));
    let dangles = |one: &Doomed| schedule.situation.view.dangling.contains_key(&one.address);
    open.sort_by_key(|one| (Reverse(one.kind.row().rank), !dangles(one), one.address.clone()));
    let users = users(schedule);
    // Equal ranks refer to each other only as queues do; users go first there too.
    while !open.is_empty() {
        let free = |one: &Doomed| {
            !one.users(&users).any(|user| {
                // An old half uses what is known of its base.
                let is = |two: &Doomed| two.base == *user || two.address == *user;
                let waits = open.iter().any(|two| is(two) && two.address != one.address);
                waits && *user != one.base && rank(schedule, user) >= one.kind.row().rank
            })
        };
        let at = open.iter().position(free).unwrap_or(0);
        let one = open.remove(at);
        delete(schedule, &users, &one);
    }
}

fn delete(schedule: &mut Schedule<'_>, users: &Users, one: &Doomed) {
    let least = one.kind.row().rank;
    let suspects = suspects(schedule, least);
    let mut after: BTreeSet<StepId> = BTreeSet::new();
    for user in one.users(users).chain(&suspects).filter(|user| **user != one.address) {
        // A user that stays has moved away once its whole block is as it should be.
        if schedule.situation.graph.resources.contains_key(user) {
            let block = user.block();
            let parts = schedule.ends.iter().filter(|(address, _)| address.block() == block);
            after.extend(parts.flat_map(|(_, ends)| ends.iter().copied()));
        } else if rank(schedule, user) >= least {
            after.extend(schedule.ends.get(user).into_iter().flatten().copied());
        }
    }
    if one.base != one.address {
        // Nothing goes before its successor is there.
        after.extend(schedule.ends.get(&one.base).into_iter().flatten().copied());
    }
    let calls = calls::deleting(one.kind);
    let ends = schedule.chain(&one.address, one.kind, calls, after, Guard::None, &one.present);
    let ends = match one.kind {
        KindName::ScalingTarget => scaling::release(schedule, &one.base, &one.present, ends),
        _ => ends,
    };
    schedule.ends.insert(one.address.clone(), ends);
}

/// What calls worked on whose end nobody knows may refer to anything: under its own address, or
/// beside what is known there.
fn suspects(schedule: &Schedule<'_>, least: u8) -> Vec<Address> {
    let dangling = schedule.situation.view.dangling.iter();
    let dangling = dangling.filter(|(_, started)| started.kind.row().rank >= least);
    dangling
        .flat_map(|(address, started)| {
            [address.clone(), old_address(address, started.kind, &started.key)]
        })
        .collect()
}

/// Who refers to what.
type Users = BTreeMap<Address, BTreeSet<Address>>;

struct Doomed {
    address: Address,
    kind: KindName,
    present: Attrs,
    /// The address under which others refer to it: an old half's base.
    base: Address,
}

impl Doomed {
    /// Everything that may refer to it.
    fn users<'u>(&self, users: &'u Users) -> impl Iterator<Item = &'u Address> {
        [&self.address, &self.base].into_iter().filter_map(|used| users.get(used)).flatten()
    }
}

/// What is deleted by a call of its own: not what dies with its parent, nor what is gone already.
fn doomed(schedule: &Schedule<'_>) -> Vec<Doomed> {
    let deletes = schedule.decisions.iter().filter(|(address, decision)| {
        decision.action == Action::Delete
            && exists(decision)
            && !dies_with_parent(schedule, address, decision.kind)
    });
    let doomed = deletes.map(|(address, decision)| Doomed {
        address: address.clone(),
        kind: decision.kind,
        present: decision.present.clone(),
        base: base_of(address).unwrap_or_else(|| address.clone()),
    });
    doomed.collect()
}

fn exists(decision: &Decision) -> bool {
    !decision.reasons.iter().any(|reason| reason == GONE || reason == TAKEN_BACK)
}

/// Whether something above it is deleted too, and takes it along.
fn dies_with_parent(schedule: &Schedule<'_>, address: &Address, kind: KindName) -> bool {
    let Some(parent) =
        schedule.situation.view.known.get(address).and_then(|known| known.parent.as_ref())
    else {
        return false;
    };
    let Some(decision) = schedule.decisions.get(parent) else { return false };
    if !kind.row().dies_with_parent {
        return false;
    }
    match decision.action {
        // An old half that is taken back stays, and so does what lives in it.
        Action::Delete if decision.reasons.iter().any(|reason| reason == TAKEN_BACK) => false,
        Action::Delete | Action::Replace => true,
        _ => dies_with_parent(schedule, parent, decision.kind),
    }
}

/// Old halves of replacements whose new half was made first.
fn replaced(schedule: &Schedule<'_>) -> Vec<Doomed> {
    let moved = schedule.decisions.iter().filter(|(_, decision)| {
        decision.action == Action::Replace && calls::key_moves(decision.kind, decision)
    });
    let doomed = moved.map(|(address, decision)| Doomed {
        address: old_address(address, decision.kind, &decision.present),
        kind: decision.kind,
        present: decision.present.clone(),
        base: address.clone(),
    });
    doomed.collect()
}

fn rank(schedule: &Schedule<'_>, address: &Address) -> u8 {
    let at = lifted(schedule, address).last().unwrap_or(address);
    schedule.decisions.get(at).map_or(0, |decision| decision.kind.row().rank)
}

/// Who refers to what, as the last run left it. What dies with its parent counts as the parent on
/// both sides: an integration's API uses the function behind the alias that it calls.
fn users(schedule: &Schedule<'_>) -> Users {
    let mut users = Users::new();
    for (address, known) in &schedule.situation.view.known {
        let user = lifted(schedule, address).last().unwrap_or(address);
        for used in known.depends_on.iter().chain(&known.parent) {
            for used in lifted(schedule, used) {
                users.entry(used.clone()).or_default().insert(user.clone());
            }
        }
    }
    users
}

/// The address, and what it dies with, from the inside out.
fn lifted<'s>(
    schedule: &'s Schedule<'_>,
    address: &'s Address,
) -> impl Iterator<Item = &'s Address> {
    std::iter::successors(Some(address), |at| {
        let known = schedule.situation.view.known.get(*at)?;
        known.parent.as_ref().filter(|_| known.kind.row().dies_with_parent)
    })
}

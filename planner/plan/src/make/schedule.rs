//! From decisions to steps: every mutating call, in an order that keeps every edge.
mod calls;
mod deletes;
mod moves;
mod scaling;
mod widen;

use cutover_schemas::ledger::old_address;

use super::Situation;
use super::decide::{Decision, Decisions};
use super::rollouts::{self, Groups};
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::plan::{Action, Guard, Phase, Probe, Step, StepAction, StepId};
use cutover_schemas::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Seconds that a function may take to be created or changed: network interfaces need minutes.
const SETTLE_BUDGET: i64 = 600;

/// All steps, in an order that respects `after`.
pub(super) fn all(
    situation: &Situation<'_>,
    order: &[Address],
    decisions: &Decisions,
) -> Vec<Step> {
    let mut schedule = Schedule {
        situation,
        decisions,
        steps: Vec::new(),
        ends: BTreeMap::new(),
        narrow: Vec::new(),
        left: BTreeMap::new(),
        groups: Groups::of(situation, order, decisions),
        waiting: BTreeMap::new(),
        later: Vec::new(),
    };
    deletes::detach(&mut schedule);
    for address in order {
        let (Some(resource), Some(decision)) =
            (situation.graph.resources.get(address), decisions.get(address))
        else {
            continue;
        };
        schedule.place_in_turn(resource, decision);
    }
    schedule.place_later();
    widen::narrow(&mut schedule);
    deletes::rest(&mut schedule);
    schedule.phases();
    rollouts::share_alpha(&mut schedule.steps);
    schedule.steps
}

/// Steps so far.
struct Schedule<'a> {
    situation: &'a Situation<'a>,
    decisions: &'a Decisions,
    steps: Vec<Step>,
    /// The steps after which an address is what it should be; of one without steps, those of what it depends on.
    ends: BTreeMap<Address, BTreeSet<StepId>>,
    /// Policies that are narrowed once the traffic has moved.
    narrow: Vec<Address>,
    /// What takes entries out of shared documents: it comes before anything enters them.
    left: BTreeMap<(KindName, String), BTreeSet<StepId>>,
    /// Aliases that move with others.
    groups: Groups,
    /// Of those, the ones that wait for the rest of their group, and for what they wait themselves.
    waiting: BTreeMap<Address, BTreeSet<StepId>>,
    /// What hangs on an alias that waits.
    later: Vec<Address>,
}

impl<'a> Schedule<'a> {
    fn place(&mut self, resource: &Resource, decision: &Decision) {
        let mut before = self.ends_of(resource.depends_on());
        let document = deletes::shared(resource.kind, &decision.resolved);
        before.extend(scaling::freed(self, resource));
        before.extend(document.and_then(|document| self.left.get(&document)).into_iter().flatten());
        let ends = match decision.action {
            _ if decision.rolls.is_some() => return self.moves(resource, decision, &before),
            Action::Create => Some(self.create(resource, decision, &before)),
            Action::Update => Some(self.update(resource, decision, &before)),
            Action::Replace => Some(self.replace(resource, decision, &before)),
            Action::None | Action::Adopt | Action::Blocked | Action::Delete => None,
        };
        self.ends.insert(
            resource.address.clone(),
            ends.filter(|ends| !ends.is_empty()).unwrap_or(before),
        );
    }

    /// Where the code of this goes first, if it is too large to be sent along.
    fn upload(&self, address: &Address) -> Option<&'a String> {
        self.situation.graph.uploads.get(address)
    }

    fn ends_of(&self, addresses: impl IntoIterator<Item = Address>) -> BTreeSet<StepId> {
        addresses
            .into_iter()
            .filter_map(|address| self.ends.get(&address))
            .flatten()
            .copied()
            .collect()
    }

    fn create(
        &mut self,
        resource: &Resource,
        decision: &Decision,
        before: &BTreeSet<StepId>,
    ) -> BTreeSet<StepId> {
        let calls = calls::creating(resource.kind, &decision.resolved);
        let calls = calls::by_way_of(calls, self.upload(&resource.address));
        self.chain(
            &resource.address,
            resource.kind,
            calls,
            before.clone(),
            Guard::Absent,
            &decision.resolved,
        )
    }

    fn update(
        &mut self,
        resource: &Resource,
        decision: &Decision,
        before: &BTreeSet<StepId>,
    ) -> BTreeSet<StepId> {
        if resource.kind == KindName::Alias {
            return self.warmth(resource, decision, before);
        }
        if let Some(ends) = widen::widened(self, resource, decision, before) {
            return ends;
        }
        let calls = calls::updating(resource.kind, &decision.fields);
        let calls = calls::by_way_of(calls, self.upload(&resource.address));
        let guard = decision.revision.clone().map_or(Guard::None, Guard::Revision);
        self.chain(
            &resource.address,
            resource.kind,
            calls,
            before.clone(),
            guard,
            &decision.resolved,
        )
    }

    /// A replacement whose natural key changes makes the new thing first; the old one goes at the
    /// end, under an address of its own, so that an interrupted run still knows it.
    fn replace(
        &mut self,
        resource: &Resource,
        decision: &Decision,
        before: &BTreeSet<StepId>,
    ) -> BTreeSet<StepId> {
        if calls::key_moves(resource.kind, decision) {
            return self.create(resource, decision, before);
        }
        let deleted = self.chain(
            &resource.address,
            resource.kind,
            calls::deleting(resource.kind),
            before.clone(),
            Guard::None,
            &decision.present,
        );
        let both: BTreeSet<StepId> = before.union(&deleted).copied().collect();
        self.create(resource, decision, &both)
    }

    /// Provisioned concurrency of the version that serves, and what was left on others.
    fn warmth(
        &mut self,
        resource: &Resource,
        decision: &Decision,
        before: &BTreeSet<StepId>,
    ) -> BTreeSet<StepId> {
        let mut last = before.clone();
        let version = decision.present.get("version").cloned().unwrap_or(Value::Null);
        let calls = calls::updating(resource.kind, &decision.fields);
        let calls = calls.into_iter().map(|call| call.with("version", version.clone()));
        let leaked = decision.present.get("leaked").and_then(Value::as_map).into_iter().flatten();
        let held = scaling::held(self, &resource.address);
        let leaks = leaked
            .filter_map(|(version, _)| version.parse().ok())
            .filter(|version| !held.contains(version))
            .map(|version| calls::release(Value::Int(version)));
        for call in calls.chain(leaks).collect::<Vec<_>>() {
            last = self.chain(
                &resource.address,
                resource.kind,
                vec![call],
                last,
                Guard::None,
                &decision.present,
            );
        }
        last
    }

    /// Calls one after the other, with waits where a call only begins something.
    fn chain(
        &mut self,
        address: &Address,
        kind: KindName,
        calls: Vec<calls::Planned>,
        before: BTreeSet<StepId>,
        guard: Guard,
        attrs: &cutover_schemas::value::Attrs,
    ) -> BTreeSet<StepId> {
        let (mut last, mut guard) = (before.clone(), guard);
        let mut any = false;
        for call in calls {
            any = true;
            let probe = call.probe(kind, attrs);
            let action = StepAction::Call {
                operation: call.operation,
                paths: call.paths,
                guard: if call.guarded { guard.clone() } else { Guard::None },
                with: call.with,
            };
            let mut id = self.push(address, kind, action, last);
            if let Some(probe) = probe {
                let wait = StepAction::Wait { probe, budget: SETTLE_BUDGET };
                id = self.push(address, kind, wait, BTreeSet::from([id]));
                guard = Guard::RevisionOf(id);
            }
            last = BTreeSet::from([id]);
        }
        if any { last } else { before }
    }

    fn push(
        &mut self,
        address: &Address,
        kind: KindName,
        action: StepAction,
        after: BTreeSet<StepId>,
    ) -> StepId {
        let id = StepId::try_from(self.steps.len()).unwrap_or(StepId::MAX).saturating_add(1);
        let after = after.into_iter().collect();
        self.steps.push(Step {
            id,
            address: address.clone(),
            kind,
            action,
            after,
            phase: Phase::BeforeShift,
        });
        id
    }

    /// What comes after a shift of living traffic is after the bake.
    fn phases(&mut self) {
        let mut late: BTreeSet<StepId> = BTreeSet::new();
        for step in &mut self.steps {
            let follows = step.after.iter().any(|before| late.contains(before));
            step.phase = match &step.action {
                StepAction::Rollout(_) => Phase::Shift,
                _ if follows => Phase::AfterBake,
                _ => Phase::BeforeShift,
            };
            if follows || step.phase == Phase::Shift {
                late.insert(step.id);
            }
        }
    }
}

/// What is live under each address, the old halves of replacements included.
pub(super) fn present(decisions: &Decisions) -> BTreeMap<Address, cutover_schemas::value::Attrs> {
    let moved = decisions.iter().filter(|(_, decision)| {
        decision.action == Action::Replace && calls::key_moves(decision.kind, decision)
    });
    let old = moved.map(|(address, decision)| {
        (old_address(address, decision.kind, &decision.present), decision.present.clone())
    });
    let own =
        decisions.iter().map(|(address, decision)| (address.clone(), decision.present.clone()));
    own.chain(old).collect()
}

/// The step that ends with the revision of a function's `$LATEST`.
pub(super) fn latest_of(steps: &[Step], function: &Address) -> Option<StepId> {
    let waits = steps.iter().filter(|step| step.address == *function);
    waits
        .filter(|step| {
            matches!(step.action, StepAction::Wait { probe: Probe::FunctionSettled { .. }, .. })
        })
        .map(|step| step.id)
        .next_back()
}

//! Where traffic moves: one rollout step for each alias, or for all aliases of a group.
use super::{Schedule, calls, scaling};
use crate::make::decide::{Decision, Rolls};
use crate::make::rollouts::{self, Mover};
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::plan::{Action, Guard, StepAction, StepId};
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

impl Schedule<'_> {
    /// Places a resource, or puts it off until the group that it hangs on has moved. What the group itself needs is not
    /// put off: an alias that serves has all that others refer to already.
    pub(super) fn place_in_turn(&mut self, resource: &Resource, decision: &Decision) {
        let hangs = resource
            .depends_on()
            .iter()
            .any(|on| self.waiting.contains_key(on) || self.later.contains(on));
        let grouped = self.groups.with(&resource.address).is_some();
        if hangs && !grouped && !self.groups.need(&resource.address) {
            self.later.push(resource.address.clone());
            return;
        }
        self.place(resource, decision);
        if self.waiting.is_empty() {
            self.place_later();
        }
    }

    /// Places what was put off.
    pub(super) fn place_later(&mut self) {
        for address in std::mem::take(&mut self.later) {
            let resource = self.situation.graph.resources.get(&address);
            if let Some((resource, decision)) = resource.zip(self.decisions.get(&address)) {
                self.place(resource, decision);
            }
        }
    }

    /// An alias moves: at once, or with its group as soon as the last of it is ready.
    pub(super) fn moves(
        &mut self,
        alias: &Resource,
        decision: &Decision,
        before: &BTreeSet<StepId>,
    ) {
        let before = self.cleared(alias, decision, before);
        let group = self.groups.with(&alias.address).map(<[Address]>::to_vec);
        let group = group.unwrap_or_else(|| vec![alias.address.clone()]);
        self.waiting.insert(alias.address.clone(), before.clone());
        self.ends.insert(alias.address.clone(), before);
        if group.iter().any(|member| !self.waiting.contains_key(member)) {
            return;
        }
        let all: BTreeSet<StepId> =
            group.iter().filter_map(|member| self.waiting.remove(member)).flatten().collect();
        let movers: Vec<Mover<'_>> = group
            .iter()
            .filter_map(|member| {
                let alias = self.situation.graph.resources.get(member)?;
                Some(Mover { alias, decision: self.decisions.get(member)? })
            })
            .collect();
        let Some(action) = rollouts::step(self.situation, self.decisions, &self.steps, &movers)
        else {
            return;
        };
        let first = group.first().unwrap_or(&alias.address);
        let step = self.push(first, alias.kind, action, all);
        for member in &group {
            self.ends.insert(member.clone(), BTreeSet::from([step]));
        }
    }

    /// What is done on an alias before it moves: a rollout of other content is given up, and what was left warm on
    /// versions that nobody uses goes.
    fn cleared(
        &mut self,
        alias: &Resource,
        decision: &Decision,
        before: &BTreeSet<StepId>,
    ) -> BTreeSet<StepId> {
        let mut calls = Vec::new();
        let number = |name: &str| decision.present.get(name).and_then(Value::as_int);
        if decision.rolls == Some(Rolls::Instead) {
            calls.extend(number("version").map(calls::restore));
            let warm = decision.resolved.get("provisioned").is_some_and(|one| !one.is_null());
            calls.extend(
                number("candidate").filter(|_| warm).map(|one| calls::release(Value::Int(one))),
            );
        }
        // A first deployment that was interrupted has warmed what no alias tells of.
        let function = alias.parent.as_ref().filter(|_| decision.action == Action::Create);
        let stays = |one: &&Address| {
            let made = self.decisions.get(*one).map(|made| made.action);
            made.is_some_and(|made| !matches!(made, Action::Create | Action::Replace))
        };
        if let Some(function) = function.filter(stays) {
            let warmed = self.situation.view.warmed_of(function);
            calls.extend(warmed.map(|one| calls::release(Value::Int(one))));
        }
        let mut kept = self.kept(alias, decision);
        kept.extend(scaling::held(self, &alias.address));
        let leaked = decision.present.get("leaked").and_then(Value::as_map).into_iter().flatten();
        let leaked = leaked
            .filter_map(|(version, _)| version.parse().ok())
            .filter(|version| !kept.contains(version));
        calls.extend(leaked.map(|version| calls::release(Value::Int(version))));
        let mut last = before.clone();
        for call in calls {
            let (address, kind) = (&alias.address, alias.kind);
            last = self.chain(address, kind, vec![call], last, Guard::None, &decision.present);
        }
        last
    }

    /// The version that serves stays warm, and so does the one that an open rollout may go back to.
    fn kept(&self, alias: &Resource, decision: &Decision) -> Vec<i64> {
        let serves = decision.present.get("version").and_then(Value::as_int);
        let mover = Mover { alias, decision };
        let open = rollouts::step(self.situation, self.decisions, &self.steps, &[mover]);
        let stables = match open {
            Some(StepAction::Rollout(rollout)) => rollout.members,
            _ => Vec::new(),
        };
        let stables = stables.into_iter().filter_map(|member| member.stable);
        serves.into_iter().chain(stables.map(|stable| stable.version)).collect()
    }
}

//! From graph, snapshot and ledger view to a plan: decide, schedule, forecast, budget, check.
mod budget;
mod check;
mod compare;
mod decide;
mod fingerprint;
mod order;
mod rollouts;
mod schedule;

use crate::audit::{self, Access};
use cutover_audit::table::Table;
use cutover_schemas::access::NewAccess;
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::ledger::{Pause, View};
use cutover_schemas::measure::Baseline;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{
    Action, FieldChange, Member, Mode, PLAN_FORMAT, Plan, Step, StepAction, Summary,
};
use cutover_schemas::rollout::{RolloutPolicy, Strategy};
use cutover_schemas::snapshot::{Sight, Snapshot};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a plan depends on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// For whom, where.
    pub identity: &'a Identity,
    /// What should exist; empty when taking down.
    pub graph: &'a Graph,
    /// What was seen.
    pub snapshot: &'a Snapshot,
    /// What the ledger knows.
    pub view: &'a View,
    /// Building or taking down.
    pub mode: Mode,
    /// Take what carries our tags into the ledger although it doesn't know it.
    pub claim: bool,
    /// Refuse deletions.
    pub protect: bool,
    /// Allow deleting what holds the user's data.
    pub delete_data: bool,
    /// Work on these addresses and what they depend on; empty means everything.
    pub only: &'a BTreeSet<Address>,
    /// What functions did on the last day, as far as it was asked for.
    pub baselines: &'a BTreeMap<Address, Baseline>,
    /// Functions whose earlier version comes back, with its digest.
    pub returns: &'a BTreeMap<Address, String>,
}

/// A plan, with what execution needs besides it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The plan.
    pub plan: Plan,
    /// Desired attributes as far as they are known.
    pub resolved: BTreeMap<Address, Attrs>,
    /// Attributes as they are: what deletions and removals work from.
    pub present: BTreeMap<Address, Attrs>,
}

/// Why no plan could be made: broken invariants of the graph or of the plan itself.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The graph has a cycle that the language should have refused.
    #[error("resources depend on each other in a circle: {0}")]
    Cycle(String),
    /// The plan contradicts itself.
    #[error("the plan contradicts itself: {0}")]
    Contradiction(String),
}

/// Makes the plan.
pub fn make(situation: &Situation<'_>) -> Result<Made, MakeError> {
    let order = order::of(situation.graph)?;
    let decisions = decide::all(situation, &order);
    let decisions = decide::restrict(situation, decisions);
    let steps = schedule::all(situation, &order, &decisions);
    let rollouts = rollouts::forecasts(situation, &decisions, &steps);
    let changes: Vec<_> =
        decisions.iter().map(|(address, decision)| decision.change(address)).collect();
    let mut plan = Plan {
        format: PLAN_FORMAT,
        digest: String::new(),
        identity: situation.identity.clone(),
        mode: situation.mode,
        summary: Summary::of(&changes),
        outputs: outputs(situation, &decisions),
        stubs: Vec::new(),
        unreadable: unreadable(situation.snapshot),
        not_looked_at: decisions
            .iter()
            .filter(|(_, decision)| decision.not_looked_at)
            .map(|(address, _)| address.clone())
            .collect(),
        paused: paused(situation),
        access: Vec::new(),
        budget: budget::of(&steps),
        changes,
        steps,
        rollouts,
    };
    let present = schedule::present(&decisions);
    plan.access = newly(situation, &plan, &present);
    plan.digest = fingerprint::of(&plan, situation.view.key.as_deref());
    check::plan(&plan)?;
    let resolved =
        decisions.into_iter().map(|(address, decision)| (address, decision.resolved)).collect();
    Ok(Made { plan, resolved, present })
}

/// Requests of a function in a thousand seconds, as far as its rollout or its metrics tell.
pub(crate) fn traffic(policy: &RolloutPolicy, member: &Member) -> Option<i64> {
    rollouts::rate(policy, member)
}

/// Functions whose new version is compared with the one that serves, and that no earlier run has begun to compare.
pub fn compared(plan: &Plan) -> impl Iterator<Item = &Member> {
    let rollouts = plan.steps.iter().filter_map(|step| match &step.action {
        StepAction::Rollout(rollout) => Some(rollout),
        StepAction::Call { .. } | StepAction::Wait { .. } => None,
    });
    let judged = rollouts.filter(|rollout| {
        matches!(rollout.policy.strategy, Strategy::Canary { .. }) && rollout.resume.is_none()
    });
    judged.flat_map(|rollout| &rollout.members).filter(|member| member.stable.is_some())
}

/// Aliases from which a run that broke off had still to take warmth: no bulk look tells whether it is there.
pub fn left_warm(view: &View) -> BTreeSet<Address> {
    let Some(carried) = &view.carried else { return BTreeSet::new() };
    let open = carried.opened.steps.iter().filter(|step| !carried.done.contains(&step.id));
    let releases = |step: &&Step| match &step.action {
        StepAction::Call { operation, .. } => *operation == Operation::DeleteProvisionedConcurrency,
        StepAction::Wait { .. } | StepAction::Rollout(_) => false,
    };
    open.filter(releases).map(|step| step.address.clone()).collect()
}

/// Addresses to look at in full before the plan can be trusted: what changes, what that refers
/// to, and what the ledger alone can't answer for.
pub fn touched(plan: &Plan, graph: &Graph) -> BTreeSet<Address> {
    let changed = plan
        .changes
        .iter()
        .filter(|change| change.action != Action::None)
        .map(|change| change.address.clone());
    let worked_on = plan.steps.iter().map(|step: &Step| step.address.clone());
    let mut touched: BTreeSet<Address> = changed.chain(worked_on).collect();
    let mut blocks: BTreeSet<Address> = BTreeSet::new();
    for address in touched.clone() {
        let Some(resource) = graph.resources.get(&address) else { continue };
        touched.extend(resource.depends_on());
        blocks.insert(address.block());
    }
    touched.extend(graph.resources.keys().filter(|other| blocks.contains(&other.block())).cloned());
    touched
}

fn unreadable(snapshot: &Snapshot) -> Vec<(Address, String)> {
    let refused = snapshot.seen.iter().filter_map(|(address, sight)| match sight {
        Sight::Unreadable { action, .. } => Some((address.clone(), action.clone())),
        Sight::Seen(_) | Sight::Listed | Sight::Absent => None,
    });
    refused.collect()
}

/// What roles can do afterwards that they could not before; taking down gives nobody anything.
fn newly(
    situation: &Situation<'_>,
    plan: &Plan,
    present: &BTreeMap<Address, Attrs>,
) -> Vec<NewAccess> {
    if situation.mode == Mode::Destroy {
        return Vec::new();
    }
    let changes = plan.changes.iter().filter(|change| change.action != Action::None);
    let changed = changes.map(|change| change.address.clone()).collect();
    audit::newly(&Access { graph: situation.graph, present, changed: &changed }, Table::embedded())
}

/// Pauses of what stays.
fn paused(situation: &Situation<'_>) -> BTreeMap<Address, Pause> {
    let blocks: BTreeSet<Address> = situation.graph.resources.keys().map(Address::block).collect();
    let paused = situation.view.paused.iter().filter(|(trigger, _)| blocks.contains(*trigger));
    paused.map(|(trigger, pause)| (trigger.clone(), pause.clone())).collect()
}

/// Output values that will differ from those of the last complete state.
fn outputs(situation: &Situation<'_>, decisions: &decide::Decisions) -> Vec<FieldChange> {
    let known = |address: &Address, field: &str| decide::output_of(decisions, address, field);
    let mut changes = Vec::new();
    let now: BTreeMap<&String, Value> = situation
        .graph
        .outputs
        .iter()
        .map(|(name, output)| (name, output.value.substitute(&known)))
        .collect();
    let names: BTreeSet<&String> =
        now.keys().copied().chain(situation.view.outputs.keys()).collect();
    for name in names {
        let after = now.get(name).cloned().unwrap_or(Value::Null);
        let before = situation.view.outputs.get(name).cloned().unwrap_or(Value::Null);
        let sensitive = after.has_secret() || before.has_secret();
        let same = compare::redacted(&after, situation.view.key.as_deref()) == before;
        if !same {
            changes.push(FieldChange {
                path: name.clone(),
                before,
                after,
                sensitive,
                replaces: false,
                versioned: false,
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests;

//! Rollout steps: who moves, from what, with every call that this may take.
mod feasible;
mod forecast;
mod group;
mod habits;
mod may;

use super::Situation;
use super::decide::{Decision, Decisions, Rolls};
use super::schedule;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::plan::{Guard, Member, RolloutStep, Stable, Step, StepAction};
use cutover_schemas::progress::Progress;
use cutover_schemas::rollout::Strategy;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) use feasible::rate;
pub(super) use forecast::forecasts;
pub(super) use group::{Groups, is_scaled};

/// An alias that moves, with what was decided about it.
#[derive(Clone, Copy)]
pub(super) struct Mover<'a> {
    pub(super) alias: &'a Resource,
    pub(super) decision: &'a Decision,
}

/// The rollout of one alias, or of a group's.
pub(super) fn step(
    situation: &Situation<'_>,
    decisions: &Decisions,
    steps: &[Step],
    movers: &[Mover<'_>],
) -> Option<StepAction> {
    let resume = resume(situation, movers);
    let members: Option<Vec<Member>> = movers
        .iter()
        .map(|mover| member(situation, decisions, steps, *mover, resume.as_ref()))
        .collect();
    let mut members = members?;
    group::rank(situation, &mut members);
    let function = members.first()?.function.clone();
    // What has begun goes on as it began.
    let begun = situation.view.policy_of(&function).filter(|_| resume.is_some());
    let asked = begun.or_else(|| situation.graph.rollouts.get(&function));
    let mut policy = asked.cloned().unwrap_or_default();
    if resume.is_none()
        && let Some(instead) = feasible::instead(decisions, &policy, &members)
    {
        policy.strategy = instead.strategy;
    }
    let may = may::contingents(&policy, &members, resume.as_ref());
    let step = RolloutStep { policy, members, may, rollouts: 1, resume };
    Some(StepAction::Rollout(Box::new(step)))
}

/// Every canary of a plan has its part of the chance of a false abort.
pub(super) fn share_alpha(steps: &mut [Step]) {
    let judged = |step: &Step| match &step.action {
        StepAction::Rollout(rollout) => matches!(rollout.policy.strategy, Strategy::Canary { .. }),
        StepAction::Call { .. } | StepAction::Wait { .. } => false,
    };
    let all = steps.iter().filter(|step| judged(step)).count();
    for step in steps {
        if let StepAction::Rollout(rollout) = &mut step.action {
            rollout.rollouts = i64::try_from(all).unwrap_or(i64::MAX).max(1);
        }
    }
}

/// How far an earlier run has come, if all of this goes on with it.
fn resume(situation: &Situation<'_>, movers: &[Mover<'_>]) -> Option<Progress> {
    let goes_on = movers.iter().all(|mover| mover.decision.rolls == Some(Rolls::Resumes));
    let first = movers.first()?.alias.parent.as_ref()?;
    let open = situation.view.rollouts.get(first).filter(|_| goes_on)?;
    let mut progress = open.progress.clone()?;
    let place = |function: &Address| {
        movers.iter().position(|mover| mover.alias.parent.as_ref() == Some(function))
    };
    let theirs: BTreeSet<&Address> = progress.members.iter().map(|one| &one.function).collect();
    if theirs.len() != movers.len() || !theirs.into_iter().all(|one| place(one).is_some()) {
        return None;
    }
    progress.members.sort_by_key(|one| place(&one.function));
    Some(progress)
}

fn member(
    situation: &Situation<'_>,
    decisions: &Decisions,
    steps: &[Step],
    mover: Mover<'_>,
    resume: Option<&Progress>,
) -> Option<Member> {
    let function = mover.alias.parent.clone()?;
    let made = decisions.get(&function)?;
    let resolved = &mover.decision.resolved;
    let text =
        |value: Option<&Value>| value.and_then(Value::as_text).unwrap_or_default().to_owned();
    let latest = match schedule::latest_of(steps, &function) {
        Some(step) => Guard::RevisionOf(step),
        None => made.revision.clone().map_or(Guard::None, Guard::Revision),
    };
    let policy = situation.graph.rollouts.get(&function);
    Some(Member {
        alias: mover.alias.address.clone(),
        name: text(resolved.get("function")),
        alias_name: text(resolved.get("name")),
        code: text(made.resolved.get("code")),
        latest,
        provisioned: resolved.get("provisioned").and_then(Value::as_int),
        releases: !group::is_scaled(situation, &mover.alias.address),
        digest: situation.returns.get(&function).cloned(),
        stable: stable(situation, &function, mover.decision, resume.is_some()),
        smoke: policy.and_then(|policy| policy.smoke.clone()),
        habits: habits::of(situation, &function, mover.alias, made),
        function,
    })
}

fn stable(
    situation: &Situation<'_>,
    function: &Address,
    decision: &Decision,
    resumes: bool,
) -> Option<Stable> {
    let present = |name: &str| decision.present.get(name);
    let open = situation.view.rollouts.get(function).filter(|_| resumes);
    let before = open.and_then(|open| situation.view.stable_of(function).or(open.stable));
    if let Some(version) = before {
        let leaked = || {
            present("leaked")
                .and_then(Value::as_map)
                .and_then(|leaked| leaked.get(&version.to_string()))
                .and_then(Value::as_int)
        };
        let serves = present("version").and_then(Value::as_int) == Some(version);
        let own = present("provisioned").and_then(Value::as_int).filter(|_| serves);
        let provisioned = own.or_else(leaked);
        return Some(Stable { version, provisioned, revision: None });
    }
    let version = present("version").and_then(Value::as_int)?;
    let made_anew = decision.action == cutover_schemas::plan::Action::Create;
    let given_up = decision.rolls == Some(Rolls::Instead);
    (!made_anew).then(|| Stable {
        version,
        provisioned: present("provisioned").and_then(Value::as_int),
        // What is restored first has another revision by then.
        revision: decision.revision.clone().filter(|_| !given_up),
    })
}

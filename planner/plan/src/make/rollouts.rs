//! Rollout steps: who moves, from what, with every call that this may take.
use super::Situation;
use super::decide::{Decision, Decisions};
use super::schedule;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{
    Contingent, Guard, Habits, Member, OpenBake, RolloutForecast, RolloutStep, Stable, Step,
    StepAction,
};
use cutover_schemas::rollout::{RolloutPolicy, Strategy};
use cutover_schemas::units;
use cutover_schemas::value::Value;

/// The rollout of one alias.
pub(super) fn step(
    situation: &Situation<'_>,
    decisions: &Decisions,
    steps: &[Step],
    alias: &Resource,
    decision: &Decision,
) -> Option<StepAction> {
    let function = alias.parent.clone()?;
    let made = decisions.get(&function)?;
    let policy = situation.graph.rollouts.get(&function)?.clone();
    let text =
        |value: Option<&Value>| value.and_then(Value::as_text).unwrap_or_default().to_owned();
    let latest = match schedule::latest_of(steps, &function) {
        Some(step) => Guard::RevisionOf(step),
        None => made.revision.clone().map_or(Guard::None, Guard::Revision),
    };
    let resume = open_bake(situation, &function, decision);
    let member = Member {
        function: function.clone(),
        alias: alias.address.clone(),
        name: text(decision.resolved.get("function")),
        alias_name: text(decision.resolved.get("name")),
        code: text(made.resolved.get("code")),
        latest,
        provisioned: decision.resolved.get("provisioned").and_then(Value::as_int),
        stable: stable(situation, &function, decision, resume.is_some()),
        resume,
        smoke: policy.smoke.clone(),
        habits: Habits::default(),
    };
    let may = contingents(&policy, &member);
    Some(StepAction::Rollout(Box::new(RolloutStep { policy, members: vec![member], may })))
}

/// A bake to go on with: the version that serves is the one that was being watched.
fn open_bake(
    situation: &Situation<'_>,
    function: &Address,
    decision: &Decision,
) -> Option<OpenBake> {
    let open = situation.view.baking.get(function).filter(|_| decision.bakes)?;
    Some(OpenBake { candidate: open.candidate?, since: open.at })
}

fn stable(
    situation: &Situation<'_>,
    function: &Address,
    decision: &Decision,
    resumes: bool,
) -> Option<Stable> {
    let present = |name: &str| decision.present.get(name);
    if resumes {
        let version = situation.view.baking.get(function)?.stable?;
        let leaked = present("leaked")
            .and_then(Value::as_map)
            .and_then(|leaked| leaked.get(&version.to_string()))
            .and_then(Value::as_int);
        return Some(Stable { version, provisioned: leaked, revision: None });
    }
    let version = present("version").and_then(Value::as_int)?;
    let made_anew = decision.action == cutover_schemas::plan::Action::Create;
    (!made_anew).then(|| Stable {
        version,
        provisioned: present("provisioned").and_then(Value::as_int),
        revision: decision.revision.clone(),
    })
}

fn contingents(policy: &RolloutPolicy, member: &Member) -> Vec<Contingent> {
    let call = |operation, when: &str| Contingent {
        operation,
        target: member.alias.clone(),
        at_most: 1,
        when: when.to_owned(),
    };
    let mut may = Vec::new();
    if member.resume.is_none() {
        may.push(call(Operation::PublishVersion, "first, unless the version exists already"));
        if member.provisioned.is_some() {
            may.push(call(Operation::PutProvisionedConcurrency, "before it gets traffic"));
        }
        if policy.smoke.is_some() {
            may.push(call(Operation::InvokeVersion, "before it gets traffic"));
        }
        let flip =
            if member.stable.is_some() { Operation::UpdateAlias } else { Operation::CreateAlias };
        may.push(call(flip, "when it is ready"));
    }
    if let (Strategy::BlueGreen { bake, .. }, Some(_)) = (&policy.strategy, &member.stable)
        && *bake > 0
    {
        may.push(call(Operation::RestoreAlias, "when it fails during its bake"));
    }
    if member.provisioned.is_some()
        || member.stable.as_ref().is_some_and(|stable| stable.provisioned.is_some())
    {
        may.push(call(Operation::DeleteProvisionedConcurrency, "on the version that lost"));
    }
    may
}

/// What the reader is told about each rollout.
pub(super) fn forecasts(situation: &Situation<'_>, steps: &[Step]) -> Vec<RolloutForecast> {
    let rollouts = steps.iter().filter_map(|step| match &step.action {
        StepAction::Rollout(rollout) => Some(rollout),
        StepAction::Call { .. } | StepAction::Wait { .. } => None,
    });
    rollouts
        .flat_map(|rollout| {
            rollout.members.iter().map(|member| forecast(situation, rollout, member))
        })
        .collect()
}

fn forecast(situation: &Situation<'_>, rollout: &RolloutStep, member: &Member) -> RolloutForecast {
    let mut why = Vec::new();
    let strategy = match &rollout.policy.strategy {
        Strategy::AllAtOnce => "all_at_once",
        Strategy::Canary { .. } => "canary",
        Strategy::BlueGreen { bake, max_error_rate, .. } => {
            if member.stable.is_some() && *bake > 0 {
                why.push(format!("watched for {} after the flip", units::print_seconds(*bake)));
                if max_error_rate.is_none() {
                    why.push(
                        "nothing flips it back: the rollout has no `max_error_rate`".to_owned(),
                    );
                }
            }
            "blue_green"
        }
    };
    if member.stable.is_none() {
        why.push("first deployment: there is nothing to go back to".to_owned());
    }
    if let Some(open) = &member.resume {
        why.push(format!("goes on with the bake of version {}", open.candidate));
    }
    let named = rollout.policy.name.as_ref();
    let smoke_missing =
        named.is_some() && rollout.policy.smoke.is_none() && asks_for_smoke(situation, member);
    if smoke_missing {
        why.push("not smoked: it has no route that the smoke calls".to_owned());
    }
    RolloutForecast {
        function: member.function.clone(),
        strategy: strategy.to_owned(),
        feasible: !smoke_missing,
        why,
    }
}

/// Whether another function of the same rollout is smoked, so that this one's silence needs a word.
fn asks_for_smoke(situation: &Situation<'_>, member: &Member) -> bool {
    let Some(own) = situation.graph.rollouts.get(&member.function) else { return false };
    situation.graph.rollouts.values().any(|other| other.name == own.name && other.smoke.is_some())
}

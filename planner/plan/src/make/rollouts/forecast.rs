//! What the reader is told about each rollout.
use super::super::Situation;
use super::super::decide::Decisions;
use super::feasible;
use cutover_schemas::plan::{Member, RolloutForecast, RolloutStep, Step, StepAction};
use cutover_schemas::rollout::{Quiet, RolloutPolicy, Strategy};
use cutover_schemas::units;

/// One for each function that moves.
pub(in crate::make) fn forecasts(
    situation: &Situation<'_>,
    decisions: &Decisions,
    steps: &[Step],
) -> Vec<RolloutForecast> {
    let rollouts = steps.iter().filter_map(|step| match &step.action {
        StepAction::Rollout(rollout) => Some(rollout),
        StepAction::Call { .. } | StepAction::Wait { .. } => None,
    });
    rollouts
        .flat_map(|rollout| {
            rollout.members.iter().map(|member| forecast(situation, decisions, rollout, member))
        })
        .collect()
}

fn forecast(
    situation: &Situation<'_>,
    decisions: &Decisions,
    rollout: &RolloutStep,
    member: &Member,
) -> RolloutForecast {
    let asked = situation.graph.rollouts.get(&member.function);
    let mut why = Vec::new();
    let fallback = asked.and_then(|asked| feasible::instead(decisions, asked, &rollout.members));
    let fallback = fallback.filter(|_| rollout.resume.is_none());
    let falls_back = fallback.is_some();
    why.extend(fallback.into_iter().flat_map(|instead| instead.why));
    let strategy = strategy(&rollout.policy, member, &mut why);
    if member.stable.is_none() {
        why.push("first deployment: there is nothing to go back to".to_owned());
    }
    if let Some(progress) = &rollout.resume {
        why.push(format!("goes on where it was: {}", progress.phase()));
    }
    let smoke_missing = rollout.policy.name.is_some()
        && member.smoke.is_none()
        && member.digest.is_none()
        && asks_for_smoke(situation, member);
    if smoke_missing {
        why.push("not smoked: it has no route that the smoke calls".to_owned());
    }
    RolloutForecast {
        function: member.function.clone(),
        group: rollout.policy.group.clone().filter(|_| rollout.members.len() > 1),
        strategy,
        feasible: !smoke_missing && !falls_back,
        why,
        detects: None,
    }
}

fn strategy(policy: &RolloutPolicy, member: &Member, why: &mut Vec<String>) -> String {
    match &policy.strategy {
        Strategy::AllAtOnce => "all_at_once".to_owned(),
        Strategy::BlueGreen { bake, max_error_rate, approval } => {
            if *approval && member.stable.is_some() {
                why.push("waits for approval before traffic moves".to_owned());
            }
            if member.stable.is_some() && *bake > 0 {
                why.push(format!("watched for {} after the flip", units::print_seconds(*bake)));
                if max_error_rate.is_none() {
                    why.push(
                        "nothing flips it back: the rollout has no `max_error_rate`".to_owned(),
                    );
                }
            }
            "blue_green".to_owned()
        }
        Strategy::Canary { named, steps, .. } => {
            if member.stable.is_some() {
                let each = steps.iter().map(|step| {
                    format!(
                        "{} for {}",
                        units::print_share(step.share),
                        units::print_seconds(step.bake)
                    )
                });
                why.push(each.collect::<Vec<_>>().join(", "));
                why.extend(traffic(policy, member));
            }
            named.clone()
        }
    }
}

/// What there is to judge by.
fn traffic(policy: &RolloutPolicy, member: &Member) -> Option<String> {
    let Some(expected) = feasible::expected(policy, member) else {
        return Some(
            "its traffic is not known: with too little of it the canary ends undecided".to_owned(),
        );
    };
    let needed = feasible::needed(policy);
    (expected < needed && policy.quiet == Quiet::Canary).then(|| {
        format!("about {expected} invocations of the new version are to be expected, and it takes {needed}: it will end undecided")
    })
}

/// Whether another function of the same rollout is smoked, so that this one's silence needs a word.
fn asks_for_smoke(situation: &Situation<'_>, member: &Member) -> bool {
    let Some(own) = situation.graph.rollouts.get(&member.function) else { return false };
    situation.graph.rollouts.values().any(|other| other.name == own.name && other.smoke.is_some())
}

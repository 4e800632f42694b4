//! Whether a canary can be: what an alias can't split, and what there is too little of to judge by.
use super::super::decide::Decisions;
use cutover_schemas::plan::Member;
use cutover_schemas::rollout::{Quiet, RolloutPolicy, Strategy, WHOLE};
use cutover_schemas::units;
use cutover_schemas::value::Value;

/// Share of failed invocations that flips a fallback back where the spec names no limit.
const FALLBACK_LIMIT: i64 = 1_000;
/// Without a single failure a candidate needs so many invocations, over the margin, to be known as good: the upper end
/// of a 95 % interval around no failures.
const PROOF: i64 = 3;

/// What runs in a canary's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instead {
    pub(super) strategy: Strategy,
    pub(super) why: Vec<String>,
}

/// What a canary becomes that can't be one; nothing where it can.
pub(super) fn instead(
    decisions: &Decisions,
    policy: &RolloutPolicy,
    members: &[Member],
) -> Option<Instead> {
    let Strategy::Canary { steps, bake, .. } = &policy.strategy else { return None };
    let compared = members.iter().filter(|member| member.stable.is_some());
    let mut why: Vec<String> =
        compared.clone().flat_map(|member| unsplittable(decisions, member)).collect();
    if policy.quiet == Quiet::BlueGreen {
        why.extend(compared.filter_map(|member| too_quiet(policy, member)));
    }
    if why.is_empty() {
        return None;
    }
    let longest = steps.iter().map(|step| step.bake).max().unwrap_or_default();
    let limit = policy.judge.limits.error_rate.unwrap_or(FALLBACK_LIMIT);
    let strategy = Strategy::BlueGreen {
        bake: (*bake).max(longest),
        max_error_rate: Some(limit),
        approval: false,
    };
    why.push(format!("it flips back above {} errors", units::print_share(limit)));
    Some(Instead { strategy, why })
}

/// An alias splits its traffic only between versions of the same role and the same dead-letter queue:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html>.
fn unsplittable(decisions: &Decisions, member: &Member) -> Vec<String> {
    let (Some(alias), Some(function)) =
        (decisions.get(&member.alias), decisions.get(&member.function))
    else {
        return Vec::new();
    };
    let told = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    let serves = |name: &str| told(alias.present.get(name));
    let mut why = Vec::new();
    // What isn't known to have served tells nothing.
    if let Some(role) = serves("role")
        && told(function.resolved.get("role")) != Some(role)
    {
        why.push(format!(
            "{} gets another role, and an alias can't split traffic between versions of two roles",
            member.function
        ));
    }
    let serving_role_known = serves("role").is_some();
    if serving_role_known && serves("dead_letter") != told(function.present.get("dead_letter")) {
        why.push(format!(
            "{} has another dead-letter queue now, and an alias can't split traffic between versions of two",
            member.function
        ));
    }
    why
}

/// Candidate invocations that the steps will bring, as far as traffic is known.
pub(super) fn expected(policy: &RolloutPolicy, member: &Member) -> Option<i64> {
    let Strategy::Canary { steps, .. } = &policy.strategy else { return None };
    let per_thousand_seconds = rate(policy, member)?;
    let part = steps.iter().map(|step| step.share.saturating_mul(step.bake)).sum::<i64>();
    Some(per_thousand_seconds.saturating_mul(part) / WHOLE / 1_000)
}

/// Requests in a thousand seconds: what the spec says, or what the last day's metrics do.
pub(in crate::make) fn rate(policy: &RolloutPolicy, member: &Member) -> Option<i64> {
    if let Some(traffic) = &policy.traffic {
        return Some(traffic.per_thousand_seconds);
    }
    let baseline = member.habits.baseline.filter(|baseline| baseline.seconds > 0)?;
    Some(baseline.invocations.saturating_mul(1_000) / baseline.seconds)
}

/// Candidate invocations below which nothing can be promoted on evidence.
pub(super) fn needed(policy: &RolloutPolicy) -> i64 {
    let proof = PROOF * WHOLE / policy.judge.margin.max(1);
    proof.max(policy.judge.min_invocations)
}

fn too_quiet(policy: &RolloutPolicy, member: &Member) -> Option<String> {
    let (expected, needed) = (expected(policy, member)?, needed(policy));
    (expected < needed).then(|| {
        format!(
            "{} is too quiet for a canary: about {expected} invocations of the new version are to be expected, and it takes \
             {needed} to know that it fails at most {} more often (`quiet = \"canary\"` tries all the same)",
            member.function,
            units::print_share(policy.judge.margin)
        )
    })
}

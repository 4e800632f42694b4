//! What each canary of a plan will find out: a Monte Carlo of its own judge, for the reader. Nothing follows from it.
use crate::make::traffic;
use cutover_rollout::forecast::{Outlook, forecast};
use cutover_rollout::judge::booking;
use cutover_schemas::address::Address;
use cutover_schemas::forecast::Detects;
use cutover_schemas::plan::{Member, Plan, RolloutStep, StepAction};
use cutover_schemas::rollout::{Strategy, WHOLE};
use std::collections::BTreeMap;

/// Different canaries that are foretold; a plan with more of them says of the others what it knows without.
const MOST: usize = 16;

/// Tells for every canary of a plan what it will find out. `period` is a metric period in milliseconds.
pub fn foresee(plan: &mut Plan, period: i64) {
    let mut told: BTreeMap<String, Detects> = BTreeMap::new();
    let mut found: BTreeMap<Address, Detects> = BTreeMap::new();
    for step in &plan.steps {
        let StepAction::Rollout(rollout) = &step.action else { continue };
        for member in rollout.members.iter().filter(|member| member.stable.is_some()) {
            let Some(outlook) = outlook(rollout, member, period) else { continue };
            // Functions alike have one future.
            let key = format!("{outlook:?}");
            if !told.contains_key(&key) && told.len() < MOST {
                told.insert(key.clone(), forecast(&outlook));
            }
            if let Some(detects) = told.get(&key) {
                found.insert(member.function.clone(), detects.clone());
            }
        }
    }
    for rollout in &mut plan.rollouts {
        rollout.detects = found.remove(&rollout.function);
    }
}

fn outlook<'a>(rollout: &'a RolloutStep, member: &Member, period: i64) -> Option<Outlook<'a>> {
    let Strategy::Canary { steps, .. } = &rollout.policy.strategy else { return None };
    let per_thousand_seconds = traffic(&rollout.policy, member).filter(|rate| *rate > 0)?;
    Some(Outlook {
        judge: &rollout.policy.judge,
        steps,
        rollouts: rollout.rollouts,
        members: rollout.members.len(),
        per_second: about(real(per_thousand_seconds) / 1_000.0),
        error_rate: about(error_rate(rollout, member)),
        latency: member.habits.baseline.is_some_and(|baseline| baseline.p99.is_some()),
        tries: member.habits.tries.max(1),
        period,
        lag: booking::lag(period, member.habits.timeout),
    })
}

fn error_rate(rollout: &RolloutStep, member: &Member) -> f64 {
    if let Some(traffic) = &rollout.policy.traffic {
        return real(traffic.error_rate) / real(WHOLE);
    }
    let counted = member.habits.baseline.filter(|baseline| baseline.invocations > 0);
    counted.map_or(0.0, |baseline| real(baseline.errors) / real(baseline.invocations))
}

/// Two digits of a number: what is known of traffic is no more exact.
fn about(number: f64) -> f64 {
    if number <= 0.0 {
        return 0.0;
    }
    let scale = 10_f64.powf(1.0 - number.log10().floor());
    (number * scale).round() / scale
}

#[expect(clippy::cast_precision_loss, reason = "counts and rates stay far below 2^52")]
fn real(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn two_digits_are_kept() {
        let kept = [0.0, 0.004_96, 1.234, 19.6, 12_345.0].map(|number| about(number).to_string());
        assert_eq!(kept, ["0", "0.005", "1.2", "20", "12000"]);
    }
}

//! Target tracking: once a minute of the world's time, the policies of a target look at their metrics.
//!
//! As AWS's alarms do: three minutes in a row above the target scale out, fifteen in a row below nine tenths of it scale
//! in, and minutes without data count for neither. A change begins the count of the minutes to scale in anew.
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>

use std::collections::BTreeMap;

use serde_json::Value;

use super::activities::{self, Draft};
use super::model::{Held, Outcome, Policy, Step, Target};
use super::names::Named;
use super::policies::{self, TRACKING};
use super::{capacity, policy_config};
use crate::ops::cloudwatch::{self, Metric};
use crate::world::World;

const MINUTE_MS: u64 = 60_000;

/// How many minutes in a row are above the target before it scales out, and below it before it scales in.
const HIGH: u64 = 3;
const LOW: u64 = 15;

/// Scaling in begins below this share of the target, so that sizes do not swing.
const BELOW: f64 = 0.9;

/// What a policy wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Out(u32),
    In(u32),
    Stay,
}

/// Arranges the target's next minute, unless it is arranged.
pub(super) fn begin(world: &mut World, named: &Named) {
    let Some(target) = world.applicationautoscaling.targets.get_mut(&named.key()) else { return };
    if std::mem::replace(&mut target.ticking, true) {
        return;
    }
    let id = target.id.clone();
    arrange(world, &id, &named.key());
}

fn arrange(world: &mut World, id: &str, key: &str) {
    let next = (world.now_ms() / MINUTE_MS + 1) * MINUTE_MS;
    world.schedule(next, "applicationautoscaling", &format!("minute {id} {key}"));
}

/// A minute of a target is over. Without policies that track, it was its last.
pub(super) fn minute(world: &mut World, subject: &str) {
    let Some((id, key)) = subject.split_once(' ') else { return };
    let target = world.applicationautoscaling.targets.get(key);
    let Some(target) = target.filter(|target| target.id == id).cloned() else { return };
    let policies: Vec<Policy> = policies::of(world, &target.named)
        .filter(|policy| policy.kind == TRACKING)
        .cloned()
        .collect();
    if policies.is_empty() {
        if let Some(target) = world.applicationautoscaling.targets.get_mut(key) {
            target.ticking = false;
        }
        return;
    }
    decide(world, &target, &policies);
    arrange(world, id, key);
}

/// The largest size wins; a target shrinks only if every policy that may shrink it wants so.
fn decide(world: &mut World, target: &Target, policies: &[Policy]) {
    let Some(size) = capacity::present(world, &target.named).filter(|size| *size > 0) else {
        return;
    };
    if capacity::is_moving(world, &target.named) {
        return;
    }
    let verdicts: Vec<(&Policy, Verdict)> =
        policies.iter().map(|policy| (policy, judge(world, target, policy, size))).collect();
    let outs = verdicts.iter().filter_map(|(policy, verdict)| match verdict {
        Verdict::Out(wanted) => Some((*policy, *wanted)),
        Verdict::In(_) | Verdict::Stay => None,
    });
    if let Some((policy, wanted)) = outs.max_by_key(|(_, wanted)| *wanted) {
        return grow(world, target, policy, size, wanted);
    }
    let may = |policy: &Policy| !policy_config::never_shrinks(&policy.configuration);
    let ins: Option<Vec<(&Policy, u32)>> = verdicts
        .iter()
        .filter(|(policy, _)| may(policy))
        .map(|(policy, verdict)| match verdict {
            Verdict::In(wanted) => Some((*policy, *wanted)),
            Verdict::Out(_) | Verdict::Stay => None,
        })
        .collect();
    let ins = ins.unwrap_or_default().into_iter();
    if let Some((policy, wanted)) = ins.max_by_key(|(_, wanted)| *wanted) {
        shrink(world, target, policy, size, wanted);
    }
}

fn judge(world: &World, target: &Target, policy: &Policy, size: u32) -> Verdict {
    let goal = policy.configuration.get("TargetValue").and_then(Value::as_f64).unwrap_or(f64::NAN);
    let now = world.now_ms() / MINUTE_MS * 60;
    let points = points(world, &target.named, policy, (now - LOW * 60, now));
    // The last minutes, the newest first; `None` when one has no data.
    let recent = |count: u64| -> Option<Vec<f64>> {
        (1..=count).map(|back| points.get(&(now - back * 60)).copied()).collect()
    };
    let changed_ms = capacity::changed_ms(world, &target.named);
    let since_change = |back: u64| (now - back * 60) * 1000 >= changed_ms;
    if let Some(high) = recent(HIGH).filter(|_| since_change(1))
        && high.iter().all(|value| *value > goal)
    {
        let newest = high.first().copied().unwrap_or(goal);
        return Verdict::Out(proportional(size, newest, goal).max(size + 1));
    }
    if let Some(low) = recent(LOW).filter(|_| since_change(LOW))
        && low.iter().all(|value| *value < goal * BELOW)
    {
        let most = low.iter().copied().fold(0.0, f64::max);
        let wanted = proportional(size, most, goal);
        return if wanted < size { Verdict::In(wanted) } else { Verdict::Stay };
    }
    Verdict::Stay
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates at the bounds of sizes"
)]
fn proportional(size: u32, value: f64, goal: f64) -> u32 {
    (f64::from(size) * value / goal).ceil() as u32
}

/// A policy's metric by minute. Metric maths is not evaluated: it has no points.
fn points(world: &World, named: &Named, policy: &Policy, window: (u64, u64)) -> BTreeMap<u64, f64> {
    let found = match policy.configuration.get("CustomizedMetricSpecification") {
        Some(own) => customized(own),
        None => utilization(named),
    };
    found.map_or_else(BTreeMap::new, |(metric, statistic)| {
        cloudwatch::datapoints(world, &metric, &statistic, window, 60)
    })
}

fn utilization(named: &Named) -> Option<(Metric, String)> {
    let (name, qualifier) = named.function()?;
    let resource = format!("{name}:{qualifier}");
    let dimensions = [("FunctionName", name), ("Resource", resource.as_str())];
    let metric = Metric::new("AWS/Lambda", "ProvisionedConcurrencyUtilization", &dimensions);
    Some((metric, "Average".to_owned()))
}

fn customized(own: &Value) -> Option<(Metric, String)> {
    let text = |value: &Value, member: &str| Some(value.get(member)?.as_str()?.to_owned());
    let dimensions = own.get("Dimensions").and_then(Value::as_array).cloned().unwrap_or_default();
    let dimensions: Vec<(String, String)> = dimensions
        .iter()
        .filter_map(|dimension| Some((text(dimension, "Name")?, text(dimension, "Value")?)))
        .collect();
    let dimensions: Vec<(&str, &str)> =
        dimensions.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let metric = Metric::new(&text(own, "Namespace")?, &text(own, "MetricName")?, &dimensions);
    Some((metric, text(own, "Statistic")?))
}

fn grow(world: &mut World, target: &Target, policy: &Policy, size: u32, wanted: u32) {
    let size_wanted = wanted.min(target.max);
    let rests = target.last_out.filter(|last| is_within(world, *last, policy, "ScaleOutCooldown"));
    // While an earlier growth takes effect, only a larger one goes on.
    if target.suspended.dynamic_out || rests.is_some_and(|last| size_wanted <= last.size) {
        return;
    }
    if size_wanted <= size {
        return hold(world, target, policy, "High", Held::AtMax(target.max));
    }
    if capacity::set(world, &target.named, size_wanted, cause(policy, "High")) {
        let step = Step { at_ms: world.now_ms(), size: size_wanted };
        write(world, target, |target| target.last_out = Some(step));
    }
}

fn shrink(world: &mut World, target: &Target, policy: &Policy, size: u32, wanted: u32) {
    let wanted = wanted.max(target.min);
    let rests =
        target.last_in.is_some_and(|last| is_within(world, last, policy, "ScaleInCooldown"));
    if target.suspended.dynamic_in || rests {
        return;
    }
    if wanted >= size {
        return hold(world, target, policy, "Low", Held::AtMin(target.min));
    }
    if capacity::set(world, &target.named, wanted, cause(policy, "Low")) {
        let step = Step { at_ms: world.now_ms(), size: wanted };
        write(world, target, |target| target.last_in = Some(step));
    }
}

fn is_within(world: &World, last: Step, policy: &Policy, member: &str) -> bool {
    let seconds = policy.configuration.get(member).and_then(Value::as_u64).unwrap_or(0);
    world.now_ms() < last.at_ms + seconds * 1000
}

fn write(world: &mut World, target: &Target, work: impl FnOnce(&mut Target)) {
    if let Some(target) = world.applicationautoscaling.targets.get_mut(&target.named.key()) {
        target.held = false;
        work(target);
    }
}

/// Tells, once until it moves again, that a bound holds the target back.
fn hold(world: &mut World, target: &Target, policy: &Policy, side: &str, held: Held) {
    if target.held {
        return;
    }
    let draft = Draft {
        description: "Attempting to scale due to alarm triggered".to_owned(),
        cause: cause(policy, side),
        status: Outcome::Failed,
        message: None,
        size: None,
        held: Some(held),
    };
    activities::record(world, &target.named, draft);
    if let Some(target) = world.applicationautoscaling.targets.get_mut(&target.named.key()) {
        target.held = true;
    }
}

fn cause(policy: &Policy, side: &str) -> String {
    let word = format!("-Alarm{side}-");
    let alarm = policy.alarms.iter().find(|alarm| alarm.contains(&word));
    let alarm = alarm.map_or("", String::as_str);
    format!("monitor alarm {alarm} in state ALARM triggered policy {}", policy.name)
}

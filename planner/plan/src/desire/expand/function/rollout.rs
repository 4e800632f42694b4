//! How a function's new versions take over, out of the `rollout` block that it names.
use super::super::alarm;
use crate::desire::{Build, smoke};
use cutover_schemas::rollout::{
    Engine, Hold, HoldThen, Interrupt, Judge, Limits, Quiet, RolloutPolicy, Signal, Source,
    Strategy, Supersede, Traffic, Unhealthy,
};
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::strategies::{self, Family};
use cutover_schemas::table::Field;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

pub(super) fn policy(build: &Build<'_>, function: &Declared) -> RolloutPolicy {
    let Value::Reference(name) = function.attr("rollout") else {
        return RolloutPolicy::default();
    };
    let Some(block) = build.spec.rollouts.get(name) else {
        return RolloutPolicy::default();
    };
    let judge = judge(build, block);
    RolloutPolicy {
        name: Some(name.clone()),
        strategy: strategy(block, &judge),
        smoke: smoke::of(build, block, &function.address),
        group: block.attr("group").as_text().map(str::to_owned),
        judge,
        hold: hold(block),
        quiet: one_of(block.attr("quiet"), &[("canary", Quiet::Canary)]),
        engine: one_of(block.attr("engine"), &[("codedeploy", Engine::Codedeploy)]),
        supersede: one_of(block.attr("supersede"), &[("abort_first", Supersede::AbortFirst)]),
        interrupt: one_of(block.attr("interrupt"), &[("restore", Interrupt::Restore)]),
        deadline: block.attr("deadline").as_int(),
        rollback_window: block.attr("rollback_window").as_int().unwrap_or(0),
        keep_versions: block.attr("keep_versions").as_int(),
        traffic: block.attr("traffic").as_map().map(traffic),
    }
}

/// What a word of a closed list means; what stands in the default's place is not listed.
fn one_of<T: Copy + Default>(value: &Value, words: &[(&str, T)]) -> T {
    let found = words.iter().find(|(word, _)| value.as_text() == Some(word));
    found.map_or_else(T::default, |(_, meant)| *meant)
}

fn int(map: &Attrs, name: &str) -> Option<i64> {
    map.get(name).and_then(Value::as_int)
}

fn strategy(block: &Declared, judge: &Judge) -> Strategy {
    let bake = block.attr("bake").as_int().unwrap_or(0);
    match strategies::family(block) {
        Family::AllAtOnce => Strategy::AllAtOnce,
        Family::BlueGreen => Strategy::BlueGreen {
            bake,
            max_error_rate: judge.limits.error_rate,
            approval: block.attr("approval").as_bool() == Some(true),
        },
        Family::Canary | Family::Linear | Family::Predefined => Strategy::Canary {
            named: strategies::word(block).to_owned(),
            steps: strategies::steps(block),
            bake,
        },
    }
}

fn hold(block: &Declared) -> Hold {
    let Some(written) = block.attr("hold").as_map() else { return Hold::default() };
    let then = written.get("then").unwrap_or(&Value::Null);
    Hold {
        timeout: int(written, "timeout").unwrap_or(Hold::default().timeout),
        then: one_of(then, &[("promote", HoldThen::Promote)]),
    }
}

fn traffic(written: &Attrs) -> Traffic {
    // Requests in so many seconds.
    let spans = [("rps", 1.0), ("rpm", 60.0), ("rph", 3_600.0)];
    let number = |name: &str| written.get(name).and_then(f64::read);
    let rate = spans.iter().find_map(|(name, span)| Some(number(name)? / span)).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
    let per_thousand_seconds = (rate * 1_000.0).round().clamp(1.0, 1e12) as i64;
    Traffic { per_thousand_seconds, error_rate: int(written, "error_rate").unwrap_or(0) }
}

fn judge(build: &Build<'_>, block: &Declared) -> Judge {
    let short = block.attr("max_error_rate").as_int();
    let Some(nested) = block.nested("judge").next() else {
        let limits = Limits { error_rate: short, ..Limits::default() };
        return Judge { limits, ..Judge::default() };
    };
    let usual = Judge::default();
    let number = |name: &str| nested.attr(name).as_int();
    let limits = nested.attr("limits").as_map();
    let limit = |name: &str| limits.and_then(|limits| int(limits, name));
    Judge {
        alpha: number("alpha").unwrap_or(usual.alpha),
        margin: number("margin").unwrap_or(usual.margin),
        min_invocations: number("min_invocations").unwrap_or(usual.min_invocations),
        limits: Limits {
            error_rate: limit("error_rate").or(short),
            duration_p99: limit("duration_p99"),
        },
        alarms: alarms(build, nested),
        alarm_aborts: nested.attr("alarm_aborts").as_bool() == Some(true),
        patience: number("patience").unwrap_or(usual.patience),
        on_baseline_unhealthy: one_of(
            nested.attr("on_baseline_unhealthy"),
            &[("promote", Unhealthy::Promote)],
        ),
        signals: nested.blocks.iter().filter_map(signal).collect(),
    }
}

/// The names of alarms, in order and once each, whoever manages them.
fn alarms(build: &Build<'_>, judge: &Nested) -> Vec<String> {
    let named = judge.attr("alarms").as_list().unwrap_or_default().iter();
    let names: BTreeSet<String> = named
        .filter_map(|one| match one {
            Value::Reference(target) => Some(alarm::named(build, target)),
            // A name made of what is known before creation; anything else names no alarm that could be there.
            other => build.known(other, &mut BTreeSet::new()).as_text().map(str::to_owned),
        })
        .collect();
    names.into_iter().collect()
}

fn signal(nested: &Nested) -> Option<Signal> {
    let text = |name: &str| nested.attr(name).as_text().map(str::to_owned);
    let source = match nested.attr("source").as_text()? {
        "logs" => Source::Logs { pattern: text("pattern")? },
        _ => Source::Metric {
            namespace: text("namespace")?,
            bad: text("bad")?,
            total: text("total"),
            version_dimension: text("version_dimension")?,
        },
    };
    Some(Signal {
        name: nested.labels.first().cloned()?,
        weight: nested.attr("weight").as_int()?,
        source,
    })
}

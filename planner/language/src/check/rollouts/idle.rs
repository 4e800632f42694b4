//! Settings that nothing looks at.
use super::{entry, judge, said};
use crate::words;
use cutover_schemas::blocks;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::strategies::{self, Family};

/// What a flip that nobody watches has no use for.
const AT_ONCE: &[&str] =
    &["bake", "max_error_rate", "group", "quiet", "traffic", "hold", "deadline", "interrupt"];
/// What compares two versions that share the traffic.
const COMPARES: &[&str] = &["quiet", "traffic"];
/// The same of the judge.
const COMPARING: &[&str] =
    &["alpha", "margin", "min_invocations", "patience", "on_baseline_unhealthy"];

pub(super) fn check(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some(row) = blocks::block("rollout") else { return };
    let given: Vec<&str> = said(row.attrs, &rollout.attrs).collect();
    let idle = |unused: &[&'static str]| -> Vec<&str> {
        given.iter().copied().filter(|name| unused.contains(name)).collect()
    };
    match strategies::family(rollout) {
        Family::AllAtOnce => at_once(rollout, idle(AT_ONCE), problems),
        Family::BlueGreen => {
            if let Some(first) = idle(COMPARES).first() {
                problems.push(uncompared(rollout, &idle(COMPARES)).at(rollout.place_of(first)));
            }
            if let Some(judge) = judge(rollout) {
                unjudged(rollout, judge, problems);
            }
            unwatched(rollout, problems);
        }
        Family::Canary | Family::Linear | Family::Predefined => {}
    }
    if let Some(judge) = judge(rollout)
        && judge.attr("alarm_aborts").as_bool() == Some(true)
        && judge.attr("alarms").as_list().is_none_or(<[_]>::is_empty)
    {
        let message = format!("`{}` names no `alarms` that could abort it", rollout.address);
        problems.push(told(message).at(judge.place_of("alarm_aborts")).help("add `alarms`"));
    }
}

fn told(message: String) -> Diagnostic {
    Diagnostic::warning("spec/idle-rollout", message)
}

fn nothing(names: &[&str]) -> String {
    let says = if names.len() == 1 { "says" } else { "say" };
    format!("{} {says} nothing", words::list(names.iter().copied()))
}

fn at_once(rollout: &Declared, mut unused: Vec<&str>, problems: &mut Vec<Diagnostic>) {
    let mut place = unused.first().map(|first| rollout.place_of(first));
    if let Some(judge) = judge(rollout) {
        unused.push("judge");
        place = place.or_else(|| Some(judge.place.clone()));
    }
    let Some(place) = place else { return };
    let message =
        format!("`{}` flips at once and then looks no more: {}", rollout.address, nothing(&unused));
    problems.push(told(message).at(place).help(
        "`strategy = \"blue_green\"` watches the new version after the flip, `canary` compares it with the old one",
    ));
}

fn uncompared(rollout: &Declared, unused: &[&str]) -> Diagnostic {
    let message = format!(
        "`{}` flips, and then there is no old version to compare with: {}",
        rollout.address,
        nothing(unused)
    );
    told(message).help("`strategy = \"canary\"` gives both versions a share of the traffic")
}

/// Without two versions at once there is nothing to compare: limits and alarms decide.
fn unjudged(rollout: &Declared, judge: &Nested, problems: &mut Vec<Diagnostic>) {
    let row = blocks::block("rollout").and_then(|row| row.blocks.first());
    let rows = row.map_or(&[][..], |row| row.attrs);
    let mut unused: Vec<&str> =
        said(rows, &judge.attrs).filter(|name| COMPARING.contains(name)).collect();
    let mut place = unused.first().map(|first| judge.place_of(first));
    if let Some(signal) = judge.blocks.first() {
        unused.push("signal");
        place = place.or_else(|| Some(signal.place.clone()));
    }
    if let Some(place) = place {
        problems.push(uncompared(rollout, &unused).at(place));
    }
}

/// What judges a bake that there isn't.
fn unwatched(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    if rollout.attr("bake").as_int().is_some_and(|bake| bake > 0) {
        return;
    }
    let judge = judge(rollout);
    let limits = judge.map(|judge| judge.attr("limits"));
    let limited = limits.is_some_and(|limits| {
        ["error_rate", "duration_p99"].iter().any(|name| entry(limits, name).is_some())
    });
    let alarmed = judge.and_then(|judge| judge.attr("alarms").as_list());
    let place = if !rollout.attr("max_error_rate").is_null() {
        rollout.place_of("max_error_rate")
    } else if let Some(judge) = judge.filter(|_| limited) {
        judge.place_of("limits")
    } else if let Some(judge) = judge.filter(|_| alarmed.is_some_and(|all| !all.is_empty())) {
        judge.place_of("alarms")
    } else {
        return;
    };
    let message = format!("`{}` has no `bake` in which errors could show", rollout.address);
    problems.push(
        told(message).at(place).help("add `bake = \"5m\"`: so long the new version is watched"),
    );
}

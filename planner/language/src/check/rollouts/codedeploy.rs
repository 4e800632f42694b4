//! What AWS CodeDeploy can't do, of what a rollout can say
//! (<https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html>).
use super::{bad, judge, said};
use crate::words;
use cutover_schemas::blocks;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::rollout::{ShareStep, WHOLE};
use cutover_schemas::spec::Declared;
use cutover_schemas::strategies::{self, Family};

/// What of the judge CodeDeploy looks at.
const SEEN: &[&str] = &["alarms"];

pub(super) fn is_engine(rollout: &Declared) -> bool {
    rollout.attr("engine").as_text() == Some("codedeploy")
}

pub(super) fn check(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    if !is_engine(rollout) {
        return;
    }
    if !rollout.attr("group").is_null() {
        let message = "CodeDeploy shifts each function for itself, and knows no groups";
        problems.push(bad(rollout, "group", message, "leave out `group` or `engine`"));
    }
    let steps = strategies::steps(rollout);
    if strategies::family(rollout) == Family::BlueGreen {
        let message = "CodeDeploy does not watch a function after a flip";
        let help = "it knows `all_at_once`, one share (`canary`) and even shares (`linear`)";
        problems.push(bad(rollout, "strategy", message, help));
    } else if !steps.is_empty() && !possible(&steps) {
        let attr = if rollout.attr("linear").is_null() { "steps" } else { "linear" };
        let message = "CodeDeploy has one share, or shares that grow by the first one up to all of the traffic, in whole percents and whole minutes";
        let help = "write one of `steps`, or `linear = { by, every }` without `from` and `to`";
        problems.push(bad(rollout, attr, message, help));
    }
    unseen(rollout, problems);
}

fn possible(steps: &[ShareStep]) -> bool {
    let whole = |step: &ShareStep| step.share % 100 == 0 && step.bake % 60 == 0 && step.bake > 0;
    let Some(first) = steps.first().filter(|first| whole(first)) else { return false };
    let even = steps.iter().zip(1..).all(|(step, nth)| step.share == first.share * nth);
    let to_the_end = steps.last().is_some_and(|last| last.share + first.share >= WHOLE);
    steps.len() == 1 || (even && to_the_end)
}

/// CodeDeploy asks alarms and nothing else.
fn unseen(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some((judge, row)) =
        judge(rollout).zip(blocks::block("rollout").and_then(|row| row.blocks.first().copied()))
    else {
        return;
    };
    let mut unseen: Vec<&str> =
        said(row.attrs, &judge.attrs).filter(|name| !SEEN.contains(name)).collect();
    if !judge.blocks.is_empty() {
        unseen.push("signal");
    }
    if let Some(first) = unseen.first() {
        let message = format!(
            "CodeDeploy goes back for an alarm only: {} of the `judge` {} nothing",
            words::list(unseen.iter().copied()),
            if unseen.len() == 1 { "says" } else { "say" }
        );
        let place = judge.place_of(first);
        problems.push(
            Diagnostic::warning("spec/idle-rollout", message)
                .at(place)
                .help("name `alarms` that tell of the new version"),
        );
    }
}

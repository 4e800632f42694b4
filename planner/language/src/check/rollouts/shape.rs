//! The shares of a rollout: the ones that its strategy takes, each larger than the one before.
use super::{bad, entry, judge};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::rollout::WHOLE;
use cutover_schemas::spec::Declared;
use cutover_schemas::strategies::{self, Family};
use cutover_schemas::units::{print_seconds, print_share};
use cutover_schemas::value::Value;

/// More shares than anyone waits for: one for each hundredth.
const MOST: usize = 100;

pub(super) fn check(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    shares(rollout, problems);
    match strategies::family(rollout) {
        Family::Canary => growing(rollout, problems),
        Family::Linear => evenly(rollout, problems),
        Family::AllAtOnce | Family::BlueGreen | Family::Predefined => {}
    }
    approval(rollout, problems);
    deadline(rollout, problems);
    limit(rollout, problems);
    traffic(rollout, problems);
}

/// `steps` belong to `canary` and `linear` to `linear`: beside another strategy somebody means a share and gets none.
fn shares(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let family = strategies::family(rollout);
    let word = strategies::word(rollout);
    for (own, attr) in [(Family::Canary, "steps"), (Family::Linear, "linear")] {
        // What is written wrongly is told already.
        let Some(value) = rollout.attrs.get(attr) else { continue };
        let given = value.as_map().is_some() || value.as_list().is_some_and(|all| !all.is_empty());
        if given == (family == own) {
            continue;
        }
        let own = if attr == "steps" { "canary" } else { "linear" };
        problems.push(if given {
            let message =
                format!("`{attr}` are shares for `strategy = \"{own}\"`, and this one is `{word}`");
            bad(rollout, attr, message, "change the strategy, or leave the shares out")
        } else {
            let message = format!("`{}` does not say which shares there are", rollout.address);
            let help = if own == "canary" {
                "add `steps = [{ weight = \"10%\", bake = \"10m\" }]`: the share of the new version, and how long it keeps that"
            } else {
                "add `linear = { by = \"10%\", every = \"3m\" }`: by how much the share grows, and how long each is kept"
            };
            bad(rollout, "strategy", message, help)
        });
    }
}

fn growing(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let steps = strategies::steps(rollout);
    if steps.len() > MOST {
        let message = format!("{} steps are more than the {MOST} that are possible", steps.len());
        problems.push(bad(rollout, "steps", message, "take larger steps"));
    }
    for (at, (first, second)) in steps.iter().zip(steps.iter().skip(1)).enumerate() {
        if second.share <= first.share {
            let message = format!(
                "the new version's share goes from {} to {}, and can only grow",
                print_share(first.share),
                print_share(second.share)
            );
            let place = format!("steps.{}.weight", at + 1);
            let help = "to give a share more time, raise its `bake`";
            problems.push(bad(rollout, &place, message, help));
        }
    }
}

fn evenly(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let linear = rollout.attr("linear");
    let to = entry(linear, "to").unwrap_or(WHOLE);
    if let Some(from) = entry(linear, "from").or_else(|| entry(linear, "by"))
        && from > to
    {
        let message = format!(
            "the first share is {} and the last one {}",
            print_share(from),
            print_share(to)
        );
        problems.push(bad(rollout, "linear.to", message, "a share can only grow"));
    }
}

fn approval(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let asks = rollout.attr("approval").as_bool() == Some(true);
    if asks && strategies::family(rollout) != Family::BlueGreen {
        let message = format!(
            "a person approves the flip of `blue_green`, and `{}` has the strategy `{}`",
            rollout.address,
            strategies::word(rollout)
        );
        let help = "`cutover pause` stops any other rollout, until `resume`, `promote` or `abort`";
        problems.push(bad(rollout, "approval", message, help));
    }
}

/// A deadline inside of the time that the shares take would always be passed.
fn deadline(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let takes: i64 = strategies::steps(rollout).iter().map(|step| step.bake).sum();
    if let Some(deadline) = rollout.attr("deadline").as_int()
        && takes >= deadline
    {
        let message = format!(
            "the shares take {}, and after {} everything goes back",
            print_seconds(takes),
            print_seconds(deadline)
        );
        let help = "leave it time to wait for numbers, and for a person: `hold.timeout` and more";
        problems.push(bad(rollout, "deadline", message, help));
    }
}

fn limit(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some(judge) = judge(rollout) else { return };
    if entry(judge.attr("limits"), "error_rate").is_some()
        && !rollout.attr("max_error_rate").is_null()
    {
        let message = "`max_error_rate` and `limits.error_rate` are one limit";
        problems.push(
            bad(rollout, "max_error_rate", message, "keep one of them")
                .related(judge.place_of("limits.error_rate"), "the other one"),
        );
    }
}

/// One number, in one unit, of more than nothing.
fn traffic(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some(traffic) = rollout.attr("traffic").as_map() else { return };
    let given: Vec<&str> = ["rps", "rpm", "rph"]
        .into_iter()
        .filter(|unit| traffic.get(*unit).is_some_and(|value| !value.is_null()))
        .collect();
    let message = match given.as_slice() {
        [] => "`traffic` has no number of requests".to_owned(),
        [unit] => {
            let some = traffic.get(*unit).is_some_and(|number| match number {
                Value::Float(number) => number.get() > 0.0,
                other => other.as_int().is_none_or(|number| number > 0),
            });
            if some {
                return;
            }
            format!("`{unit}` is not more than nothing")
        }
        [first, second, ..] => format!("`{first}` and `{second}` say it twice"),
    };
    let help = "write one of `rps` (requests a second), `rpm` (a minute) and `rph` (an hour)";
    problems.push(bad(rollout, "traffic", message, help));
}

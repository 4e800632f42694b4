//! Bounds of what is kept warm, and when they change
//! (<https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html>).
use super::{cron, of, plain, schedules};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::value::Value;

/// The most environments that are ever kept warm, and the attribute that says so.
pub(super) fn warm(concurrency: &Nested) -> Option<(i64, &'static str)> {
    let start = concurrency.attr("provisioned").as_int().map(|start| (start, "provisioned"));
    start.max(bound(concurrency, "max").map(|max| (max, "autoscale")))
}

fn bound(concurrency: &Nested, name: &str) -> Option<i64> {
    concurrency.attr("autoscale").as_map()?.get(name).and_then(Value::as_int)
}

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        let Some(concurrency) = function.nested("concurrency").next() else { continue };
        bounds(concurrency, problems);
        for schedule in &concurrency.blocks {
            when(schedule, problems);
            change(schedule, problems);
        }
        if let Some(first) = concurrency.blocks.first()
            && concurrency.attr("autoscale").is_null()
            && concurrency.attr("provisioned").is_null()
        {
            let message =
                format!("nothing of `{}` is kept warm until its first schedule", function.address);
            let help =
                "say with how many it begins: `provisioned = 1`, or `autoscale = { min, max }`";
            problems.push(bad(message, help).at(first.place.clone()));
        }
        reserved(function, concurrency, problems);
    }
}

fn bad(message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::error("spec/bad-autoscale", message).help(help)
}

fn bounds(concurrency: &Nested, problems: &mut Vec<Diagnostic>) {
    let (Some(min), Some(max)) = (bound(concurrency, "min"), bound(concurrency, "max")) else {
        return;
    };
    if min > max {
        let message = format!("at least {min} environments are more than at most {max}");
        problems
            .push(bad(message, "`min` is at most `max`").at(concurrency.place_of("autoscale.min")));
    } else if let Some(start) =
        concurrency.attr("provisioned").as_int().filter(|start| !(min..=max).contains(start))
    {
        let message =
            format!("a version begins with {start} environments, outside of {min} to {max}");
        problems.push(
            bad(message, "begin within the bounds, or leave `provisioned` out to begin with `min`")
                .at(concurrency.place_of("provisioned"))
                .related(concurrency.place_of("autoscale"), "the bounds"),
        );
    }
}

/// One way to be due.
fn when(schedule: &Nested, problems: &mut Vec<Diagnostic>) {
    let (cron, at) = (schedule.attr("cron"), schedule.attr("at"));
    let told = match (cron.is_null(), at.is_null()) {
        (true, true) => ("this schedule is never due".to_owned(), schedule.place.clone()),
        (false, false) => {
            ("`cron` and `at` both say when it is due".to_owned(), schedule.place_of("at"))
        }
        (false, true) => match plain(cron).and_then(cron::problem) {
            Some(problem) => (problem, schedule.place_of("cron")),
            None => return,
        },
        (true, false) => match plain(at).filter(|text| !schedules::is_local(text)) {
            Some(text) => (format!("`{text}` is no local time"), schedule.place_of("at")),
            None => return,
        },
    };
    let help = "give it `cron` with six fields, as in `0 7 ? * MON-FRI *`, or `at`, as in `2030-01-31T09:00:00`";
    problems.push(bad(told.0, help).at(told.1));
}

/// A change of something, with room between the bounds.
fn change(schedule: &Nested, problems: &mut Vec<Diagnostic>) {
    let (min, max) = (schedule.attr("min").as_int(), schedule.attr("max").as_int());
    if min.is_none() && max.is_none() {
        let message = "this schedule changes nothing";
        problems.push(bad(message, "give it `min`, `max` or both").at(schedule.place.clone()));
    } else if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let message = format!("at least {min} environments are more than at most {max}");
        problems.push(bad(message, "`min` is at most `max`").at(schedule.place_of("min")));
    }
}

/// A schedule can't keep more warm than may run.
fn reserved(function: &Declared, concurrency: &Nested, problems: &mut Vec<Diagnostic>) {
    let Some(reserved) = concurrency.attr("reserved").as_int() else { return };
    for schedule in &concurrency.blocks {
        for attr in ["min", "max"] {
            if let Some(warm) = schedule.attr(attr).as_int().filter(|warm| *warm > reserved) {
                let message = format!(
                    "a schedule keeps {warm} environments of `{}` warm, and it may run {reserved}",
                    function.address
                );
                problems.push(
                    bad(message, "Lambda refuses this: what is kept warm is at most `reserved`")
                        .at(schedule.place_of(attr))
                        .related(concurrency.place_of("reserved"), "all that it may have"),
                );
                break;
            }
        }
    }
}

//! Alarms that CloudWatch would not take.
use super::{is_set, of, plain};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::kinds::alarm::{SIDES, STATISTICS};
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::units::print_seconds;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// What an alarm is on: one of these.
const SUBJECTS: [&str; 4] = ["metric", "any_of", "all_of", "rule"];

/// Most who can be told of one state.
const MOST_TOLD: usize = 5;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for alarm in of(spec, "alarm") {
        let mut bad = |at: &str, message: String, help: &str| {
            problems.push(
                Diagnostic::error("spec/bad-alarm", message).at(alarm.place_of(at)).help(help),
            );
        };
        let subjects: Vec<&str> = SUBJECTS.into_iter().filter(|name| is_set(alarm, name)).collect();
        let [subject] = subjects.as_slice() else {
            let message = match subjects.get(1) {
                Some(_) => format!("`{}` is on several things", alarm.address),
                None => format!("`{}` is on nothing", alarm.address),
            };
            let at = subjects.last().copied().unwrap_or("name");
            bad(at, message, "write one of `metric`, `any_of`, `all_of` and `rule`");
            continue;
        };
        for told in ["on_alarm", "on_ok", "on_missing"] {
            if alarm.attr(told).as_list().is_some_and(|list| list.len() > MOST_TOLD) {
                bad(
                    told,
                    format!("CloudWatch tells {MOST_TOLD} at most"),
                    "let a topic tell the others",
                );
            }
        }
        if *subject == "metric" {
            metric(alarm, &mut bad);
        }
    }
}

fn metric(alarm: &Declared, bad: &mut impl FnMut(&str, String, &str)) {
    let sides = SIDES.iter().filter(|(side, _)| is_set(alarm, side)).count();
    if sides != 1 {
        let message = format!("`{}` has {sides} thresholds", alarm.address);
        bad("metric", message, "write one of `above`, `at_least`, `below` and `at_most`");
    }
    if !is_set(alarm, "of") && !is_set(alarm, "namespace") {
        let message =
            format!("whose `{}` is meant?", plain(alarm.attr("metric")).unwrap_or("metric"));
        bad("metric", message, "say `of = function.x`, or `namespace` and `dimensions`");
    }
    let (period, periods) = (int(alarm, "period"), int(alarm, "periods"));
    if !matches!(period, 10 | 20 | 30) && period % 60 != 0 {
        let message = format!("a period can't last {}", print_seconds(period));
        bad("period", message, "10, 20 or 30 seconds, or whole minutes");
    }
    let longest = if period >= HOUR { 7 * DAY } else { DAY };
    if period.saturating_mul(periods) > longest {
        let message = format!("{periods} periods of {} are too long", print_seconds(period));
        bad(
            "periods",
            message,
            "together a day at most, and a week where a period is an hour or longer",
        );
    }
    if int(alarm, "datapoints") > periods {
        let message = format!("{} of {periods} periods can't alarm", int(alarm, "datapoints"));
        bad("datapoints", message, "at most as many as `periods`");
    }
    let statistic = plain(alarm.attr("statistic")).unwrap_or("Sum");
    if !is_statistic(statistic) {
        let help =
            "`Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`";
        bad("statistic", format!("`{statistic}` is no statistic"), help);
    }
}

fn is_statistic(text: &str) -> bool {
    let percent = |text: &str| text.parse::<f64>().is_ok_and(|part| (0.0..=100.0).contains(&part));
    let percentile = text.strip_prefix('p').is_some_and(percent);
    percentile || STATISTICS.contains(&text)
}

fn int(alarm: &Declared, name: &str) -> i64 {
    alarm.attr(name).as_int().unwrap_or_default()
}

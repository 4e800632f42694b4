//! When schedules are due: one way to say it, in the shape that the Scheduler takes.
use super::{cron, of, plain};
use cutover_schemas::date::Date;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

const WAYS: &[&str] = &["cron", "rate", "at"];

/// Shapes of dates: `d` is a digit.
const LOCAL: &str = "dddd-dd-ddTdd:dd:dd";
const MOMENT: &str = "dddd-dd-ddTdd:dd:ddZ";

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let schedules = of(spec, "trigger")
        .filter(|trigger| trigger.labels.first().is_some_and(|kind| kind == "schedule"));
    for schedule in schedules {
        one_way(schedule, problems);
        shapes(schedule, problems);
        target(spec, schedule, problems);
    }
}

fn bad(schedule: &Declared, at: &str, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::error("spec/bad-schedule", message).at(schedule.place_of(at)).help(help)
}

/// Exactly one of the ways, and dates only where there is something between them.
fn one_way(schedule: &Declared, problems: &mut Vec<Diagnostic>) {
    let written: Vec<&str> =
        WAYS.iter().copied().filter(|way| !schedule.attr(way).is_null()).collect();
    match written.as_slice() {
        [] => {
            let message = format!("`{}` is never due", schedule.address);
            problems.push(bad(schedule, "cron", message, "give it `cron`, `rate` or `at`"));
        }
        [_] => {}
        [first, second, ..] => {
            let message = format!("`{first}` and `{second}` both say when it is due");
            problems.push(bad(schedule, second, message, "keep one of them"));
        }
    }
    for date in ["start", "end"] {
        if !schedule.attr("at").is_null() && !schedule.attr(date).is_null() {
            let message = format!("what is due once has no `{date}`");
            problems.push(bad(schedule, date, message, "leave it out, or use `cron` or `rate`"));
        }
    }
}

fn shapes(schedule: &Declared, problems: &mut Vec<Diagnostic>) {
    if let Some(cron) = plain(schedule.attr("cron"))
        && let Some(problem) = cron::problem(cron)
    {
        let help = "six fields: minutes, hours, day of month, month, day of week, year; `0 3 * * ? *` is 3:00 every day";
        problems.push(bad(schedule, "cron", problem, help));
    }
    if let Some(seconds) = schedule.attr("rate").as_int()
        && seconds % 60 != 0
    {
        problems.push(bad(schedule, "rate", "a rate is whole minutes", "for example `\"5m\"`"));
    }
    if let Some(seconds) = schedule.attr("window").as_int()
        && seconds % 60 != 0
    {
        problems.push(bad(
            schedule,
            "window",
            "a window is whole minutes",
            "for example `\"15m\"`",
        ));
    }
    for (name, shape, example) in [
        ("at", LOCAL, "2030-01-31T09:00:00"),
        ("start", MOMENT, "2030-01-01T00:00:00Z"),
        ("end", MOMENT, "2030-01-01T00:00:00Z"),
    ] {
        if let Some(text) = plain(schedule.attr(name))
            && !fits(text, shape)
        {
            let message = format!("`{text}` is no date that the Scheduler takes for `{name}`");
            problems.push(bad(schedule, name, message, &format!("for example `\"{example}\"`")));
        }
    }
}

/// Whether a text is a local time, such as `2030-01-31T09:00:00`.
pub(super) fn is_local(text: &str) -> bool {
    fits(text, LOCAL)
}

fn fits(text: &str, shape: &str) -> bool {
    let same = |(letter, sign): (char, char)| match sign {
        'd' => letter.is_ascii_digit(),
        sign => letter == sign,
    };
    text.len() == shape.len() && text.chars().zip(shape.chars()).all(same) && is_real(text)
}

/// Whether there is such a day, and such a time of it.
fn is_real(text: &str) -> bool {
    let day = text.get(..10).and_then(Date::parse).is_some();
    let below = |at: usize, most: u32| {
        let part = text.get(at..at + 2).and_then(|part| part.parse::<u32>().ok());
        part.is_some_and(|part| part < most)
    };
    day && below(11, 24) && below(14, 60) && below(17, 60)
}

/// A bus gets an event, and nothing else does.
fn target(spec: &Spec, schedule: &Declared, problems: &mut Vec<Diagnostic>) {
    let Value::Reference(to) = schedule.attr("to") else { return };
    let Some(target) = spec.blocks.get(to) else { return };
    let is_bus = match target.word.as_str() {
        "existing" => target.labels.first().is_some_and(|kind| kind == "bus"),
        word => word == "bus",
    };
    let (message, help) = match (is_bus, schedule.attr("event").is_null()) {
        (true, true) => (
            format!("`{to}` gets an event, and nothing says which"),
            "add `event = { source = \"clock\", detail_type = \"Tick\" }`; `input` is its detail",
        ),
        (false, false) => (format!("`{to}` is no bus, so it gets no event"), "remove `event`"),
        _ => return,
    };
    problems.push(bad(schedule, "event", message, help));
}

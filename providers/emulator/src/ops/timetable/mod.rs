//! Schedule expressions of EventBridge and its Scheduler: `cron(..)`, `rate(..)`, `at(..)`.
//!
//! A pure module: [`Timetable::parse`] reads an expression, [`Timetable::next`] tells when it is due after a moment, in
//! a time zone. Local times that a clock change leaves out are skipped, and those it repeats are due once, as AWS
//! documents it. Zones come from a database within the program, so that a machine without one works the same.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>

mod cron;
mod field;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use cron::Cron;

/// Whose expression it is: the Scheduler knows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Rules: `cron` and `rate`, and a unit agrees with its number.
    Rule,
    /// Schedules: `at`, too.
    Schedule,
}

/// When something is due.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Timetable {
    Cron(Cron),
    /// Every so many milliseconds.
    Rate(u64),
    /// Once, at a local time.
    At(DateTime),
}

impl Timetable {
    /// Reads an expression; `None` when it is none.
    pub(crate) fn parse(text: &str, dialect: Dialect) -> Option<Timetable> {
        let (word, rest) = text.split_once('(')?;
        let inside = rest.strip_suffix(')')?;
        match word {
            "cron" => Cron::parse(inside).map(Timetable::Cron),
            "rate" => rate(inside, dialect).map(Timetable::Rate),
            "at" if dialect == Dialect::Schedule => at(inside).map(Timetable::At),
            _ => None,
        }
    }

    /// When it is due next after a moment; `None` when it never is again. Milliseconds since 1970.
    ///
    /// A rate counts from `origin_ms`, which is due itself.
    pub(crate) fn next(&self, after_ms: u64, origin_ms: u64, zone: &TimeZone) -> Option<u64> {
        match self {
            Timetable::Cron(cron) => {
                let after = Timestamp::from_millisecond(i64::try_from(after_ms).ok()?).ok()?;
                u64::try_from(cron.next(after, zone)?.as_millisecond()).ok()
            }
            Timetable::Rate(_) if after_ms < origin_ms => Some(origin_ms),
            Timetable::Rate(every_ms) => {
                let passed = (after_ms - origin_ms) / every_ms;
                Some(origin_ms + (passed + 1) * every_ms)
            }
            Timetable::At(time) => {
                let due_ms = u64::try_from(moment(*time, zone)?.as_millisecond()).ok()?;
                (due_ms > after_ms).then_some(due_ms)
            }
        }
    }
}

/// The zone of a name, from the database within the program.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    // The database knows abbreviations that AWS does not, and is not asked for paths.
    let spelled = name.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
    if !spelled {
        return None;
    }
    TimeZone::get(name).ok()
}

/// When a local time is: of two, the first; of none, `None`.
fn moment(time: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(time);
    match ambiguous.offset() {
        jiff::tz::AmbiguousOffset::Gap { .. } => None,
        jiff::tz::AmbiguousOffset::Unambiguous { .. } | jiff::tz::AmbiguousOffset::Fold { .. } => {
            ambiguous.earlier().ok()
        }
    }
}

/// `5 minutes`, in milliseconds.
fn rate(text: &str, dialect: Dialect) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let digits = !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit());
    let count: u64 = number.parse().ok().filter(|count| digits && *count > 0)?;
    let singular = unit.strip_suffix('s').unwrap_or(unit);
    let plural = unit != singular;
    if dialect == Dialect::Rule && plural == (count == 1) {
        return None;
    }
    let minutes = match singular {
        "minute" => 1,
        "hour" => 60,
        "day" => 24 * 60,
        _ => return None,
    };
    count.checked_mul(minutes)?.checked_mul(60_000)
}

/// `2026-01-31T10:00:00`: a local time without a zone.
fn at(text: &str) -> Option<DateTime> {
    let shape = "dddd-dd-ddTdd:dd:dd";
    let fits = |(letter, sign): (char, char)| match sign {
        'd' => letter.is_ascii_digit(),
        sign => letter == sign,
    };
    let shaped = text.len() == shape.len() && text.chars().zip(shape.chars()).all(fits);
    text.parse().ok().filter(|_| shaped)
}

#[cfg(test)]
mod tests;

//! AWS's six-field cron: minutes, hours, day of month, month, day of week, year.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::field::{Range, number};

const MINUTE: Range = Range { low: 0, high: 59, names: &[] };
const HOUR: Range = Range { low: 0, high: 23, names: &[] };
const DAY: Range = Range { low: 1, high: 31, names: &[] };
const MONTH: Range = Range {
    low: 1,
    high: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const WEEKDAY: Range =
    Range { low: 1, high: 7, names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };
const YEAR: Range = Range { low: 1970, high: 2199, names: &[] };

/// Which days are meant: exactly one of the two day fields says so, the other is `?`.
#[derive(Debug, Clone, PartialEq)]
enum Days {
    /// These days of the month.
    OfMonth(BTreeSet<u16>),
    /// The last day, or so many days before it.
    BeforeEnd(u16),
    /// The weekday (Monday to Friday) nearest to a day, within the month.
    NearestWeekday(u16),
    /// The last weekday of the month.
    LastWeekday,
    /// These days of the week, Sunday being 1.
    OfWeek(BTreeSet<u16>),
    /// The last such day of the week in the month.
    LastOfWeek(u16),
    /// The n-th such day of the week in the month.
    NthOfWeek(u16, u16),
}

/// A compiled expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cron {
    minutes: BTreeSet<u16>,
    hours: BTreeSet<u16>,
    months: BTreeSet<u16>,
    years: BTreeSet<u16>,
    days: Days,
}

impl Cron {
    /// Reads the six fields.
    pub(super) fn parse(text: &str) -> Option<Cron> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, day, month, weekday, year] = fields.as_slice() else {
            return None;
        };
        let days = match (*day, *weekday) {
            ("?", "?") => return None,
            (day, "?") => of_month(day)?,
            ("?", weekday) => of_week(weekday)?,
            _ => return None,
        };
        Some(Cron {
            minutes: MINUTE.values(minutes)?,
            hours: HOUR.values(hours)?,
            months: MONTH.values(month)?,
            years: YEAR.values(year)?,
            days,
        })
    }

    /// The first moment after another, in a zone.
    pub(super) fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut date = after.to_zoned(zone.clone()).date();
        loop {
            date = self.day_from(date)?;
            let times = self.hours.iter().flat_map(|hour| {
                self.minutes.iter().filter_map(|minute| {
                    let (hour, minute) = (i8::try_from(*hour).ok()?, i8::try_from(*minute).ok()?);
                    super::moment(date.at(hour, minute, 0, 0), zone)
                })
            });
            if let Some(found) = times.into_iter().find(|moment| *moment > after) {
                return Some(found);
            }
            date = date.tomorrow().ok()?;
        }
    }

    /// The first day from a date on that is meant.
    fn day_from(&self, mut date: Date) -> Option<Date> {
        loop {
            let (year, month) = (value(date.year()), value(date.month()));
            if !self.years.contains(&year) {
                let next = self.years.range(year.saturating_add(1)..).next()?;
                date = Date::new(i16::try_from(*next).ok()?, 1, 1).ok()?;
            } else if !self.months.contains(&month) {
                date = date.last_of_month().tomorrow().ok()?;
            } else if self.days.hold(date) {
                return Some(date);
            } else {
                date = date.tomorrow().ok()?;
            }
        }
    }
}

/// A part of a date as a field's value.
fn value(part: impl TryInto<u16>) -> u16 {
    part.try_into().unwrap_or(0)
}

fn of_month(text: &str) -> Option<Days> {
    if text == "L" {
        return Some(Days::BeforeEnd(0));
    }
    if matches!(text, "LW" | "WL") {
        return Some(Days::LastWeekday);
    }
    if let Some(before) = text.strip_prefix("L-") {
        return number(before).filter(|before| *before <= 30).map(Days::BeforeEnd);
    }
    if let Some(day) = text.strip_suffix('W') {
        return DAY.value(day).map(Days::NearestWeekday);
    }
    DAY.values(text).map(Days::OfMonth)
}

fn of_week(text: &str) -> Option<Days> {
    if text == "L" {
        return Some(Days::OfWeek(BTreeSet::from([7])));
    }
    if let Some((weekday, nth)) = text.split_once('#') {
        let nth = number(nth).filter(|nth| (1..=5).contains(nth))?;
        return WEEKDAY.value(weekday).map(|weekday| Days::NthOfWeek(weekday, nth));
    }
    if let Some(weekday) = text.strip_suffix('L') {
        return WEEKDAY.value(weekday).map(Days::LastOfWeek);
    }
    WEEKDAY.values(text).map(Days::OfWeek)
}

impl Days {
    fn hold(&self, date: Date) -> bool {
        let (day, last) = (value(date.day()), value(date.days_in_month()));
        let weekday = value(date.weekday().to_sunday_one_offset());
        match self {
            Days::OfMonth(days) => days.contains(&day),
            Days::BeforeEnd(before) => day + before == last,
            Days::NearestWeekday(wanted) => *wanted <= last && nearest(date, *wanted) == Some(day),
            Days::LastWeekday => nearest(date, last) == Some(day),
            Days::OfWeek(days) => days.contains(&weekday),
            Days::LastOfWeek(wanted) => weekday == *wanted && day + 7 > last,
            Days::NthOfWeek(wanted, nth) => weekday == *wanted && day.div_ceil(7) == *nth,
        }
    }
}

/// The day of the weekday nearest to a day of a date's month, without leaving the month.
fn nearest(date: Date, wanted: u16) -> Option<u16> {
    let last = value(date.days_in_month());
    let meant = Date::new(date.year(), date.month(), i8::try_from(wanted).ok()?).ok()?;
    Some(match meant.weekday() {
        Weekday::Saturday if wanted == 1 => 3,
        Weekday::Saturday => wanted - 1,
        Weekday::Sunday if wanted == last => wanted - 2,
        Weekday::Sunday => wanted + 1,
        _ => wanted,
    })
}

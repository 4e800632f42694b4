//! Lines of a function's logs that a pattern finds, by the version that wrote them.
//!
//! A log stream is named after the day on which its worker began and after the worker's version:
//! `2026/11/22/[7]<id>`, and with the function's name before the version in a log group that isn't Lambda's own choice
//! (<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html>). A prefix of that name
//! therefore finds a version's lines and no other's.
use super::queries::Side;
use super::{DAY, now_millis, period};
use crate::clients::Clients;
use crate::errors::Failure;
use cutover_schemas::measure::Measurement;
use std::collections::BTreeMap;

/// Answers that are read of one prefix, each of up to 10,000 lines or a megabyte; some are empty. More lines than that
/// are not counted: what follows the last one that was read is left open.
const PAGES: usize = 50;

/// Lines by version, by the millisecond that their period begins at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lines {
    candidate: BTreeMap<i64, f64>,
    stable: BTreeMap<i64, f64>,
    /// Not every line was read: nothing is known of what came after this moment.
    pub known_until: Option<i64>,
}

impl Lines {
    pub(super) fn of(&self, side: Side) -> &BTreeMap<i64, f64> {
        match side {
            Side::Stable => &self.stable,
            Side::Candidate | Side::Alias => &self.candidate,
        }
    }
}

/// Counts the lines of both versions that a pattern finds.
pub(super) async fn find(
    reads: &Clients,
    wanted: &Measurement,
    pattern: &str,
    loopback: bool,
) -> Result<Lines, Failure> {
    let period = period(loopback);
    let ahead = if loopback { DAY } else { 0 };
    let days = days(wanted.from.0, now_millis().max(wanted.from.0) + ahead);
    let mut lines = Lines::default();
    let sides = [(Side::Candidate, Some(wanted.candidate)), (Side::Stable, wanted.stable)];
    for (side, version) in sides {
        for day in version.iter().flat_map(|_| &days) {
            let prefix = prefix(day, wanted, version.unwrap_or_default());
            let search = Search { group: &wanted.log_group, pattern, prefix };
            let found = search.run(reads, wanted.from.0.div_euclid(period) * period).await?;
            lines.take(side, &found, period);
        }
    }
    Ok(lines)
}

impl Lines {
    fn take(&mut self, side: Side, found: &Found, period: i64) {
        let side = match side {
            Side::Stable => &mut self.stable,
            Side::Candidate | Side::Alias => &mut self.candidate,
        };
        for at in &found.times {
            *side.entry(at.div_euclid(period) * period).or_default() += 1.0;
        }
        let ends = [self.known_until, found.known_until];
        self.known_until = ends.into_iter().flatten().min();
    }
}

/// The names of streams that this version's workers began on a day.
fn prefix(day: &str, wanted: &Measurement, version: i64) -> String {
    let function = &wanted.function;
    let own = wanted.log_group == format!("/aws/lambda/{function}");
    let name = if own { "" } else { function };
    format!("{day}/{name}[{version}]")
}

/// The days of streams that may have lines between two moments: a worker that began on the day before may still run.
/// Lambda ends each after some hours.
fn days(from: i64, to: i64) -> Vec<String> {
    let (first, last) = (from.div_euclid(DAY) - 1, to.div_euclid(DAY));
    (first..=last).map(date).collect()
}

/// A day, counted from 1970, as streams are named: <https://howardhinnant.github.io/date_algorithms.html>, in which
/// years begin in March.
fn date(day: i64) -> String {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}/{month:02}/{date:02}", year + era * 400 + next)
}

/// One question.
struct Search<'a> {
    group: &'a str,
    pattern: &'a str,
    prefix: String,
}

/// When the lines that were found were written, in milliseconds since 1970.
#[derive(Debug, Default)]
struct Found {
    times: Vec<i64>,
    known_until: Option<i64>,
}

impl Search<'_> {
    /// A group that doesn't exist yet has no lines: its function has not run.
    async fn run(&self, reads: &Clients, from: i64) -> Result<Found, Failure> {
        let found = self.pages(reads, from).await;
        match found {
            Err(failure) if failure.is_missing() => Ok(Found::default()),
            found => found,
        }
    }

    async fn pages(&self, reads: &Clients, from: i64) -> Result<Found, Failure> {
        let call = reads.logs.filter_log_events().log_group_name(self.group).start_time(from);
        let call = call.filter_pattern(self.pattern).log_stream_name_prefix(&self.prefix);
        let mut pages = call.into_paginator().send();
        let mut found = Found::default();
        let mut read = 0;
        while let Some(page) = pages.next().await {
            let events = page?.events.unwrap_or_default();
            found.times.extend(events.iter().filter_map(|event| event.timestamp));
            read += 1;
            if read == PAGES {
                // Answers come in the order of time.
                found.known_until = Some(found.times.iter().max().copied().unwrap_or(from));
                break;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::ledger::Timestamp;

    fn wanted(log_group: &str) -> Measurement {
        Measurement {
            function: "f".into(),
            alias: "live".into(),
            candidate: 8,
            stable: Some(7),
            log_group: log_group.into(),
            from: Timestamp(0),
            signals: Vec::new(),
        }
    }

    #[test]
    fn a_prefix_holds_one_version() {
        assert_eq!(prefix("2026/11/22", &wanted("/aws/lambda/f"), 7), "2026/11/22/[7]");
        assert_eq!(prefix("2026/11/22", &wanted("shop"), 7), "2026/11/22/f[7]");
    }

    #[test]
    fn streams_of_the_day_before_may_still_be_written() {
        // 2028-02-29, a leap day, at noon.
        let noon = 21_243 * DAY + DAY / 2;
        assert_eq!(days(noon, noon + DAY), ["2028/02/28", "2028/02/29", "2028/03/01"]);
        assert_eq!(date(0), "1970/01/01");
        assert_eq!([date(11_016), date(-1)], ["2000/02/29", "1969/12/31"]);
    }

    #[test]
    fn lines_are_counted_by_period_and_what_was_not_read_is_left_open() {
        let mut lines = Lines::default();
        let found = Found { times: vec![59_999, 60_000, 60_001], known_until: None };
        lines.take(Side::Stable, &found, 60_000);
        let cut = Found { times: vec![1], known_until: Some(70_000) };
        lines.take(Side::Candidate, &cut, 60_000);
        assert_eq!(lines.of(Side::Stable), &BTreeMap::from([(0, 1.0), (60_000, 2.0)]));
        assert_eq!(lines.of(Side::Candidate), &BTreeMap::from([(0, 1.0)]));
        assert_eq!(lines.known_until, Some(70_000));
    }
}

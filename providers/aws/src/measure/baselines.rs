//! What an alias did on the last day.
use super::data::{self, Data};
use super::queries::{self, LAMBDA, Query};
use super::{DAY, now_millis};
use crate::clients::Clients;
use crate::errors::Failure;
use cutover_schemas::measure::{Baseline, BaselineOf};
use std::collections::BTreeMap;

/// Fewer durations than this have no slowest hundredth.
const ENOUGH: f64 = 100.0;

/// Queries of one function.
const EACH: usize = 4;

/// How far back it is looked whether a function was used before the last day: two weeks.
const BEFORE: i64 = 14 * DAY;

/// When and how finely to look.
#[derive(Clone, Copy, Debug)]
struct Scope {
    now: i64,
    loopback: bool,
}

/// What each of these did, in their order.
pub(crate) async fn load(
    reads: &Clients,
    wanted: &[BaselineOf],
    loopback: bool,
) -> Result<Vec<Baseline>, Failure> {
    let scope = Scope { now: now_millis(), loopback };
    let mut all = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(data::AT_ONCE / EACH) {
        let asked: Vec<Query> =
            some.iter().enumerate().flat_map(|(number, one)| scope.queries(number, one)).collect();
        let data = data::fetch(reads, &asked, scope.window()).await?;
        let old = older(reads, scope, some, &data).await?;
        let each = some.iter().enumerate();
        all.extend(each.map(|(number, _)| scope.baseline(&data, number, old.contains(&number))));
    }
    Ok(all)
}

/// Which of them were used before the last day too: a quiet hour at its beginning is no sign that metrics begin there.
async fn older(
    reads: &Clients,
    scope: Scope,
    wanted: &[BaselineOf],
    data: &Data,
) -> Result<Vec<usize>, Failure> {
    let unsure = wanted.iter().enumerate().filter(|(number, _)| scope.may_be_older(data, *number));
    let asked: Vec<Query> = unsure.map(|(number, one)| old(number, one)).collect();
    if scope.loopback || asked.is_empty() {
        return Ok(Vec::new());
    }
    let day_ago = scope.now - DAY;
    let data = data::fetch(reads, &asked, (day_ago - BEFORE, day_ago)).await?;
    let used = data.iter().filter(|(_, points)| points.values().any(|count| *count > 0.0));
    Ok(used.filter_map(|(id, _)| id.strip_prefix('o')?.parse().ok()).collect())
}

fn old(number: usize, wanted: &BaselineOf) -> Query {
    query(format!("o{number}"), wanted, ("Invocations", "Sum"), DAY)
}

fn query(id: String, wanted: &BaselineOf, what: (&str, &str), period: i64) -> Query {
    Query {
        id,
        namespace: LAMBDA.to_owned(),
        metric: what.0.to_owned(),
        dimensions: queries::alias(&wanted.function, &wanted.alias),
        statistic: what.1.to_owned(),
        period: period / 1_000,
    }
}

impl Scope {
    /// On a local cloud everything that there is, because its clock may be another.
    fn window(self) -> (i64, i64) {
        if self.loopback { (0, self.now + DAY) } else { (self.now - DAY, self.now) }
    }

    /// Milliseconds of a period of the counts: when the first invocation was is known as well as this.
    fn period(self) -> i64 {
        if self.loopback { 10_000 } else { 300_000 }
    }

    /// A percentile can't be put together from those of parts, so the durations are asked for by the day.
    fn queries(self, number: usize, wanted: &BaselineOf) -> [Query; EACH] {
        let one =
            |letter: char, what, period| query(format!("{letter}{number}"), wanted, what, period);
        [
            one('i', ("Invocations", "Sum"), self.period()),
            one('e', ("Errors", "Sum"), self.period()),
            one('n', ("Duration", "SampleCount"), DAY),
            one('p', ("Duration", "p99"), DAY),
        ]
    }

    fn may_be_older(self, data: &Data, number: usize) -> bool {
        let first = points(data, 'i', number).keys().next();
        first.is_some_and(|first| *first > self.window().0 + self.period())
    }

    fn baseline(self, data: &Data, number: usize, older: bool) -> Baseline {
        let calls = points(data, 'i', number);
        let sum = |points: &BTreeMap<i64, f64>| whole(points.values().sum());
        let first = calls.keys().next().copied();
        let last = calls.keys().next_back().map_or(0, |last| last + self.period());
        // The clock of a local cloud may run ahead.
        let since = first.map_or(0, |first| (self.now.max(last) - first).min(DAY));
        Baseline {
            seconds: if older { DAY / 1_000 } else { since / 1_000 },
            invocations: sum(calls),
            errors: sum(points(data, 'e', number)),
            p99: slowest(points(data, 'n', number), points(data, 'p', number)),
        }
    }
}

fn points(data: &Data, letter: char, number: usize) -> &BTreeMap<i64, f64> {
    const NONE: &BTreeMap<i64, f64> = &BTreeMap::new();
    data.get(&format!("{letter}{number}")).unwrap_or(NONE)
}

/// The percentile of the day that has most durations, in microseconds; a window of a day touches two.
fn slowest(many: &BTreeMap<i64, f64>, percentiles: &BTreeMap<i64, f64>) -> Option<i64> {
    let fullest = many.iter().max_by(|(_, one), (_, other)| one.total_cmp(other));
    let (at, _) = fullest.filter(|(_, many)| **many >= ENOUGH)?;
    percentiles.get(at).map(|millis| whole(millis * 1_000.0))
}

#[expect(clippy::cast_possible_truncation, reason = "counts and durations, far below 2^53")]
fn whole(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 100 * DAY;
    const AWS: Scope = Scope { now: NOW, loopback: false };

    fn data(calls: &[(i64, f64)], durations: &[(i64, f64, f64)]) -> Data {
        let ago = |ago: i64| NOW - ago * 60_000;
        let calls = calls.iter().map(|(minutes, count)| (ago(*minutes), *count)).collect();
        let many = durations.iter().map(|(day, many, _)| (day * DAY, *many)).collect();
        let slow = durations.iter().map(|(day, _, slow)| (day * DAY, *slow)).collect();
        [("i0", calls), ("n0", many), ("p0", slow)].map(|(id, all)| (id.to_owned(), all)).into()
    }

    #[test]
    fn metrics_that_begin_later_cover_less() {
        let data = data(&[(60, 30.0), (30, 12.0)], &[]);
        assert!(AWS.may_be_older(&data, 0));
        let found = AWS.baseline(&data, 0, false);
        assert_eq!((found.seconds, found.invocations, found.p99), (3_600, 42, None));
        assert_eq!(AWS.baseline(&data, 0, true).seconds, 86_400);
        let none = Baseline::default();
        assert_eq!(AWS.baseline(&Data::new(), 0, false), none);
    }

    #[test]
    fn a_day_with_enough_durations_has_a_slowest_hundredth() {
        let found =
            AWS.baseline(&data(&[(5, 1.0)], &[(98, 99.0, 1.0), (99, 100.0, 12.3456)]), 0, false);
        assert_eq!(found.p99, Some(12_346));
        assert_eq!(AWS.baseline(&data(&[], &[(99, 99.0, 5.0)]), 0, false).p99, None);
    }
}

//! What is measured of functions: counts by version and metric period, what an alias did before, and alarms.
//!
//! Metrics come by `GetMetricData`, all of them in as few calls as it takes, and both versions of a rollout always in
//! the same one. Lambda sets these dimensions on invocations through an alias:
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>.
pub(crate) mod alarms;
pub(crate) mod baselines;
mod counts;
mod data;
mod lines;
mod queries;
mod series;

pub(crate) use counts::count;

use std::time::{SystemTime, UNIX_EPOCH};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// Milliseconds from one point to the next: Lambda's metrics have minutes; a local cloud has seconds.
fn period(loopback: bool) -> i64 {
    if loopback { 1_000 } else { 60_000 }
}

/// Whole periods from a moment to now, in milliseconds; on a local cloud a day more, because its clock may run ahead
/// of ours.
fn window(from: i64, now: i64, period: i64, loopback: bool) -> (i64, i64) {
    let start = from.div_euclid(period) * period;
    let ahead = if loopback { DAY } else { period };
    (start, now.max(from) + ahead)
}

fn now_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn the_window_begins_on_a_whole_period() {
        assert_eq!(window(90_000, 200_000, 60_000, false), (60_000, 260_000));
    }
}

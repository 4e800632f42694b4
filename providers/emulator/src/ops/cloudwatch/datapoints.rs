//! A metric's datapoints for the services that act on them.

use std::collections::BTreeMap;

use super::model::{Metric, periods};
use super::statistic::Statistic;
use crate::world::World;

/// A statistic of a metric from the first second of a window to before its end, by the second each period begins.
pub(crate) fn datapoints(
    world: &World,
    metric: &Metric,
    statistic: &str,
    (start, end): (u64, u64),
    period: u64,
) -> BTreeMap<u64, f64> {
    let Some(statistic) = Statistic::parse(statistic) else { return BTreeMap::new() };
    let periods = periods(world, metric, start, end, period);
    periods.into_iter().map(|(at, values)| (at, statistic.of(&values))).collect()
}

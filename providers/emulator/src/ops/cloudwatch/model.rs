//! The rows of CloudWatch: metrics, and their values by second.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ops::{Fault, Input};
use crate::world::World;

/// How long minutes are kept: what a rollout on a laptop looks back.
const KEPT_MINUTES: u64 = 24 * 60;

/// A metric's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Metric {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) dimensions: BTreeMap<String, String>,
}

/// The values of one minute, by second; without the latest second of the metric.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Minute(pub(crate) Vec<Values>);

/// Values of one second, each with how often it occurred.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Values {
    pub(crate) second: u64,
    pub(crate) values: Vec<(f64, f64)>,
}

impl Metric {
    pub(crate) fn new(namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> Metric {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Metric {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            dimensions: dimensions.iter().map(own).collect(),
        }
    }

    /// Reads `Namespace`, `MetricName` and `Dimensions`.
    pub(super) fn read(namespace: &str, input: &Input) -> Result<Metric, Fault> {
        let name = input.need_text("MetricName")?.to_owned();
        let mut dimensions = BTreeMap::new();
        for dimension in input.list("Dimensions") {
            let dimension = input.part(dimension);
            let value = dimension.need_text("Value")?.to_owned();
            dimensions.insert(dimension.need_text("Name")?.to_owned(), value);
        }
        Ok(Metric { namespace: namespace.to_owned(), name, dimensions })
    }

    pub(super) fn key(&self) -> String {
        let dimensions: Vec<String> =
            self.dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}|{}|{}", self.namespace, self.name, dimensions.join(","))
    }
}

/// Adds a value that occurred `count` times at a time.
///
/// The latest second is a row of its own: a row is written whole, and a busy minute's is large.
pub(crate) fn add(world: &mut World, metric: &Metric, at_ms: u64, value: f64, count: f64) {
    let key = metric.key();
    if !world.cloudwatch.metrics.contains(&key) {
        world.cloudwatch.metrics.insert(key.clone(), metric.clone());
    }
    let second = at_ms / 1000;
    let one = Values { second, values: vec![(value, count)] };
    match world.cloudwatch.latest.get(&key).map(|latest| latest.second) {
        Some(latest) if latest > second => keep(world, &key, &one),
        Some(latest) if latest == second => {
            if let Some(row) = world.cloudwatch.latest.get_mut(&key) {
                row.take(&one);
            }
        }
        _ => {
            if let Some(over) = world.cloudwatch.latest.remove(&key) {
                keep(world, &key, &over);
            }
            world.cloudwatch.latest.insert(key, one);
        }
    }
}

impl Values {
    /// Adds the values of the same second.
    fn take(&mut self, more: &Values) {
        for (value, count) in &more.values {
            match self.values.iter_mut().find(|(present, _)| present.to_bits() == value.to_bits()) {
                Some((_, times)) => *times += count,
                None => self.values.push((*value, *count)),
            }
        }
    }
}

/// Adds the values of a second that is over to its minute.
fn keep(world: &mut World, key: &str, over: &Values) {
    let minute = over.second / 60;
    let row_key = format!("{key}|{minute:012}");
    if !world.cloudwatch.minutes.contains(&row_key) {
        prune(world, key, minute);
        world.cloudwatch.minutes.insert(row_key.clone(), Minute::default());
    }
    let Some(row) = world.cloudwatch.minutes.get_mut(&row_key) else { return };
    match row.0.iter_mut().find(|values| values.second == over.second) {
        Some(values) => values.take(over),
        None => row.0.push(over.clone()),
    }
}

fn prune(world: &mut World, key: &str, minute: u64) {
    let oldest = format!("{key}|{:012}", minute.saturating_sub(KEPT_MINUTES));
    let prefix = format!("{key}|");
    let old: Vec<String> = world
        .cloudwatch
        .minutes
        .prefixed(&prefix)
        .map(|(key, _)| key.to_owned())
        .take_while(|key| *key < oldest)
        .collect();
    for key in old {
        world.cloudwatch.minutes.remove(&key);
    }
}

/// A metric's values from `start` to before `end` (seconds), by period; periods are counted from `start`.
pub(super) fn periods(
    world: &World,
    metric: &Metric,
    start: u64,
    end: u64,
    period: u64,
) -> BTreeMap<u64, Vec<(f64, f64)>> {
    let key = metric.key();
    let row = |minute: u64| format!("{key}|{minute:012}");
    let mut periods: BTreeMap<u64, Vec<(f64, f64)>> = BTreeMap::new();
    let minutes = world.cloudwatch.minutes.between(&row(start / 60), &row(end.div_ceil(60)));
    let latest = world.cloudwatch.latest.get(&key);
    let seconds = minutes.flat_map(|(_, minute)| &minute.0).chain(latest);
    for values in seconds.filter(|values| (start..end).contains(&values.second)) {
        let at = values.second - (values.second - start) % period;
        periods.entry(at).or_default().extend(values.values.iter().copied());
    }
    periods
}

/// Reads a time: epoch seconds, or the Query protocol's text.
pub(super) fn seconds(input: &Input, member: &str) -> Result<Option<f64>, Fault> {
    let Some(value) = input.get(member) else { return Ok(None) };
    let parsed = match value.as_str() {
        Some(text) => {
            text.parse::<jiff::Timestamp>().ok().map(|stamp| stamp.as_duration().as_secs_f64())
        }
        None => value.as_f64(),
    };
    parsed.map(Some).ok_or_else(|| invalid(format!("The parameter {member} must be a timestamp.")))
}

/// Reads a number, from JSON or the Query protocol's text.
pub(super) fn number(value: &serde_json::Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn combination(message: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidParameterCombinationException", message)
        .query("InvalidParameterCombination")
}

pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidParameterValueException", message).query("InvalidParameterValue")
}

#[cfg(test)]
mod tests {
    use super::{Metric, add, periods};
    use crate::world::World;
    use crate::world::settings::Settings;

    fn metric() -> Metric {
        Metric::new("AWS/Lambda", "Duration", &[("FunctionName", "f")])
    }

    #[test]
    fn a_value_that_comes_late_joins_its_second() {
        let mut world = World::new(Settings::default());
        for (at_ms, value) in [(60_000, 1.0), (61_000, 2.0), (60_999, 1.0), (125_000, 3.0)] {
            add(&mut world, &metric(), at_ms, value, 1.0);
        }
        let found = periods(&world, &metric(), 60, 180, 60);
        let minutes = [(60, vec![(1.0, 2.0), (2.0, 1.0)]), (120, vec![(3.0, 1.0)])];
        assert_eq!(found, minutes.into());
    }

    #[test]
    fn a_busy_minute_is_not_written_with_each_value() {
        let mut world = World::new(Settings::default());
        let mut longest = 0;
        for number in 0_u32..20_000 {
            add(&mut world, &metric(), 60_000 + u64::from(number) * 2, f64::from(number), 1.0);
            let changes = world.take_changes();
            let written = changes.iter().filter_map(|(_, row)| row.as_ref()).map(Vec::len);
            // A minute is written when a second of it is over.
            if number % 500 != 0 {
                longest = longest.max(written.sum::<usize>());
            }
        }
        assert!(longest < 10_000, "{longest} bytes with one value");
    }
}

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

/// The values of one minute, by second.
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
pub(crate) fn add(world: &mut World, metric: &Metric, at_ms: u64, value: f64, count: f64) {
    let key = metric.key();
    if !world.cloudwatch.metrics.contains(&key) {
        world.cloudwatch.metrics.insert(key.clone(), metric.clone());
    }
    let (second, minute) = (at_ms / 1000, at_ms / 60_000);
    let row_key = format!("{key}|{minute:012}");
    if !world.cloudwatch.minutes.contains(&row_key) {
        prune(world, &key, minute);
        world.cloudwatch.minutes.insert(row_key.clone(), Minute::default());
    }
    let Some(row) = world.cloudwatch.minutes.get_mut(&row_key) else { return };
    let Some(values) = row.0.iter_mut().find(|values| values.second == second) else {
        row.0.push(Values { second, values: vec![(value, count)] });
        return;
    };
    match values.values.iter_mut().find(|(present, _)| present.to_bits() == value.to_bits()) {
        Some((_, times)) => *times += count,
        None => values.values.push((value, count)),
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
    for (_, minute) in minutes {
        for values in minute.0.iter().filter(|values| (start..end).contains(&values.second)) {
            let at = values.second - (values.second - start) % period;
            periods.entry(at).or_default().extend(values.values.iter().copied());
        }
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

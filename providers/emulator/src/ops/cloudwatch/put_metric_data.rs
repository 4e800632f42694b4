//! PutMetricData.

use serde_json::Value;

use super::model::{Metric, add, combination, invalid, number, seconds};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let namespace = input.need_text("Namespace")?.to_owned();
    if namespace.starts_with("AWS/") {
        return Err(invalid("The value AWS/ for parameter Namespace is invalid."));
    }
    let mut read = Vec::new();
    for datum in input.list("MetricData") {
        let datum = input.part(datum);
        let metric = Metric::read(&namespace, &datum)?;
        let at_ms = match seconds(&datum, "Timestamp")? {
            Some(at) => milliseconds(at),
            None => world.now_ms(),
        };
        read.push((metric, at_ms, values(&datum)?));
    }
    for (metric, at_ms, values) in read {
        for (value, count) in values {
            add(world, &metric, at_ms, value, count);
        }
    }
    Ok(Reply::empty())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to positive milliseconds"
)]
fn milliseconds(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0) as u64
}

/// A value that can be added up: NaN and the infinities are refused.
fn finite(member: &str, value: &Value) -> Result<f64, Fault> {
    let found = number(value).filter(|number| number.is_finite());
    found.ok_or_else(|| {
        invalid(format!("The value {value} for parameter MetricData.member.1.{member} is invalid."))
    })
}

/// The values of a datum, each with how often it occurred.
fn values(datum: &Input) -> Result<Vec<(f64, f64)>, Fault> {
    let given = ["Value", "Values", "StatisticValues"].iter().filter(|name| datum.has(name));
    if given.count() > 1 {
        return Err(combination(
            "The parameters Value, Values and StatisticValues are mutually exclusive.",
        ));
    }
    if let Some(value) = datum.get("Value") {
        return Ok(vec![(finite("Value", value)?, 1.0)]);
    }
    let values: Vec<f64> = datum.list("Values").iter().filter_map(number).collect();
    if !values.is_empty() {
        let counts: Vec<f64> = datum.list("Counts").iter().filter_map(number).collect();
        if !counts.is_empty() && counts.len() != values.len() {
            return Err(invalid(
                "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.",
            ));
        }
        let counts = counts.into_iter().chain(std::iter::repeat(1.0));
        return Ok(values.into_iter().zip(counts).collect());
    }
    let set = datum.get("StatisticValues").ok_or_else(|| {
        invalid("At least one of the parameters must be specified: Value, Values, StatisticValues.")
    })?;
    let set = datum.part(set);
    let read = |member: &str| set.get(member).and_then(number).ok_or_else(|| set.missing(member));
    let (count, sum, low, high) =
        (read("SampleCount")?, read("Sum")?, read("Minimum")?, read("Maximum")?);
    if count <= 1.0 {
        return Ok(vec![(sum, count)]);
    }
    // The set's extremes, and the rest at their mean: every simple statistic comes back as it was put.
    let rest = count - 2.0;
    let mut values = vec![(low, 1.0), (high, 1.0)];
    values.extend((rest > 0.0).then(|| ((sum - low - high) / rest, rest)));
    Ok(values)
}

//! What a metric alarm watches, and when it is in alarm.

use serde_json::{Map, Value, json};

use super::check;
use crate::ops::cloudwatch::model::number;
use crate::ops::cloudwatch::queries::validation;
use crate::ops::cloudwatch::statistic::Statistic;
use crate::ops::{Fault, Input};
use crate::world::World;

mod metrics;

/// The statistics that are words.
pub(super) const STATISTICS: &[&str] = &["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

/// The comparisons with a threshold; the others are those of anomaly detection.
const COMPARISONS: &[&str] = &[
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
];
const OF_BANDS: &[&str] = &[
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
];

const TREATMENTS: [&str; 4] = ["breaching", "notBreaching", "ignore", "missing"];

/// The units of metrics.
pub(super) const UNITS: &[&str] = &[
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

/// The members that an alarm on an expression can't have.
const OF_ONE_METRIC: &[&str] =
    &["MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic"];

/// Reads the settings of a metric alarm, but for what all alarms have.
pub(super) fn read(world: &World, input: &Input) -> Result<Map<String, Value>, Fault> {
    let (watched, period) = if input.has("Metrics") {
        if let Some(member) = OF_ONE_METRIC.iter().find(|member| input.has(member)) {
            let text = format!("{member} must not be specified together with Metrics.");
            return Err(validation(text));
        }
        metrics::read(world, input)?
    } else if input.has("MetricName") {
        one_metric(input)?
    } else {
        return Err(validation("Exactly one of MetricName or Metrics must be specified."));
    };
    let mut settings = watched;
    settings.extend(condition(input, period)?);
    Ok(settings)
}

/// The metric of an alarm on one, and its period.
fn one_metric(input: &Input) -> Result<(Map<String, Value>, u64), Fault> {
    let mut settings = named(input)?;
    let statistic = check::word(input, "Statistic", STATISTICS)?;
    let chosen = match (statistic, input.text("ExtendedStatistic")) {
        (Some(_), Some(_)) => {
            let text = "Statistic and ExtendedStatistic must not be specified together.";
            return Err(validation(text));
        }
        (Some(word), None) => ("Statistic", word),
        (None, Some(word)) => {
            extended(word)?;
            ("ExtendedStatistic", word)
        }
        (None, None) => {
            let text = "Exactly one of Statistic or ExtendedStatistic must be specified.";
            return Err(validation(text));
        }
    };
    settings.insert(chosen.0.to_owned(), chosen.1.into());
    let period = period(input)?;
    settings.insert("Period".to_owned(), period.into());
    if let Some(unit) = check::word(input, "Unit", UNITS)? {
        settings.insert("Unit".to_owned(), unit.into());
    }
    Ok((settings, period))
}

/// `Namespace`, `MetricName` and `Dimensions`, checked.
pub(super) fn named(input: &Input) -> Result<Map<String, Value>, Fault> {
    let name = input.need_text("MetricName")?;
    input.length("MetricName", 1, 255)?;
    let namespace = input.need_text("Namespace")?;
    input.length("Namespace", 1, 255)?;
    if namespace.starts_with(':') {
        let text = "Member must satisfy regular expression pattern: [^:].*";
        return Err(input.invalid("Namespace", namespace, text));
    }
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
    if !namespace.is_ascii() {
        return Err(validation("The parameter Namespace must contain only ASCII characters."));
    }
    if input.list("Dimensions").len() > 30 {
        return Err(validation("The parameter Dimensions must have at most 30 items."));
    }
    let mut dimensions = Vec::new();
    for dimension in input.list("Dimensions") {
        let dimension = input.part(dimension);
        let (name, value) = (dimension.need_text("Name")?, dimension.need_text("Value")?);
        dimension.length("Name", 1, 255)?;
        dimension.length("Value", 1, 1_024)?;
        dimensions.push(json!({ "Name": name, "Value": value }));
    }
    Ok(Map::from_iter([
        ("MetricName".to_owned(), name.into()),
        ("Namespace".to_owned(), namespace.into()),
        ("Dimensions".to_owned(), dimensions.into()),
    ]))
}

fn extended(word: &str) -> Result<(), Fault> {
    if STATISTICS.contains(&word) || Statistic::parse(word).is_none() {
        let text = format!("The value {word} for parameter ExtendedStatistic is not supported.");
        return Err(validation(text));
    }
    Ok(())
}

/// Alarms look at periods of 10, 20, 30 or a multiple of 60 seconds.
pub(super) fn period(input: &Input) -> Result<u64, Fault> {
    let given = input.integer_within("Period", 1, i64::from(i32::MAX))?;
    let given = given.ok_or_else(|| input.missing("Period"))?;
    match u64::try_from(given) {
        Ok(period) if matches!(period, 10 | 20 | 30) || period % 60 == 0 => Ok(period),
        _ => Err(validation("Period must be 10, 20, 30 or a multiple of 60")),
    }
}

/// When the alarm goes off: comparison, threshold, how many points of how many, and what missing points are.
fn condition(input: &Input, period: u64) -> Result<Map<String, Value>, Fault> {
    let all: Vec<&str> = COMPARISONS.iter().chain(OF_BANDS).copied().collect();
    let comparison = check::word(input, "ComparisonOperator", &all)?;
    let comparison = comparison.ok_or_else(|| input.missing("ComparisonOperator"))?;
    if OF_BANDS.contains(&comparison) {
        let text = format!("The local cloud does not model anomaly detection: {comparison}.");
        return Err(validation(text));
    }
    let Some(threshold) = input.get("Threshold") else {
        return Err(validation("Threshold is required for alarms based on static thresholds"));
    };
    let threshold = number(threshold).filter(|threshold| threshold.is_finite());
    let threshold = threshold.ok_or_else(|| {
        Fault::sender(400, "SerializationException", "`Threshold` is not a number")
    })?;
    let periods = input.integer_within("EvaluationPeriods", 1, i64::from(i32::MAX))?;
    let periods = periods.ok_or_else(|| input.missing("EvaluationPeriods"))?;
    let longest: u64 = if period >= 3_600 { 604_800 } else { 86_400 };
    if periods.unsigned_abs().saturating_mul(period) > longest {
        let word = if period >= 3_600 { "week" } else { "day" };
        return Err(validation(format!(
            "Metrics cannot be checked across more than a {word} (EvaluationPeriods * Period must be <= {longest})"
        )));
    }
    let mut settings = Map::from_iter([
        ("ComparisonOperator".to_owned(), comparison.into()),
        ("Threshold".to_owned(), threshold.into()),
        ("EvaluationPeriods".to_owned(), periods.into()),
    ]);
    if let Some(points) = input.integer_within("DatapointsToAlarm", 1, i64::from(i32::MAX))? {
        if points > periods {
            let text = "DatapointsToAlarm must be less than or equal to EvaluationPeriods";
            return Err(validation(text));
        }
        settings.insert("DatapointsToAlarm".to_owned(), points.into());
    }
    one_of(input, "TreatMissingData", &TREATMENTS, &mut settings)?;
    one_of(input, "EvaluateLowSampleCountPercentile", &["evaluate", "ignore"], &mut settings)?;
    Ok(settings)
}

/// A word that AWS checks by itself, not by its model.
fn one_of(
    input: &Input,
    member: &str,
    allowed: &[&str],
    settings: &mut Map<String, Value>,
) -> Result<(), Fault> {
    let Some(word) = input.text(member) else { return Ok(()) };
    if !allowed.contains(&word) {
        return Err(validation(format!(
            "The value {word} is not supported for {member} parameter. Supported values are [{}].",
            allowed.join(", ")
        )));
    }
    settings.insert(member.to_owned(), word.into());
    Ok(())
}

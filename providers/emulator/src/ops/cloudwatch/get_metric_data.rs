//! GetMetricData.

use serde_json::{Value, json};

use super::model::{Metric, invalid, periods, seconds};
use super::statistic::Statistic;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most datapoints of one answer.
const MOST: usize = 100_800;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let start = seconds(input, "StartTime")?.ok_or_else(|| input.missing("StartTime"))?;
    let end = seconds(input, "EndTime")?.ok_or_else(|| input.missing("EndTime"))?;
    if start >= end {
        return Err(validation("The parameter StartTime must be less than the parameter EndTime."));
    }
    let queries = input.list("MetricDataQueries");
    if queries.is_empty() || queries.len() > 500 {
        return Err(validation("The parameter MetricDataQueries must have 1 to 500 items."));
    }
    let ascending = match input.text("ScanBy") {
        None | Some("TimestampDescending") => false,
        Some("TimestampAscending") => true,
        Some(_) => return Err(invalid("The value for parameter ScanBy is not supported.")),
    };
    let mut results = Vec::new();
    let mut left = MOST;
    for query in queries {
        let query = input.part(query);
        let returned = query.flag("ReturnData").unwrap_or(true);
        let result = answer(world, &query, (start, end), ascending, &mut left)?;
        results.extend(Some(result).filter(|_| returned));
    }
    Ok(Reply::from(json!({ "MetricDataResults": results, "Messages": [] })))
}

fn answer(
    world: &World,
    query: &Input,
    window: (f64, f64),
    ascending: bool,
    left: &mut usize,
) -> Result<Value, Fault> {
    let id = query.need_text("Id")?;
    let valid = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !valid {
        return Err(validation(format!(
            "The value {id} for parameter MetricDataQueries.member.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
        )));
    }
    if query.has("Expression") {
        return Err(validation(format!(
            "Query {id}: the local cloud does not evaluate metric maths; ask for a MetricStat."
        )));
    }
    let stat = query.get("MetricStat").ok_or_else(|| query.missing("MetricStat"))?;
    let stat = query.part(stat);
    let metric = stat.get("Metric").ok_or_else(|| query.missing("Metric"))?;
    let metric = query.part(metric);
    let metric = Metric::read(metric.need_text("Namespace")?, &metric)?;
    let text = stat.need_text("Stat")?;
    let statistic = Statistic::parse(text)
        .ok_or_else(|| invalid(format!("The value {text} for parameter Stat is not supported.")))?;
    let period = period(&stat)?;
    let (start, end) = (floor(window.0, period), whole(window.1));
    let mut points: Vec<(u64, f64)> = periods(world, &metric, start, end, period)
        .iter()
        .map(|(at, values)| (*at, statistic.of(values)))
        .collect();
    if !ascending {
        points.reverse();
    }
    let complete = points.len() <= *left;
    points.truncate(*left);
    *left -= points.len();
    let (times, values): (Vec<u64>, Vec<f64>) = points.into_iter().unzip();
    Ok(json!({
        "Id": id, "Label": query.text("Label").unwrap_or(&metric.name),
        "Timestamps": times, "Values": values,
        "StatusCode": if complete { "Complete" } else { "PartialData" },
    }))
}

/// Periods are 1, 5, 10, 20, 30 or a multiple of 60 seconds.
fn period(stat: &Input) -> Result<u64, Fault> {
    let given = stat.integer("Period")?.ok_or_else(|| stat.missing("Period"))?;
    let valid = matches!(given, 1 | 5 | 10 | 20 | 30) || (given > 0 && given % 60 == 0);
    match u64::try_from(given) {
        Ok(period) if valid => Ok(period),
        _ => Err(invalid(format!(
            "The value {given} for parameter Period is not supported: it must be 1, 5, 10, 20, 30 or a multiple of 60."
        ))),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to positive seconds"
)]
fn whole(seconds: f64) -> u64 {
    seconds.max(0.0).ceil() as u64
}

fn floor(seconds: f64, period: u64) -> u64 {
    let seconds = whole(seconds.floor());
    seconds - seconds % period
}

fn validation(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ValidationError", message)
}

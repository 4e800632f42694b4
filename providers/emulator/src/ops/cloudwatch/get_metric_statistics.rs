//! GetMetricStatistics.

use serde_json::{Map, Value, json};

use super::get_metric_data::whole;
use super::model::{Metric, combination, invalid, periods, seconds};
use super::queries;
use super::statistic::Statistic;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most datapoints of one answer.
const MOST: u64 = 1_440;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let metric = Metric::read(input.need_text("Namespace")?, input)?;
    let start = seconds(input, "StartTime")?.ok_or_else(|| input.missing("StartTime"))?;
    let end = seconds(input, "EndTime")?.ok_or_else(|| input.missing("EndTime"))?;
    if start >= end {
        return Err(invalid("The parameter StartTime must be less than the parameter EndTime."));
    }
    let period = queries::period(input)?;
    let (start, end) = (whole(start.floor()), whole(end));
    let start = start - start % period;
    if (end - start) / period > MOST {
        let text = format!(
            "You have requested up to {} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints \
             requested by increasing Period, or decreasing the time range.",
            (end - start) / period
        );
        return Err(combination(text));
    }
    let (simple, extended) = (input.texts("Statistics"), input.texts("ExtendedStatistics"));
    if simple.is_empty() == extended.is_empty() {
        let text = "Must specify either Statistics or ExtendedStatistics, but not both";
        return Err(combination(text));
    }
    let (simple, extended) = (statistics(simple)?, statistics(extended)?);
    let points = periods(world, &metric, start, end, period);
    let points: Vec<Value> = points
        .iter()
        .map(|(at, values)| {
            let mut point = Map::from_iter([
                ("Timestamp".to_owned(), json!(at)),
                ("Unit".to_owned(), json!("None")),
            ]);
            point.extend(simple.iter().map(|(name, one)| (name.clone(), json!(one.of(values)))));
            if !extended.is_empty() {
                let all = extended.iter().map(|(name, one)| (name.clone(), json!(one.of(values))));
                point.insert("ExtendedStatistics".to_owned(), Value::Object(all.collect()));
            }
            Value::Object(point)
        })
        .collect();
    Ok(json!({ "Label": metric.name, "Datapoints": points }).into())
}

fn statistics(names: Vec<String>) -> Result<Vec<(String, Statistic)>, Fault> {
    let parsed = names.into_iter().map(|name| match Statistic::parse(&name) {
        Some(statistic) => Ok((name, statistic)),
        None => {
            Err(invalid(format!("The value {name} for parameter Statistics is not supported.")))
        }
    });
    parsed.collect()
}

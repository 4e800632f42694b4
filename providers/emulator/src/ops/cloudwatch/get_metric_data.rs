//! GetMetricData.

use serde_json::{Value, json};

use super::maths::{Data, Series};
use super::model::seconds;
use super::queries::{self, validation};
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
    let count = input.list("MetricDataQueries").len();
    if count == 0 || count > 500 {
        return Err(validation("The parameter MetricDataQueries must have 1 to 500 items."));
    }
    let ascending = match input.text("ScanBy") {
        None | Some("TimestampDescending") => false,
        Some("TimestampAscending") => true,
        Some(_) => return Err(validation("The value for parameter ScanBy is not supported.")),
    };
    let queries = queries::read(input, "MetricDataQueries")?;
    let window = (whole(start.floor()), whole(end));
    let begins = |period: u64| window.0 - window.0 % period;
    let data = queries::data(world, &queries, window, &begins).map_err(validation)?;
    let (mut results, mut left) = (Vec::new(), MOST);
    for query in queries.iter().filter(|query| query.is_returned) {
        for (label, series) in lines(query.label(), data.get(&query.id), window) {
            results.push(answer(&query.id, &label, series, ascending, &mut left));
        }
    }
    Ok(Reply::from(json!({ "MetricDataResults": results, "Messages": [] })))
}

/// The series that a query comes to: several where it names several metrics.
fn lines(label: &str, data: Option<&Data>, window: (u64, u64)) -> Vec<(String, Series)> {
    match data {
        None => Vec::new(),
        Some(Data::Series(series)) => vec![(label.to_owned(), series.clone())],
        Some(Data::Number(number)) => {
            vec![(label.to_owned(), Series::from([(window.0, *number)]))]
        }
        Some(Data::Many(many)) => {
            many.iter().map(|(id, series)| (format!("{label} {id}"), series.clone())).collect()
        }
    }
}

fn answer(id: &str, label: &str, series: Series, ascending: bool, left: &mut usize) -> Value {
    let mut points: Vec<(u64, f64)> = series.into_iter().collect();
    if !ascending {
        points.reverse();
    }
    let complete = points.len() <= *left;
    points.truncate(*left);
    *left -= points.len();
    let (times, values): (Vec<u64>, Vec<f64>) = points.into_iter().unzip();
    json!({
        "Id": id, "Label": label, "Timestamps": times, "Values": values,
        "StatusCode": if complete { "Complete" } else { "PartialData" },
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to positive seconds"
)]
pub(super) fn whole(seconds: f64) -> u64 {
    seconds.max(0.0).ceil() as u64
}

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
    let mut page = Page::asked(world, input)?;
    for query in queries.iter().filter(|query| query.is_returned) {
        for (label, series) in lines(query.label(), data.get(&query.id), window) {
            page.take(&query.id, &label, series, ascending);
        }
    }
    Ok(page.reply())
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

/// One page of all datapoints; its token is their number so far.
struct Page {
    results: Vec<Value>,
    /// Datapoints that earlier pages told.
    told: usize,
    /// Of those, how many are still to be passed over.
    over: usize,
    most: usize,
    left: usize,
    is_more: bool,
}

impl Page {
    fn asked(world: &World, input: &Input) -> Result<Page, Fault> {
        let most = input.integer_within("MaxDatapoints", 1, 100_800)?;
        let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST);
        let most = world.page_cap.map_or(most, |cap| most.min(cap)).max(1);
        let bad = || Fault::sender(400, "InvalidNextToken", "The next token specified is invalid.");
        let told = match input.text("NextToken") {
            Some(token) => token.parse().map_err(|_| bad())?,
            None => 0,
        };
        Ok(Page { results: Vec::new(), told, over: told, most, left: most, is_more: false })
    }

    fn take(&mut self, id: &str, label: &str, series: Series, ascending: bool) {
        if (series.len() <= self.over && self.over > 0) || self.is_more {
            self.over = self.over.saturating_sub(series.len());
            return;
        }
        let mut points: Vec<(u64, f64)> = series.into_iter().collect();
        if !ascending {
            points.reverse();
        }
        points.drain(..std::mem::take(&mut self.over));
        self.is_more = points.len() > self.left;
        points.truncate(self.left);
        self.left -= points.len();
        let (times, values): (Vec<u64>, Vec<f64>) = points.into_iter().unzip();
        self.results.push(json!({
            "Id": id, "Label": label, "Timestamps": times, "Values": values,
            "StatusCode": if self.is_more { "PartialData" } else { "Complete" },
        }));
    }

    fn reply(self) -> Reply {
        let mut body = json!({ "MetricDataResults": self.results, "Messages": [] });
        if let (true, Some(members)) = (self.is_more, body.as_object_mut()) {
            let told = self.told + self.most - self.left;
            members.insert("NextToken".to_owned(), told.to_string().into());
        }
        Reply::from(body)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to positive seconds"
)]
pub(super) fn whole(seconds: f64) -> u64 {
    seconds.max(0.0).ceil() as u64
}

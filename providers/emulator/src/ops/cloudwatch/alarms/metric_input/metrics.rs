//! `Metrics`: the metrics and expressions of an alarm, of which it watches one.

use serde_json::{Map, Value, json};

use super::{UNITS, named, period};
use crate::ops::cloudwatch::alarms::check;
use crate::ops::cloudwatch::maths::Data;
use crate::ops::cloudwatch::queries::{self, validation};
use crate::ops::{Fault, Input};
use crate::world::World;

/// The most metrics of an alarm.
const MOST: usize = 10;

/// Reads the list; also the period of what is watched.
pub(super) fn read(world: &World, input: &Input) -> Result<(Map<String, Value>, u64), Fault> {
    let given = input.list("Metrics");
    let queries = queries::read(input, "Metrics")?;
    if given.iter().filter(|one| one.get("MetricStat").is_some()).count() > MOST {
        let text = format!("An alarm can be based on at most {MOST} metrics.");
        return Err(validation(text));
    }
    let mut watched = queries.iter().filter(|query| query.is_returned);
    let (Some(query), None) = (watched.next(), watched.next()) else {
        return Err(validation("Exactly one element of the metrics list should return data."));
    };
    let shown: Result<Vec<Value>, Fault> =
        given.iter().map(|one| one_of(&input.part(one))).collect();
    let period = query.period(&queries);
    let now = world.now_ms() / 1000;
    // What it comes to is found by trying: without data, an expression fails as it will with data.
    let begins = |_| now;
    let data = queries::data(world, &queries, (now, now), &begins).map_err(validation)?;
    if !matches!(data.get(&query.id), Some(Data::Series(_))) {
        return Err(validation(format!(
            "Error in expression '{}': an alarm needs a single time series",
            query.id
        )));
    }
    // Nothing shows the dimensions of an expression, but the member is there.
    let settings = [("Metrics".to_owned(), shown?.into()), ("Dimensions".to_owned(), json!([]))];
    Ok((settings.into_iter().collect(), period))
}

/// One query as it is shown, its numbers and flags no longer text.
fn one_of(query: &Input) -> Result<Value, Fault> {
    check::absent(query, &["AccountId"])?;
    query.length("Id", 1, 255)?;
    query.length("Expression", 1, 2_048)?;
    let mut shown = Map::new();
    for member in ["Id", "Expression", "Label"] {
        shown.extend(query.text(member).map(|text| (member.to_owned(), text.into())));
    }
    let returned = query.flag("ReturnData").unwrap_or(true);
    shown.insert("ReturnData".to_owned(), returned.into());
    if query.has("Period") {
        shown.insert("Period".to_owned(), period(query)?.into());
    }
    if let Some(stat) = query.get("MetricStat") {
        shown.insert("MetricStat".to_owned(), stat_of(&query.part(stat))?);
    }
    Ok(Value::Object(shown))
}

fn stat_of(stat: &Input) -> Result<Value, Fault> {
    let metric = stat.get("Metric").ok_or_else(|| stat.missing("Metric"))?;
    let mut shown = json!({
        "Metric": named(&stat.part(metric))?, "Period": period(stat)?, "Stat": stat.need_text("Stat")?,
    });
    if let (Some(unit), Value::Object(members)) = (check::word(stat, "Unit", UNITS)?, &mut shown) {
        members.insert("Unit".to_owned(), unit.into());
    }
    Ok(shown)
}

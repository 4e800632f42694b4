//! `MetricDataQueries`: metrics and expressions by id, evaluated together.

use std::collections::BTreeMap;

use super::maths::{Data, Expression, Series, Surroundings, evaluate};
use super::model::{Metric, invalid, periods};
use super::statistic::Statistic;
use crate::ops::{Fault, Input};
use crate::world::World;

/// One query, understood.
#[derive(Debug, Clone)]
pub(super) struct Query {
    pub(super) id: String,
    pub(super) what: What,
    /// The label the caller gave.
    pub(super) label: Option<String>,
    pub(super) is_returned: bool,
}

/// What a query asks for.
#[derive(Debug, Clone)]
pub(super) enum What {
    Stat { metric: Metric, statistic: Statistic, period: u64 },
    Maths { expression: Expression, period: Option<u64> },
}

/// Reads queries: ids differ, expressions name ids that exist and do not go in circles.
pub(super) fn read(input: &Input, member: &str) -> Result<Vec<Query>, Fault> {
    let mut queries: Vec<Query> = Vec::new();
    for query in input.list(member) {
        let query = one(&input.part(query), member)?;
        if queries.iter().any(|other| other.id == query.id) {
            return Err(validation(format!(
                "The values for parameter id in {member} are not unique."
            )));
        }
        queries.push(query);
    }
    for query in &queries {
        check(query, &queries, &mut Vec::new())?;
    }
    Ok(queries)
}

fn one(query: &Input, member: &str) -> Result<Query, Fault> {
    let id = query.need_text("Id")?;
    let valid = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !valid {
        return Err(validation(format!(
            "The value {id} for parameter {member}.member.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
        )));
    }
    let what = match (query.text("Expression"), query.get("MetricStat")) {
        (Some(_), Some(_)) => {
            return Err(validation(format!(
                "Exactly one of the parameters must be specified for {id}: MetricStat, Expression."
            )));
        }
        (Some(text), None) => {
            let expression = Expression::parse(text)
                .map_err(|why| validation(format!("Error in expression '{id}': {why}")))?;
            let period = if query.has("Period") { Some(period(query)?) } else { None };
            What::Maths { expression, period }
        }
        (None, Some(stat)) => stat_of(&query.part(stat))?,
        (None, None) => return Err(query.missing("MetricStat")),
    };
    Ok(Query {
        id: id.to_owned(),
        what,
        label: query.text("Label").map(str::to_owned),
        is_returned: query.flag("ReturnData").unwrap_or(true),
    })
}

fn stat_of(stat: &Input) -> Result<What, Fault> {
    let metric = stat.get("Metric").ok_or_else(|| stat.missing("Metric"))?;
    let metric = stat.part(metric);
    let metric = Metric::read(metric.need_text("Namespace")?, &metric)?;
    let text = stat.need_text("Stat")?;
    let statistic = Statistic::parse(text).ok_or_else(|| {
        validation(format!("The value {text} for parameter Stat is not supported."))
    })?;
    Ok(What::Stat { metric, statistic, period: period(stat)? })
}

/// Refuses expressions that name what is not there, or themselves.
fn check<'a>(query: &'a Query, all: &'a [Query], above: &mut Vec<&'a str>) -> Result<(), Fault> {
    let What::Maths { expression, .. } = &query.what else { return Ok(()) };
    if above.contains(&query.id.as_str()) {
        let text = format!("Error in expression '{}': it depends on itself", query.id);
        return Err(validation(text));
    }
    above.push(&query.id);
    for name in expression.names() {
        match all.iter().find(|other| other.id == name) {
            Some(other) => check(other, all, above)?,
            None if matches!(name, "REPEAT" | "LINEAR") => {}
            None => {
                let text = format!("Error in expression '{}': Undefined id: {name}", query.id);
                return Err(validation(text));
            }
        }
    }
    above.pop();
    Ok(())
}

/// The data of every query, from the first to before the second of these seconds. Periods of a length begin at the
/// second that `begins` says, at or before the window.
pub(super) fn data(
    world: &World,
    queries: &[Query],
    window: (u64, u64),
    begins: &dyn Fn(u64) -> u64,
) -> Result<BTreeMap<String, Data>, String> {
    let mut known = BTreeMap::new();
    for query in queries {
        if let What::Stat { metric, statistic, period } = &query.what {
            let points = periods(world, metric, begins(*period), window.1, *period);
            let series: Series =
                points.iter().map(|(at, values)| (*at, statistic.of(values))).collect();
            known.insert(query.id.clone(), Data::Series(series));
        }
    }
    let metrics: Vec<String> = known.keys().cloned().collect();
    // Each round evaluates what only waits for what is known; `read` made sure that it ends.
    for _ in queries {
        for query in
            queries.iter().filter(|query| !known.contains_key(&query.id)).collect::<Vec<_>>()
        {
            let What::Maths { expression, .. } = &query.what else { continue };
            let waits = expression.names().iter().any(|name| {
                !known.contains_key(*name) && queries.iter().any(|other| other.id == **name)
            });
            if waits {
                continue;
            }
            let period = query.period(queries);
            let window = (begins(period), window.1);
            let among = Surroundings { known: &known, metrics: &metrics, period, window };
            let result = evaluate(expression, &among)?;
            known.insert(query.id.clone(), result);
        }
    }
    Ok(known)
}

impl Query {
    /// Seconds between its points: its own, or the longest of what it is made of.
    pub(super) fn period(&self, all: &[Query]) -> u64 {
        match &self.what {
            What::Stat { period, .. } | What::Maths { period: Some(period), .. } => *period,
            What::Maths { expression, period: None } => {
                let names = expression.names();
                let named = all.iter().filter(|other| names.contains(&other.id.as_str()));
                let longest = named.map(|other| other.period(all)).max();
                let any = || all.iter().filter_map(Query::own_period).max();
                longest.or_else(any).unwrap_or(60)
            }
        }
    }

    fn own_period(&self) -> Option<u64> {
        match &self.what {
            What::Stat { period, .. } => Some(*period),
            What::Maths { period, .. } => *period,
        }
    }

    /// What answers call it.
    pub(super) fn label(&self) -> &str {
        match (&self.label, &self.what) {
            (Some(label), _) => label,
            (None, What::Stat { metric, .. }) => &metric.name,
            (None, What::Maths { .. }) => &self.id,
        }
    }
}

/// Periods are 1, 5, 10, 20, 30 or a multiple of 60 seconds.
pub(super) fn period(stat: &Input) -> Result<u64, Fault> {
    let given = stat.integer("Period")?.ok_or_else(|| stat.missing("Period"))?;
    let valid = matches!(given, 1 | 5 | 10 | 20 | 30) || (given > 0 && given % 60 == 0);
    match u64::try_from(given) {
        Ok(period) if valid => Ok(period),
        _ => Err(invalid(format!(
            "The value {given} for parameter Period is not supported: it must be 1, 5, 10, 20, 30 or a multiple of 60."
        ))),
    }
}

pub(super) fn validation(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ValidationError", message)
}

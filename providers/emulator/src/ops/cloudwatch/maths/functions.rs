//! The functions of metric maths.

use std::collections::BTreeSet;

use super::{Data, Expression, Series, Surroundings, each, evaluate};

/// Calls a function.
pub(super) fn call(
    name: &str,
    arguments: &[Expression],
    among: &Surroundings<'_>,
) -> Result<Data, String> {
    match (name, arguments) {
        ("METRICS", []) => Ok(metrics(among, "")),
        ("METRICS", [Expression::Text(part)]) => Ok(metrics(among, part)),
        ("FILL", [data, filling]) => fill(evaluate(data, among)?, filling, among),
        ("IF", [condition, yes]) => choose(condition, yes, None, among),
        ("IF", [condition, yes, no]) => choose(condition, yes, Some(no), among),
        ("PERIOD", [_]) => Ok(Data::Number(count(among.period))),
        ("TIME_SERIES", [number]) => match evaluate(number, among)? {
            Data::Number(number) => {
                Ok(Data::Series(among.times().map(|at| (at, number)).collect()))
            }
            other => Ok(other),
        },
        (_, [data]) => of_one(name, evaluate(data, among)?),
        _ => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    format!("Unsupported function or wrong number of arguments: {name}")
}

#[expect(clippy::cast_precision_loss, reason = "seconds and counts are small")]
fn count(number: u64) -> f64 {
    number as f64
}

/// The series of all metrics whose id holds a text.
fn metrics(among: &Surroundings<'_>, part: &str) -> Data {
    let ids = among.metrics.iter().filter(|id| id.contains(part));
    let many = ids.filter_map(|id| match among.known.get(id)? {
        Data::Series(series) => Some((id.clone(), series.clone())),
        Data::Number(_) | Data::Many(_) => None,
    });
    Data::Many(many.collect())
}

fn of_one(name: &str, data: Data) -> Result<Data, String> {
    Ok(match name {
        "ABS" => each(data, |value| Some(value.abs())),
        "CEIL" => each(data, |value| Some(value.ceil())),
        "FLOOR" => each(data, |value| Some(value.floor())),
        "LOG" => each(data, |value| Some(value.ln())),
        "LOG10" => each(data, |value| Some(value.log10())),
        "DIFF" => over(data, |series| steps(series, |from, to| to.1 - from.1)),
        "DIFF_TIME" => over(data, |series| steps(series, |from, to| count(to.0 - from.0))),
        "RATE" => {
            over(data, |series| steps(series, |from, to| (to.1 - from.1) / count(to.0 - from.0)))
        }
        "RUNNING_SUM" => over(data, |series| {
            let mut sum = 0.0;
            let running = series.iter().map(|(at, value)| {
                sum += value;
                (*at, sum)
            });
            running.collect()
        }),
        "REMOVE_EMPTY" => match data {
            Data::Many(many) => {
                Data::Many(many.into_iter().filter(|(_, series)| !series.is_empty()).collect())
            }
            other => other,
        },
        "FIRST" => edge(data, |many| many.into_iter().next()),
        "LAST" => edge(data, |many| many.into_iter().next_back()),
        _ => {
            let fold = folding(name).ok_or_else(|| unknown(name))?;
            folded(data, fold)
        }
    })
}

/// The function of a name that makes one value of many; it never sees none.
fn folding(name: &str) -> Option<fn(&[f64]) -> f64> {
    Some(match name {
        "SUM" => |values| values.iter().sum(),
        "AVG" => mean,
        "MIN" => |values| values.iter().copied().fold(f64::INFINITY, f64::min),
        "MAX" => |values| values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        "DATAPOINT_COUNT" => |values| count(values.len() as u64),
        "STDDEV" => |values| {
            let mean = mean(values);
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            (squares / count(values.len() as u64)).sqrt()
        },
        _ => return None,
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len() as u64)
}

/// One series becomes one number; several become one series, time by time.
fn folded(data: Data, fold: fn(&[f64]) -> f64) -> Data {
    match data {
        Data::Number(number) => Data::Number(fold(&[number])),
        Data::Series(series) => {
            let values: Vec<f64> = series.into_values().collect();
            Data::Number(if values.is_empty() { 0.0 } else { fold(&values) })
        }
        Data::Many(many) => {
            let times: BTreeSet<u64> =
                many.iter().flat_map(|(_, one)| one.keys().copied()).collect();
            let at = |time: &u64| -> Vec<f64> {
                many.iter().filter_map(|(_, one)| one.get(time).copied()).collect()
            };
            Data::Series(times.iter().map(|time| (*time, fold(&at(time)))).collect())
        }
    }
}

fn over(data: Data, work: impl Fn(&Series) -> Series) -> Data {
    match data {
        Data::Number(number) => Data::Number(number),
        Data::Series(series) => Data::Series(work(&series)),
        Data::Many(many) => {
            Data::Many(many.into_iter().map(|(id, one)| (id, work(&one))).collect())
        }
    }
}

/// From each point to the next.
fn steps(series: &Series, work: impl Fn((u64, f64), (u64, f64)) -> f64) -> Series {
    let points: Vec<(u64, f64)> = series.iter().map(|(at, value)| (*at, *value)).collect();
    let pairs = points.iter().zip(points.iter().skip(1));
    pairs.map(|(from, to)| (to.0, work(*from, *to))).collect()
}

fn edge(data: Data, pick: impl Fn(Vec<(String, Series)>) -> Option<(String, Series)>) -> Data {
    match data {
        Data::Many(many) => Data::Series(pick(many).map(|(_, series)| series).unwrap_or_default()),
        other => other,
    }
}

/// The value for a time at which a series has none.
type Filling = Box<dyn Fn(&Series, u64) -> Option<f64>>;

/// Puts values where there are none.
fn fill(data: Data, filling: &Expression, among: &Surroundings<'_>) -> Result<Data, String> {
    let filled: Filling = match filling {
        Expression::Name(word) if word == "REPEAT" => {
            Box::new(|series, at| series.range(..at).next_back().map(|(_, value)| *value))
        }
        Expression::Name(word) if word == "LINEAR" => Box::new(between),
        other => match evaluate(other, among)? {
            Data::Number(number) => Box::new(move |_, _| Some(number)),
            Data::Series(values) => Box::new(move |_, at| values.get(&at).copied()),
            Data::Many(_) => return Err("FILL takes one value or one time series".to_owned()),
        },
    };
    Ok(over(data, |series| {
        let points = among.times().filter_map(|at| {
            let value = series.get(&at).copied().or_else(|| filled(series, at))?;
            Some((at, value))
        });
        points.collect()
    }))
}

/// The value on the line between the neighbours.
fn between(series: &Series, at: u64) -> Option<f64> {
    let (before, low) = series.range(..at).next_back()?;
    let (after, high) = series.range(at..).next()?;
    Some(low + (high - low) * count(at - before) / count(after - before))
}

/// `IF`: where there is no second choice, there is no point.
fn choose(
    condition: &Expression,
    yes: &Expression,
    no: Option<&Expression>,
    among: &Surroundings<'_>,
) -> Result<Data, String> {
    let yes = evaluate(yes, among)?;
    let no = no.map(|no| evaluate(no, among)).transpose()?;
    let at = |data: &Data, time: u64| match data {
        Data::Number(number) => Some(*number),
        Data::Series(series) => series.get(&time).copied(),
        Data::Many(_) => None,
    };
    match evaluate(condition, among)? {
        Data::Number(holds) => {
            let empty = || Data::Series(Series::new());
            Ok(if holds == 0.0 { no.unwrap_or_else(empty) } else { yes })
        }
        Data::Series(series) => {
            let points = series.iter().filter_map(|(time, holds)| {
                let chosen = if *holds == 0.0 { no.as_ref()? } else { &yes };
                Some((*time, at(chosen, *time)?))
            });
            Ok(Data::Series(points.collect()))
        }
        Data::Many(_) => Err("IF takes one condition".to_owned()),
    }
}

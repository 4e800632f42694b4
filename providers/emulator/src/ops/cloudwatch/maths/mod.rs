//! Metric maths: expressions over series, as `GetMetricData` and alarms take them.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>. Not in here: `SEARCH`,
//! anomaly detection, Metrics Insights, and the other ways of making metrics out of nothing.

mod functions;
mod parse;

use std::collections::BTreeMap;

pub(super) use parse::Expression;
use parse::Operator;

/// Values by the second at which their period begins.
pub(super) type Series = BTreeMap<u64, f64>;

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data {
    Number(f64),
    Series(Series),
    /// Several series, by the ids they came from.
    Many(Vec<(String, Series)>),
}

/// What expressions are evaluated among.
#[derive(Debug)]
pub(super) struct Surroundings<'a> {
    /// The data of other ids.
    pub(super) known: &'a BTreeMap<String, Data>,
    /// The ids of metrics, for `METRICS()`.
    pub(super) metrics: &'a [String],
    /// Seconds between points.
    pub(super) period: u64,
    /// From the first to before the second of these, in seconds.
    pub(super) window: (u64, u64),
}

impl Surroundings<'_> {
    /// Every time at which a point may stand.
    pub(super) fn times(&self) -> impl Iterator<Item = u64> {
        let (start, end) = self.window;
        let step = usize::try_from(self.period.max(1)).unwrap_or(usize::MAX);
        (start..end).step_by(step)
    }
}

/// Evaluates an expression; the error is for people.
pub(super) fn evaluate(expression: &Expression, among: &Surroundings<'_>) -> Result<Data, String> {
    match expression {
        Expression::Number(number) => Ok(Data::Number(*number)),
        Expression::Text(text) => Err(format!("\"{text}\" stands where a value belongs")),
        Expression::Name(id) => {
            among.known.get(id).cloned().ok_or_else(|| format!("Undefined id: {id}"))
        }
        Expression::List(items) => {
            let mut many = Vec::new();
            for item in items {
                many.extend(named(item, evaluate(item, among)?)?);
            }
            Ok(Data::Many(many))
        }
        Expression::Negative(inner) => {
            let inner = evaluate(inner, among)?;
            Ok(each(inner, |value| Some(-value)))
        }
        Expression::Pair(left, operator, right) => {
            pair(evaluate(left, among)?, *operator, evaluate(right, among)?)
        }
        Expression::Call(name, arguments) => functions::call(name, arguments, among),
    }
}

fn named(item: &Expression, data: Data) -> Result<Vec<(String, Series)>, String> {
    match data {
        Data::Series(series) => {
            let id = if let Expression::Name(id) = item { id.clone() } else { String::new() };
            Ok(vec![(id, series)])
        }
        Data::Many(many) => Ok(many),
        Data::Number(_) => Err("a list holds time series only".to_owned()),
    }
}

/// Applies something to every value; where there is no result, there is no point.
pub(super) fn each(data: Data, work: impl Fn(f64) -> Option<f64>) -> Data {
    let series = |series: Series| {
        series.into_iter().filter_map(|(at, value)| Some((at, sound(work(value)?)?))).collect()
    };
    match data {
        Data::Number(number) => Data::Number(work(number).and_then(sound).unwrap_or(0.0)),
        Data::Series(one) => Data::Series(series(one)),
        Data::Many(many) => {
            Data::Many(many.into_iter().map(|(id, one)| (id, series(one))).collect())
        }
    }
}

fn sound(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Joins two data: point by point where both have one.
fn pair(left: Data, operator: Operator, right: Data) -> Result<Data, String> {
    let apply = |one: f64, other: f64| sound(operator.of(one, other));
    Ok(match (left, right) {
        (Data::Number(one), Data::Number(other)) => Data::Number(apply(one, other).unwrap_or(0.0)),
        (Data::Number(one), other) => each(other, |value| apply(one, value)),
        (one, Data::Number(other)) => each(one, |value| apply(value, other)),
        (Data::Series(one), Data::Series(other)) => Data::Series(join(&one, &other, apply)),
        (Data::Series(one), Data::Many(many)) => Data::Many(
            many.into_iter().map(|(id, other)| (id, join(&one, &other, apply))).collect(),
        ),
        (Data::Many(many), Data::Series(other)) => {
            Data::Many(many.into_iter().map(|(id, one)| (id, join(&one, &other, apply))).collect())
        }
        (Data::Many(_), Data::Many(_)) => {
            return Err("Two arrays of time series cannot be combined".to_owned());
        }
    })
}

fn join(one: &Series, other: &Series, apply: impl Fn(f64, f64) -> Option<f64>) -> Series {
    let points = one.iter().filter_map(|(at, value)| {
        let value = apply(*value, *other.get(at)?)?;
        Some((*at, value))
    });
    points.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Data, Expression, Series, Surroundings, evaluate};

    fn series(points: &[(u64, f64)]) -> Data {
        Data::Series(points.iter().copied().collect())
    }

    fn check(text: &str) -> Result<Data, String> {
        let known = BTreeMap::from([
            ("errors".to_owned(), series(&[(0, 1.0), (60, 0.0), (120, 4.0)])),
            ("calls".to_owned(), series(&[(0, 10.0), (60, 0.0), (120, 8.0), (180, 2.0)])),
        ]);
        let metrics = ["errors".to_owned(), "calls".to_owned()];
        let among = Surroundings { known: &known, metrics: &metrics, period: 60, window: (0, 240) };
        evaluate(&Expression::parse(text)?, &among)
    }

    #[test]
    fn series_are_joined_where_both_have_points() {
        for (text, expected) in [
            ("100 * errors / calls", series(&[(0, 10.0), (120, 50.0)])),
            ("calls - errors", series(&[(0, 9.0), (60, 0.0), (120, 4.0)])),
            ("FILL(errors, 0) + calls", series(&[(0, 11.0), (60, 0.0), (120, 12.0), (180, 2.0)])),
            ("-errors ^ 2", series(&[(0, -1.0), (60, -0.0), (120, -16.0)])),
            ("calls > 5", series(&[(0, 1.0), (60, 0.0), (120, 1.0), (180, 0.0)])),
            ("IF(calls > 5, errors, 0)", series(&[(0, 1.0), (60, 0.0), (120, 4.0), (180, 0.0)])),
            ("IF(calls > 0, errors / calls)", series(&[(0, 0.1), (120, 0.5)])),
            ("calls > 5 AND errors > 1", series(&[(0, 0.0), (60, 0.0), (120, 1.0)])),
            ("SUM(METRICS())", series(&[(0, 11.0), (60, 0.0), (120, 12.0), (180, 2.0)])),
            ("MAX([errors, calls])", series(&[(0, 10.0), (60, 0.0), (120, 8.0), (180, 2.0)])),
            ("SUM(METRICS(\"err\"))", series(&[(0, 1.0), (60, 0.0), (120, 4.0)])),
            ("RUNNING_SUM(errors)", series(&[(0, 1.0), (60, 1.0), (120, 5.0)])),
            ("DIFF(errors)", series(&[(60, -1.0), (120, 4.0)])),
            ("RATE(calls)", series(&[(60, -10.0 / 60.0), (120, 8.0 / 60.0), (180, -0.1)])),
            ("FILL(errors, REPEAT)", series(&[(0, 1.0), (60, 0.0), (120, 4.0), (180, 4.0)])),
            ("errors / PERIOD(errors)", series(&[(0, 1.0 / 60.0), (60, 0.0), (120, 4.0 / 60.0)])),
            ("AVG(errors)", Data::Number(5.0 / 3.0)),
            ("MIN(calls) + 1", Data::Number(1.0)),
            ("(1 + 2) * 3", Data::Number(9.0)),
            (
                "calls - calls",
                Data::Series([0, 60, 120, 180].map(|at| (at, 0.0)).into_iter().collect::<Series>()),
            ),
        ] {
            assert_eq!(check(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_told() {
        for text in [
            "",
            "1 +",
            "unknown",
            "errors errors",
            "FOO(errors)",
            "SEARCH('x')",
            "FILL(errors)",
            "(errors",
            "[1]",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}

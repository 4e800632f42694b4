//! What a metric alarm's state should be, by the data there is.
//!
//! Its periods slide: the last one ends now, at a whole step of the clock, as AWS's do.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html>

mod reason;
mod verdict;

use std::collections::BTreeMap;

use serde_json::Value;

use super::state::New;
use super::{Alarm, due};
use crate::ops::Input;
use crate::ops::cloudwatch::maths::{Data, Series};
use crate::ops::cloudwatch::model::Metric;
use crate::ops::cloudwatch::queries::{self, Query, What};
use crate::ops::cloudwatch::statistic::Statistic;
use crate::world::World;
use reason::Ground;
use verdict::{Treatment, verdict};

/// How many periods an alarm looks back beyond those it evaluates, as in the documentation's examples.
const FARTHER: u64 = 2;

/// When an alarm goes off.
#[derive(Debug, Clone)]
struct Terms {
    comparison: String,
    threshold: f64,
    periods: usize,
    /// How many of the points must breach.
    needed: usize,
    /// Whether that was told.
    is_given: bool,
    missing: Treatment,
    /// Whether percentiles of too few samples change nothing.
    wants_samples: bool,
}

/// A point that is there.
#[derive(Debug, Clone, Copy)]
struct Point {
    at: u64,
    value: f64,
    /// How many samples it is made of, unless it is an expression's.
    samples: Option<f64>,
}

/// The state that a metric alarm should be in; `None` where it stays as it is.
pub(super) fn state_now(world: &World, alarm: &Alarm) -> Option<New> {
    let terms = Terms::of(alarm)?;
    let (queries, period) = watched(alarm)?;
    let end = due::whole_step(world, world.now_ms(), period) / 1000;
    let periods = u64::try_from(terms.periods).ok()? + FARTHER;
    let start = end.saturating_sub(periods * period);
    let points = points(world, &queries, (start, end))?;
    let slots: Vec<Option<Point>> =
        (0..periods).map(|n| points.get(&(start + n * period)).copied()).collect();
    if terms.wants_samples && points.values().any(|point| too_few(alarm, point)) {
        return None;
    }
    let breaches: Vec<Option<bool>> =
        slots.iter().map(|slot| slot.map(|point| terms.breaches(point.value))).collect();
    let value = verdict(&breaches, (terms.needed, terms.periods), terms.missing)?;
    if value == alarm.state.value {
        return None;
    }
    let real: Vec<Point> = slots.into_iter().flatten().collect();
    let evaluated = real.get(real.len().saturating_sub(terms.periods)..).unwrap_or_default();
    let now_ms = world.now_ms();
    let ground = Ground { alarm, terms: &terms, points: evaluated, value, now_ms, period };
    Some(New { value, reason: ground.text(), data: Some(ground.data().to_string()) })
}

/// The queries of an alarm, of which one is returned, and that one's period.
pub(super) fn watched(alarm: &Alarm) -> Option<(Vec<Query>, u64)> {
    let input = Input::new(Value::Object(alarm.settings.clone()), "ValidationError");
    if input.has("Metrics") {
        let queries = queries::read(&input, "Metrics").ok()?;
        let period = queries.iter().find(|query| query.is_returned)?.period(&queries);
        return Some((queries, period));
    }
    let metric = Metric::read(input.text("Namespace")?, &input).ok()?;
    let statistic = input.text("Statistic").or_else(|| input.text("ExtendedStatistic"))?;
    let statistic = Statistic::parse(statistic)?;
    let period = u64::try_from(input.integer("Period").ok()??).ok()?;
    let one = |id: &str, statistic: Statistic, is_returned: bool| Query {
        id: id.to_owned(),
        what: What::Stat { metric: metric.clone(), statistic, period },
        label: None,
        is_returned,
    };
    let queries =
        vec![one("value", statistic, true), one("samples", Statistic::SampleCount, false)];
    Some((queries, period))
}

/// The points of what is watched, by the second at which their period begins.
fn points(world: &World, queries: &[Query], window: (u64, u64)) -> Option<BTreeMap<u64, Point>> {
    // Periods end where the window does.
    let begins = |period: u64| window.1 - (window.1 - window.0).div_ceil(period) * period;
    let data = queries::data(world, queries, window, &begins).ok()?;
    let of = |id: &str| match data.get(id) {
        Some(Data::Series(series)) => Some(series),
        _ => None,
    };
    let samples: Option<&Series> = of("samples").filter(|_| queries.len() == 2);
    let returned = queries.iter().find(|query| query.is_returned)?;
    let points = of(&returned.id)?.iter().map(|(at, value)| {
        let samples = samples.and_then(|samples| samples.get(at)).copied();
        (*at, Point { at: *at, value: *value, samples })
    });
    Some(points.collect())
}

/// Whether a percentile of so few samples means nothing.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#percentiles-with-low-samples>
fn too_few(alarm: &Alarm, point: &Point) -> bool {
    let share = alarm.setting("ExtendedStatistic").and_then(|word| word.strip_prefix('p'));
    let share = share.and_then(|share| share.parse::<f64>().ok()).map(|share| share / 100.0);
    let (Some(share), Some(samples)) = (share, point.samples) else { return false };
    samples < 10.0 / if share >= 0.5 { 1.0 - share } else { share }
}

impl Terms {
    fn of(alarm: &Alarm) -> Option<Terms> {
        let number = |member: &str| alarm.settings.get(member).and_then(Value::as_u64);
        let periods = usize::try_from(number("EvaluationPeriods")?).ok()?;
        let needed = number("DatapointsToAlarm").and_then(|needed| usize::try_from(needed).ok());
        Some(Terms {
            comparison: alarm.setting("ComparisonOperator")?.to_owned(),
            threshold: alarm.settings.get("Threshold").and_then(Value::as_f64)?,
            periods,
            needed: needed.unwrap_or(periods),
            is_given: needed.is_some(),
            missing: Treatment::read(treatment(alarm)),
            wants_samples: alarm.setting("EvaluateLowSampleCountPercentile") == Some("ignore"),
        })
    }

    fn breaches(&self, value: f64) -> bool {
        match self.comparison.as_str() {
            "GreaterThanOrEqualToThreshold" => value >= self.threshold,
            "GreaterThanThreshold" => value > self.threshold,
            "LessThanThreshold" => value < self.threshold,
            _ => value <= self.threshold,
        }
    }

    /// The comparison in words.
    fn words(&self) -> &'static str {
        match self.comparison.as_str() {
            "GreaterThanOrEqualToThreshold" => "greater than or equal to",
            "GreaterThanThreshold" => "greater than",
            "LessThanThreshold" => "less than",
            _ => "less than or equal to",
        }
    }
}

/// Alarms on DynamoDB's metrics always ignore missing data, whatever they are told.
fn treatment(alarm: &Alarm) -> Option<&str> {
    if alarm.setting("Namespace") == Some("AWS/DynamoDB") {
        return Some("ignore");
    }
    alarm.setting("TreatMissingData")
}

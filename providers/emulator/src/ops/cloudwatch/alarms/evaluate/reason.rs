//! Why an alarm is in a state, in words and in JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::{Alarm, StateValue, time};
use super::verdict::Treatment;
use super::{Point, Terms};

/// The most points that a reason lists, newest first.
const LISTED: usize = 5;

/// What a state comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) alarm: &'a Alarm,
    pub(super) terms: &'a Terms,
    /// The points that were evaluated, oldest first.
    pub(super) points: &'a [Point],
    pub(super) value: StateValue,
    pub(super) now_ms: u64,
    pub(super) period: u64,
}

impl Ground<'_> {
    /// The reason for people.
    pub(super) fn text(&self) -> String {
        let periods = self.terms.periods;
        if self.value == StateValue::InsufficientData {
            return format!("Insufficient Data: {} unknown.", counted(periods, "datapoint", true));
        }
        let is_alarm = self.value == StateValue::Alarm;
        let of_kind = |point: &&Point| self.terms.breaches(point.value) == is_alarm;
        let points: Vec<&Point> = self.points.iter().rev().filter(of_kind).collect();
        let missing = periods.saturating_sub(self.points.len());
        if points.is_empty() {
            let word = match self.terms.missing {
                Treatment::Breaching => "Breaching",
                Treatment::NotBreaching => "NonBreaching",
                Treatment::Ignore => "Ignore",
                Treatment::Missing => "Missing",
            };
            return format!(
                "Threshold Crossed: no datapoints were received for {} and {} treated as [{word}].",
                counted(missing, "period", false),
                counted(missing, "missing datapoint", true),
            );
        }
        let listed: Vec<String> = points.iter().take(LISTED).map(|point| listed(point)).collect();
        let (count, not) = (points.len(), if is_alarm { "" } else { "not " });
        let (was, of) = if self.terms.is_given {
            let was = if count == 1 { "was" } else { "were" };
            (was, format!("{count} out of the last {periods} datapoints"))
        } else {
            let was = if count == 1 { "was" } else { "were" };
            (was, counted(count, "datapoint", false))
        };
        let words = self.terms.words();
        let text = format!(
            "Threshold Crossed: {of} [{}] {was} {not}{words} the threshold ({:?})",
            listed.join(", "),
            self.terms.threshold
        );
        if !self.terms.is_given {
            return format!("{text}.");
        }
        let (least, way) = if is_alarm {
            (self.terms.needed, "OK -> ALARM")
        } else {
            (periods - self.terms.needed + 1, "ALARM -> OK")
        };
        format!("{text} (minimum {} for {way} transition).", counted(least, "datapoint", false))
    }

    /// The reason in JSON.
    pub(super) fn data(&self) -> Value {
        let recent: Vec<&Point> = self.points.iter().rev().take(LISTED).collect();
        let values: Vec<f64> = recent.iter().rev().map(|point| point.value).collect();
        let mut data = json!({
            "version": "1.0",
            "queryDate": time::of_ms(self.now_ms),
            "period": self.period,
            "recentDatapoints": values,
            "threshold": self.terms.threshold,
        });
        let Value::Object(members) = &mut data else { return data };
        for (member, setting) in
            [("statistic", "Statistic"), ("statistic", "ExtendedStatistic"), ("unit", "Unit")]
        {
            if let Some(text) = self.alarm.setting(setting) {
                members.insert(member.to_owned(), text.into());
            }
        }
        if let Some(first) = self.points.first() {
            members.insert("startDate".to_owned(), time::of_ms(first.at * 1000).into());
        }
        let evaluated: Vec<Value> = recent
            .iter()
            .map(|point| {
                let mut shown = json!({
                    "timestamp": time::of_ms(point.at * 1000), "value": point.value,
                });
                if let (Some(count), Value::Object(members)) = (point.samples, &mut shown) {
                    members.insert("sampleCount".to_owned(), count.into());
                }
                shown
            })
            .collect();
        members.insert("evaluatedDatapoints".to_owned(), evaluated.into());
        data
    }
}

/// `1 datapoint`, `2 datapoints were`.
fn counted(count: usize, word: &str, with_verb: bool) -> String {
    let (ending, verb) = if count == 1 { ("", "was") } else { ("s", "were") };
    if with_verb {
        format!("{count} {word}{ending} {verb}")
    } else {
        format!("{count} {word}{ending}")
    }
}

/// `5.0 (01/01/26 00:00:00)`.
fn listed(point: &Point) -> String {
    let time = i64::try_from(point.at).ok().and_then(|at| Timestamp::from_second(at).ok());
    let time = time.map_or_else(String::new, |time| time.strftime("%d/%m/%y %H:%M:%S").to_string());
    format!("{:?} ({time})", point.value)
}

//! CloudWatch alarms on a metric.
//!
//! Defaults and limits: CloudWatch's API reference, `PutMetricAlarm`.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, Seconds, by, by_clearing, computed, immutable, kind};
use crate::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Statistics that are no percentiles.
pub const STATISTICS: &[&str] = &["Sum", "Average", "Minimum", "Maximum", "SampleCount"];

/// The sides of a threshold: the attribute of `alarm`, and CloudWatch's word.
pub const SIDES: [(&str, &str); 4] = [
    ("above", "GreaterThanThreshold"),
    ("at_least", "GreaterThanOrEqualToThreshold"),
    ("below", "LessThanThreshold"),
    ("at_most", "LessThanOrEqualToThreshold"),
];

kind! {
    /// An alarm on a metric.
    Alarm = "alarm" {
        /// Physical name, 1 to 255 characters.
        name: String = immutable().range(1, 255);
        /// Words about it.
        description: String = by(Operation::PutMetricAlarm).or(Literal::Text("")).range(0, 1_024);
        /// Where the metric is, such as `AWS/Lambda`.
        namespace: String = by(Operation::PutMetricAlarm);
        /// Name of the metric.
        metric: String = by(Operation::PutMetricAlarm);
        /// Which of the metrics of this name.
        dimensions: BTreeMap<String, String> = by(Operation::PutMetricAlarm).or(Literal::NoEntries);
        /// What is made of the values of a period: `Sum`, `Average`, `p99` and the like.
        statistic: String = by(Operation::PutMetricAlarm);
        /// Length of a period.
        period: Seconds = by(Operation::PutMetricAlarm);
        /// Periods that are looked at.
        periods: i64 = by(Operation::PutMetricAlarm).or(Literal::Int(1)).range(1, 86_400);
        /// How many of them must be beyond the threshold; all of them unless said otherwise.
        datapoints: i64 = by(Operation::PutMetricAlarm).or_from(all_periods).range(1, 86_400);
        /// Which side of the threshold alarms, as CloudWatch writes it: `GreaterThanThreshold` and the like.
        comparison: String = by(Operation::PutMetricAlarm);
        /// The threshold.
        threshold: f64 = by(Operation::PutMetricAlarm);
        /// What a period without values counts as: `missing`, `notBreaching`, `breaching` or `ignore`.
        missing: String = by(Operation::PutMetricAlarm).or(Literal::Text("missing"));
        /// Whether anyone is told.
        enabled: bool = by(Operation::PutMetricAlarm).or(Literal::Bool(true));
        /// ARNs of who is told of an alarm.
        on_alarm: BTreeSet<ArnText> = by(Operation::PutMetricAlarm).or(Literal::Texts(&[]));
        /// ARNs of who is told of its end.
        on_ok: BTreeSet<ArnText> = by(Operation::PutMetricAlarm).or(Literal::Texts(&[]));
        /// ARNs of who is told that there are no values.
        on_missing: BTreeSet<ArnText> = by(Operation::PutMetricAlarm).or(Literal::Texts(&[]));
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagAlarm, Operation::UntagAlarm).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::PutMetricAlarm];
    update &[Operation::PutMetricAlarm, Operation::TagAlarm, Operation::UntagAlarm];
    delete &[Operation::DeleteAlarm];
    with { rank: 120 }
}

fn all_periods(attrs: &Attrs) -> Value {
    attrs.get("periods").filter(|periods| !periods.is_null()).cloned().unwrap_or(Value::Int(1))
}

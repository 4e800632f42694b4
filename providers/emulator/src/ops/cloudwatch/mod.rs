//! CloudWatch: the metrics that services emit and callers put, read back by period and statistic, and alarms on them.
//!
//! Seconds are kept as they are and nothing lags: on a laptop a rollout is watched in seconds.

mod alarms;
mod api_metrics;
mod datapoints;
mod get_metric_data;
mod get_metric_statistics;
mod lambda_metrics;
mod list_metrics;
mod maths;
mod model;
mod put_metric_data;
mod queries;
mod statistic;

pub(crate) use api_metrics::{ApiRequest, api_answered};
pub(crate) use datapoints::datapoints;

pub(crate) use lambda_metrics::{Run, age, event, ran, throttled};
pub(crate) use model::Metric;

use super::service::{Taggable, Throttle};
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Every metric seen, by namespace, name and dimensions.
    metrics: model::Metric,
    /// A metric's minutes, by the metric's key and the minute.
    minutes: model::Minute,
    /// Each metric's latest second, by the metric's key.
    latest: model::Values,
    /// Alarms of both kinds by name.
    alarms: alarms::Alarm,
    /// What alarms did, by time and number.
    history: alarms::history::Item,
}

pub(crate) static SERVICE: Service = Service {
    name: "cloudwatch",
    signing: "monitoring",
    target: "GraniteServiceVersion20100801",
    version: "2010-08-01",
    xmlns: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    protocol: Protocol::AwsJson("1.0"),
    namespace: "com.amazonaws.cloudwatch.v2010_08_01",
    query_compatible: true,
    validation: "ValidationError",
    throttle: Throttle { status: 400, code: "Throttling", message: "Rate exceeded", extra: &[] },
    operations: &[
        Operation::read("GetMetricData", get_metric_data::run)
            .partly("no SEARCH, no anomaly detection, no lag"),
        Operation::read("GetMetricStatistics", get_metric_statistics::run)
            .partly("units are neither kept nor filtered by"),
        Operation::write("PutMetricData", put_metric_data::run),
        Operation::read("ListMetrics", list_metrics::run),
        Operation::write("PutMetricAlarm", alarms::put_metric::run).partly(
            "topics and functions are acted on, other actions are only remembered; units are not told apart; no \
             anomaly detection, no Metrics Insights or PromQL, no wall-clock windows or warm-up",
        ),
        Operation::write("PutCompositeAlarm", alarms::put_composite::run)
            .partly("no suppressor of actions"),
        Operation::read("DescribeAlarms", alarms::describe::run),
        Operation::read("DescribeAlarmsForMetric", alarms::for_metric::run),
        Operation::write("DeleteAlarms", alarms::delete::run),
        Operation::write("EnableAlarmActions", alarms::switch::on),
        Operation::write("DisableAlarmActions", alarms::switch::off),
        Operation::write("SetAlarmState", alarms::set_state::run),
        Operation::read("DescribeAlarmHistory", alarms::history::run),
        Operation::write("TagResource", alarms::tags::tag),
        Operation::write("UntagResource", alarms::tags::untag),
        Operation::read("ListTagsForResource", alarms::tags::list),
    ],
    missing: &["PutDashboard", "PutAnomalyDetector", "PutInsightRule", "PutMetricStream"],
    timestamps: &[
        "Timestamps",
        "Timestamp",
        "AlarmConfigurationUpdatedTimestamp",
        "StateUpdatedTimestamp",
        "StateTransitionedTimestamp",
    ],
    happen: Some(alarms::due::happen),
    taggable: Some(Taggable { list: alarms::tags::taggable, edit: alarms::tags::edit }),
    ..Service::EMPTY
};

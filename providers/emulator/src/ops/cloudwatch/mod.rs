//! CloudWatch metrics: what functions emit and callers put, read back by period and statistic.
//!
//! Seconds are kept as they are and nothing lags: on a laptop a rollout is watched in seconds.

mod api_metrics;
mod get_metric_data;
mod lambda_metrics;
mod list_metrics;
mod model;
mod put_metric_data;
mod statistic;

pub(crate) use api_metrics::api_answered;
pub(crate) use lambda_metrics::{Run, ran, throttled};

use super::service::Throttle;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Every metric seen, by namespace, name and dimensions.
    metrics: model::Metric,
    /// A metric's minutes, by the metric's key and the minute.
    minutes: model::Minute,
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
        Operation::read("GetMetricData", get_metric_data::run).partly("no metric maths, no lag"),
        Operation::write("PutMetricData", put_metric_data::run),
        Operation::read("ListMetrics", list_metrics::run),
    ],
    missing: &["PutMetricAlarm", "DescribeAlarms", "GetMetricStatistics", "PutDashboard"],
    timestamps: &["Timestamps"],
    ..Service::EMPTY
};

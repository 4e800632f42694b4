//! CloudWatch Logs: groups, streams, events, and searching them.

mod events;
mod filter;
mod groups;
mod model;
mod pattern;
mod streams;
mod subscriptions;
mod tags;

pub(crate) use events::record;

use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Log groups by name.
    groups: model::Group,
    /// Streams by `group|stream`.
    streams: model::Stream,
    /// Subscription filters by `group|name`.
    subscriptions: subscriptions::Subscription,
    /// Events in chunks, by `group|stream|number`.
    chunks: model::Chunk,
}

pub(crate) static SERVICE: Service = Service {
    name: "logs",
    signing: "logs",
    target: "Logs_20140328",
    protocol: Protocol::AwsJson("1.1"),
    validation: "InvalidParameterException",
    operations: OPERATIONS,
    missing: &["PutMetricFilter", "StartQuery", "CreateExportTask"],
    taggable: Some(tags::TAGGABLE),
    ..Service::EMPTY
};

static OPERATIONS: &[Operation] = &[
    Operation::write("CreateLogGroup", groups::create),
    Operation::write("DeleteLogGroup", groups::delete),
    Operation::read("DescribeLogGroups", groups::describe),
    Operation::read("ListLogGroups", groups::list),
    Operation::write("PutRetentionPolicy", groups::put_retention),
    Operation::write("DeleteRetentionPolicy", groups::delete_retention),
    Operation::write("TagResource", tags::tag_resource),
    Operation::write("UntagResource", tags::untag_resource),
    Operation::read("ListTagsForResource", tags::list_tags_for_resource),
    Operation::write("TagLogGroup", tags::tag_log_group),
    Operation::write("UntagLogGroup", tags::untag_log_group),
    Operation::read("ListTagsLogGroup", tags::list_tags_log_group),
    Operation::write("PutSubscriptionFilter", subscriptions::put)
        .partly("to functions and streams; what is not taken is not tried again"),
    Operation::read("DescribeSubscriptionFilters", subscriptions::describe),
    Operation::write("DeleteSubscriptionFilter", subscriptions::delete),
    Operation::write("CreateLogStream", streams::create),
    Operation::write("DeleteLogStream", streams::delete),
    Operation::read("DescribeLogStreams", streams::describe),
    Operation::write("PutLogEvents", events::put),
    Operation::read("GetLogEvents", events::get).partly("a stream keeps its last 4,000 events"),
    Operation::read("FilterLogEvents", filter::run)
        .partly("text and JSON patterns; no space-delimited ones"),
];

//! Kinesis: streams, their shards, records.
//!
//! * `model`, `life`: streams, and their states: `CREATING`, `UPDATING` and `DELETING` take `Delays::stream_ms`.
//! * `shards`: which shard a key belongs to, and resharding: closed shards keep their records, their children go on.
//! * `records`: the core that operations and other services put records through.
//! * `reading`: what an event source mapping needs, told in `ops::shards`.
//!
//! A shard keeps at most [`records::KEPT`] records and [`records::KEPT_BYTES`] bytes, so that a busy stream does not
//! fill the machine.

mod consumers;
mod control;
mod describe;
mod faults;
mod iterator;
mod life;
mod list_shards;
mod model;
mod named;
mod put;
pub(crate) mod reading;
mod records;
mod reshard;
mod settings;
mod shards;
mod tagging;

use super::service::{Taggable, Throttle};
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Streams by name.
    streams: model::Stream,
    /// How far shards are filled, by stream and shard.
    cursors: model::Cursor,
    /// Records by stream, shard and position.
    records: model::Record,
    /// Consumers by stream and name.
    consumers: model::Consumer,
}

pub(crate) static SERVICE: Service = Service {
    name: "kinesis",
    signing: "kinesis",
    target: "Kinesis_20131202",
    protocol: Protocol::AwsJson("1.1"),
    throttle: Throttle {
        status: 400,
        code: "LimitExceededException",
        message: "Rate exceeded for account.",
        extra: &[],
    },
    operations: &[
        Operation::write("CreateStream", control::create)
            .partly("no warm throughput, record size or distribution strategy"),
        Operation::write("DeleteStream", control::delete),
        Operation::read("DescribeStream", describe::run),
        Operation::read("DescribeStreamSummary", describe::summary),
        Operation::read("ListStreams", describe::list),
        Operation::read("DescribeLimits", describe::limits),
        Operation::read("ListShards", list_shards::run),
        Operation::write("UpdateShardCount", reshard::update_count)
            .partly("the shards are made anew at once, not split and merged step by step"),
        Operation::write("SplitShard", reshard::split),
        Operation::write("MergeShards", reshard::merge),
        Operation::write("IncreaseStreamRetentionPeriod", settings::increase_retention),
        Operation::write("DecreaseStreamRetentionPeriod", settings::decrease_retention),
        Operation::write("UpdateStreamMode", settings::update_mode),
        Operation::write("StartStreamEncryption", settings::start_encryption)
            .partly("keys are not asked for"),
        Operation::write("StopStreamEncryption", settings::stop_encryption),
        Operation::write("PutRecord", put::one),
        Operation::write("PutRecords", put::many),
        Operation::read("GetShardIterator", iterator::get),
        Operation::read("GetRecords", iterator::records)
            .partly("a shard keeps at most 10,000 records and 64 MiB"),
        Operation::write("AddTagsToStream", tagging::add),
        Operation::write("RemoveTagsFromStream", tagging::remove),
        Operation::read("ListTagsForStream", tagging::list),
        Operation::write("TagResource", tagging::tag_resource),
        Operation::write("UntagResource", tagging::untag_resource),
        Operation::read("ListTagsForResource", tagging::list_resource),
        Operation::write("RegisterStreamConsumer", consumers::register),
        Operation::write("DeregisterStreamConsumer", consumers::deregister),
        Operation::read("DescribeStreamConsumer", consumers::describe),
        Operation::read("ListStreamConsumers", consumers::list),
    ],
    missing: &[
        "DeleteResourcePolicy",
        "DescribeAccountSettings",
        "DisableEnhancedMonitoring",
        "EnableEnhancedMonitoring",
        "GetResourcePolicy",
        "PutResourcePolicy",
        "SubscribeToShard",
        "UpdateAccountSettings",
        "UpdateMaxRecordSize",
        "UpdateStreamWarmThroughput",
    ],
    happen: Some(life::happen),
    receive: Some(records::receive),
    taggable: Some(Taggable { list: tagging::taggable, edit: tagging::edit }),
    ..Service::EMPTY
};

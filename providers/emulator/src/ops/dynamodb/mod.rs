//! DynamoDB: tables, items, time to live, streams.
//!
//! * `model`, `render`, `life`: tables, how they look, and their states (`CREATING`, `UPDATING`, `DELETING` take
//!   `Delays::table_ms`; an index takes `Delays::index_ms`).
//! * `attribute`, `number`, `key`: values, exact decimals, and rows whose order is the order of the keys.
//! * `expression/`: conditions, key conditions, projections, updates.
//! * `items/`: operations on items; every change goes through `write::replace`, which keeps index entries, expiries and
//!   stream records in step.
//! * `streams/`: DynamoDB Streams, a service of its own on the wire with the same signing name. What an event source
//!   mapping needs of a stream (its shards, a batch of records from a position, each as a function receives it) is in
//!   `ops::shards`.
//!
//! The parameters that expressions replaced (`Expected`, `AttributeUpdates`, `KeyConditions` and so on) are refused.

mod attribute;
mod backups;
mod check;
mod control;
mod create_table;
mod expression;
mod faults;
mod items;
mod key;
mod life;
mod model;
mod number;
mod render;
mod schema;
mod settings;
pub(crate) mod streams;
mod tagging;
mod time_to_live;
mod update_table;
mod write;

use super::service::Taggable;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Tables by name.
    tables: model::Table,
    /// Items by table and key.
    items: attribute::Item,
    /// The rows of items, by table, index and index key.
    entries: String,
    /// The rows of items that expire, by table and time.
    expiries: String,
    /// Streams by table and label.
    streams: streams::Stream,
    /// Stream records by stream and position.
    records: streams::Record,
    /// Transactions carried out lately, by token.
    transactions: items::transact_write::Done,
}

const LEGACY: &str = "the parameters that expressions replaced are refused";

pub(crate) static SERVICE: Service = Service {
    name: "dynamodb",
    signing: "dynamodb",
    target: "DynamoDB_20120810",
    protocol: Protocol::AwsJson("1.0"),
    namespace: "com.amazonaws.dynamodb.v20120810",
    operations: &[
        Operation::write("CreateTable", create_table::run).partly(
            "no global tables, warm throughput, resource policies or global indexes of more than two key attributes",
        ),
        Operation::read("DescribeTable", control::describe),
        Operation::read("ListTables", control::list),
        Operation::write("UpdateTable", update_table::run)
            .partly("no global tables or warm throughput; kinds of change cannot be combined"),
        Operation::write("DeleteTable", control::delete),
        Operation::read("DescribeLimits", control::limits),
        Operation::write("UpdateTimeToLive", time_to_live::update),
        Operation::read("DescribeTimeToLive", time_to_live::describe),
        Operation::write("UpdateContinuousBackups", backups::update)
            .partly("the switch and its period; nothing can be restored"),
        Operation::read("DescribeContinuousBackups", backups::describe),
        Operation::write("TagResource", tagging::tag),
        Operation::write("UntagResource", tagging::untag),
        Operation::read("ListTagsOfResource", tagging::list),
        Operation::write("PutItem", items::single::put).partly(LEGACY),
        Operation::read("GetItem", items::get::run).partly(LEGACY),
        Operation::write("UpdateItem", items::single::update).partly(LEGACY),
        Operation::write("DeleteItem", items::single::delete).partly(LEGACY),
        Operation::read("Query", items::query::run).partly(LEGACY),
        Operation::read("Scan", items::scan::run).partly(LEGACY),
        Operation::read("BatchGetItem", items::batch_get::run).partly(LEGACY),
        Operation::write("BatchWriteItem", items::batch_write::run),
        Operation::write("TransactWriteItems", items::transact_write::run),
        Operation::read("TransactGetItems", items::transact_get::run),
    ],
    missing: &[
        "BatchExecuteStatement",
        "CreateBackup",
        "CreateGlobalTable",
        "DeleteBackup",
        "DeleteResourcePolicy",
        "DescribeBackup",
        "DescribeContributorInsights",
        "DescribeEndpoints",
        "DescribeExport",
        "DescribeGlobalTable",
        "DescribeImport",
        "DescribeKinesisStreamingDestination",
        "DisableKinesisStreamingDestination",
        "EnableKinesisStreamingDestination",
        "ExecuteStatement",
        "ExecuteTransaction",
        "ExportTableToPointInTime",
        "GetResourcePolicy",
        "ImportTable",
        "ListBackups",
        "ListExports",
        "ListImports",
        "PutResourcePolicy",
        "RestoreTableFromBackup",
        "RestoreTableToPointInTime",
        "UpdateContributorInsights",
    ],
    happen: Some(life::happen),
    taggable: Some(Taggable { list: tagging::taggable, edit: tagging::edit }),
    ..Service::EMPTY
};

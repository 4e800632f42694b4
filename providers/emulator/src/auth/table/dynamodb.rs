//! DynamoDB and its streams. Tables are named, or given by ARN.

use serde_json::Value;

use super::super::need::{On, Row, filled, need, row, texts};
use crate::ops::Input;
use crate::world::World;

const TABLE: On = On::Found(table);
const TABLE_OR_INDEX: On = On::Found(table_or_index);
const RESOURCE: On = On::Each("ResourceArn");
const STREAM: On = On::Each("StreamArn");

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateTable",
        &[need("dynamodb:CreateTable", TABLE), need("dynamodb:TagResource", TABLE).given("Tags")],
    ),
    row("DeleteTable", &[need("dynamodb:DeleteTable", TABLE)]),
    row("DescribeTable", &[need("dynamodb:DescribeTable", TABLE)]),
    row("UpdateTable", &[need("dynamodb:UpdateTable", TABLE)]),
    row("ListTables", &[need("dynamodb:ListTables", On::Nothing)]),
    row("DescribeTimeToLive", &[need("dynamodb:DescribeTimeToLive", TABLE)]),
    row("UpdateTimeToLive", &[need("dynamodb:UpdateTimeToLive", TABLE)]),
    row("DescribeContinuousBackups", &[need("dynamodb:DescribeContinuousBackups", TABLE)]),
    row("UpdateContinuousBackups", &[need("dynamodb:UpdateContinuousBackups", TABLE)]),
    row("TagResource", &[need("dynamodb:TagResource", RESOURCE)]),
    row("UntagResource", &[need("dynamodb:UntagResource", RESOURCE)]),
    row("ListTagsOfResource", &[need("dynamodb:ListTagsOfResource", RESOURCE)]),
    row("GetItem", &[need("dynamodb:GetItem", TABLE)]),
    row("PutItem", &[need("dynamodb:PutItem", TABLE)]),
    row("UpdateItem", &[need("dynamodb:UpdateItem", TABLE)]),
    row("DeleteItem", &[need("dynamodb:DeleteItem", TABLE)]),
    row("Query", &[need("dynamodb:Query", TABLE_OR_INDEX)]),
    row("Scan", &[need("dynamodb:Scan", TABLE_OR_INDEX)]),
    row("BatchGetItem", &[need("dynamodb:BatchGetItem", On::Found(batch))]),
    row("BatchWriteItem", &[need("dynamodb:BatchWriteItem", On::Found(batch))]),
    row(
        "TransactGetItems",
        &[need("dynamodb:GetItem", On::Found(|world, input| of_transaction(world, input, "Get")))],
    ),
    row(
        "TransactWriteItems",
        &[
            need("dynamodb:PutItem", On::Found(|world, input| of_transaction(world, input, "Put"))),
            need(
                "dynamodb:UpdateItem",
                On::Found(|world, input| of_transaction(world, input, "Update")),
            ),
            need(
                "dynamodb:DeleteItem",
                On::Found(|world, input| of_transaction(world, input, "Delete")),
            ),
            need(
                "dynamodb:ConditionCheckItem",
                On::Found(|world, input| of_transaction(world, input, "ConditionCheck")),
            ),
        ],
    ),
    row("PutResourcePolicy", &[need("dynamodb:PutResourcePolicy", RESOURCE)]),
    row("GetResourcePolicy", &[need("dynamodb:GetResourcePolicy", RESOURCE)]),
    row("DeleteResourcePolicy", &[need("dynamodb:DeleteResourcePolicy", RESOURCE)]),
    row("DescribeLimits", &[need("dynamodb:DescribeLimits", On::Nothing)]),
    row("DescribeEndpoints", &[need("dynamodb:DescribeEndpoints", On::Nothing)]),
];

pub(super) const STREAMS: &[Row] = &[
    row("ListStreams", &[need("dynamodb:ListStreams", On::Nothing)]),
    row("DescribeStream", &[need("dynamodb:DescribeStream", STREAM)]),
    row("GetShardIterator", &[need("dynamodb:GetShardIterator", STREAM)]),
    row(
        "GetRecords",
        &[need("dynamodb:GetRecords", On::Arn("arn:aws:dynamodb:{region}:{account}:table/*"))],
    ),
];

fn table(world: &World, input: &Input) -> Vec<String> {
    vec![arn(world, input, &texts(input, "TableName").into_iter().next().unwrap_or_default())]
}

/// The table's ARN, or its index's where the request names one.
fn table_or_index(world: &World, input: &Input) -> Vec<String> {
    let index = texts(input, "IndexName").into_iter().next();
    let table = table(world, input).into_iter();
    match index {
        Some(index) => table.map(|arn| format!("{arn}/index/{index}")).collect(),
        None => table.collect(),
    }
}

/// The tables that are the keys of a batch.
fn batch(world: &World, input: &Input) -> Vec<String> {
    let tables = input.get("RequestItems").and_then(Value::as_object);
    tables.into_iter().flatten().map(|(name, _)| arn(world, input, name)).collect()
}

/// The tables that one kind of a transaction's items is about.
fn of_transaction(world: &World, input: &Input, kind: &str) -> Vec<String> {
    let items = input.list("TransactItems").iter();
    let names = items.filter_map(|item| item.get(kind)?.get("TableName")?.as_str());
    names.map(|name| arn(world, input, name)).collect()
}

fn arn(world: &World, input: &Input, name: &str) -> String {
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    format!("{}{name}", filled("arn:aws:dynamodb:{region}:{account}:table/", world, input))
}

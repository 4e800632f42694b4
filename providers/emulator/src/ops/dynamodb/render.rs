//! Tables as `DescribeTable` shows them.

use serde_json::{Map, Value, json};

use super::model::{
    Billing, Capacity, Ceiling, Definition, Index, Key, Projection, Status, Table, arn, stream_arn,
};
use super::{attribute, key};
use crate::world::World;

/// The description of a table that exists.
pub(super) fn table(world: &World, name: &str) -> Value {
    let Some(table) = world.dynamodb.tables.get(name) else { return json!({}) };
    let (count, bytes) = weight(world, table);
    let mut shown = json!({
        "TableName": table.name,
        "TableArn": arn(world, name),
        "TableId": table.id,
        "TableStatus": table.status.word(),
        "CreationDateTime": seconds(table.created_ms),
        "AttributeDefinitions": table.definitions.iter().map(definition).collect::<Vec<_>>(),
        "KeySchema": key_schema(&table.key),
        "ItemCount": count,
        "TableSizeBytes": bytes,
        "ProvisionedThroughput": capacity(&table.capacity),
        "DeletionProtectionEnabled": table.protected,
    });
    if let Some(members) = shown.as_object_mut() {
        indexes(world, table, members);
        billing(table, members);
        stream(world, table, members);
        extras(table, members);
    }
    shown
}

fn indexes(world: &World, table: &Table, members: &mut Map<String, Value>) {
    if !table.locals.is_empty() {
        let shown = table.locals.iter().map(|index| Value::Object(local(world, table, index)));
        members.insert("LocalSecondaryIndexes".to_owned(), shown.collect());
    }
    // A table that goes away has none left to see.
    if !table.globals.is_empty() && table.status != Status::Deleting {
        let shown = table.globals.iter().map(|index| global(world, table, index));
        members.insert("GlobalSecondaryIndexes".to_owned(), shown.collect());
    }
}

fn local(world: &World, table: &Table, index: &Index) -> Map<String, Value> {
    let (count, bytes) = index_weight(world, table, index);
    let shown = json!({
        "IndexName": index.name,
        "KeySchema": key_schema(&index.key),
        "Projection": projection(&index.projection),
        "IndexArn": format!("{}/index/{}", arn(world, &table.name), index.name),
        "IndexSizeBytes": bytes,
        "ItemCount": count,
    });
    shown.as_object().cloned().unwrap_or_default()
}

fn global(world: &World, table: &Table, index: &Index) -> Value {
    let mut shown = local(world, table, index);
    shown.insert("IndexStatus".to_owned(), index.status.word().into());
    shown.insert("ProvisionedThroughput".to_owned(), capacity(&index.capacity));
    if index.status == Status::Creating {
        shown.insert("Backfilling".to_owned(), index.backfilling.into());
    }
    if let Some(ceiling) = index.ceiling {
        shown.insert("OnDemandThroughput".to_owned(), on_demand(ceiling));
    }
    Value::Object(shown)
}

/// How many items an index holds, and how much they weigh.
fn index_weight(world: &World, table: &Table, index: &Index) -> (usize, usize) {
    let prefix = key::index_prefix(&table.name, &index.name);
    let items = world.dynamodb.entries.prefixed(&prefix);
    items
        .filter_map(|(_, row)| world.dynamodb.items.get(row))
        .fold((0, 0), |(count, bytes), item| (count + 1, bytes + attribute::size(item)))
}

/// How many items a table holds, and how much they weigh.
fn weight(world: &World, table: &Table) -> (usize, usize) {
    let prefix = key::table_prefix(&table.name);
    world
        .dynamodb
        .items
        .prefixed(&prefix)
        .fold((0, 0), |(count, bytes), (_, item)| (count + 1, bytes + attribute::size(item)))
}

fn definition(definition: &Definition) -> Value {
    json!({"AttributeName": definition.name, "AttributeType": definition.kind.word()})
}

fn key_schema(key: &Key) -> Value {
    key.names()
        .zip(["HASH", "RANGE"])
        .map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind}))
        .collect()
}

fn projection(projection: &Projection) -> Value {
    match projection {
        Projection::All => json!({"ProjectionType": "ALL"}),
        Projection::Keys => json!({"ProjectionType": "KEYS_ONLY"}),
        Projection::Include(names) => {
            json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": names})
        }
    }
}

fn capacity(capacity: &Capacity) -> Value {
    let mut shown = json!({
        "ReadCapacityUnits": capacity.read,
        "WriteCapacityUnits": capacity.write,
        "NumberOfDecreasesToday": capacity.lowered,
    });
    if let Some(members) = shown.as_object_mut() {
        for (member, at) in [
            ("LastIncreaseDateTime", capacity.raised_ms),
            ("LastDecreaseDateTime", capacity.lowered_ms),
        ] {
            if let Some(at) = at {
                members.insert(member.to_owned(), seconds(at).into());
            }
        }
    }
    shown
}

fn billing(table: &Table, members: &mut Map<String, Value>) {
    // A table that was never on demand shows no summary.
    let Some(since) = table.on_demand_ms else { return };
    let word = match table.billing {
        Billing::OnDemand => "PAY_PER_REQUEST",
        Billing::Provisioned => "PROVISIONED",
    };
    let summary = json!({
        "BillingMode": word, "LastUpdateToPayPerRequestDateTime": seconds(since),
    });
    members.insert("BillingModeSummary".to_owned(), summary);
}

fn stream(world: &World, table: &Table, members: &mut Map<String, Value>) {
    if let Some(view) = table.view {
        let shown = json!({"StreamEnabled": true, "StreamViewType": view.word()});
        members.insert("StreamSpecification".to_owned(), shown);
    }
    if let Some(label) = &table.stream {
        members.insert("LatestStreamLabel".to_owned(), label.clone().into());
        let stream = stream_arn(world, &table.name, label);
        members.insert("LatestStreamArn".to_owned(), stream.into());
    }
}

fn extras(table: &Table, members: &mut Map<String, Value>) {
    if let Some(key) = &table.encryption {
        let shown = json!({"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": key});
        members.insert("SSEDescription".to_owned(), shown);
    }
    if let Some((class, changed)) = &table.class {
        let mut shown = json!({"TableClass": class});
        if let (Some(changed), Some(shown)) = (changed, shown.as_object_mut()) {
            shown.insert("LastUpdateDateTime".to_owned(), seconds(*changed).into());
        }
        members.insert("TableClassSummary".to_owned(), shown);
    }
    if let Some(ceiling) = table.ceiling {
        members.insert("OnDemandThroughput".to_owned(), on_demand(ceiling));
    }
}

fn on_demand(ceiling: Ceiling) -> Value {
    json!({
        "MaxReadRequestUnits": ceiling.read.unwrap_or(-1),
        "MaxWriteRequestUnits": ceiling.write.unwrap_or(-1),
    })
}

/// Milliseconds as the JSON protocols show times.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
pub(super) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

//! DynamoDB tables. A table changes in one way at a time, so each way has an operation of its own, and whoever calls waits
//! until the table is active again.
mod change;
mod parts;
mod read;

pub(crate) use change::{
    backups, capacity, class, encryption, indexes, protection, stream, time_to_live,
};

use super::seen;
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::table_arn;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_dynamodb::types::{TableDescription, TableStatus, Tag};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::table::Table;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::Value;
use futures_util::future::join4;
use parts::{built, definitions, global, key_schema, local, mode, units};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.tables().await?.contains(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let (dynamodb, arn) = (&o.reads.dynamodb, table_arn(o.identity, name));
    let (table, life, backups, tags) = join4(
        dynamodb.describe_table().table_name(name).send(),
        dynamodb.describe_time_to_live().table_name(name).send(),
        dynamodb.describe_continuous_backups().table_name(name).send(),
        dynamodb.list_tags_of_resource().resource_arn(&arn).send(),
    )
    .await;
    let Some(table) = table?.table else {
        return Ok(Sight::Absent);
    };
    let mut live = read::table(&table);
    live.insert("ttl".into(), read::time_to_live(life?.time_to_live_description()));
    let backups = read::backups(backups?.continuous_backups_description());
    live.insert("point_in_time_recovery".into(), backups);
    let tags = tags?;
    let tags = tags::from_pairs(tags.tags().iter().map(|tag| (tag.key(), tag.value())));
    live.insert("tags".into(), tags::value(&tags));
    live.insert("arn".into(), Value::text(arn));
    Ok(seen(KindName::Table, live, None, tags::ownership(o.identity, &tags)))
}

/// What is being deleted still holds its name.
fn is_going(table: &TableDescription) -> bool {
    table.table_status() == Some(&TableStatus::Deleting)
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    let keys = std::iter::once((&table.key, &table.sort))
        .chain(table.local_indexes.values().map(|index| (&index.key, &index.sort)))
        .chain(table.indexes.values().map(|index| (&index.key, &index.sort)));
    let mut call = w
        .clients
        .dynamodb
        .create_table()
        .table_name(&table.name)
        .set_attribute_definitions(Some(definitions(keys)?))
        .set_key_schema(Some(key_schema(&table.key, &table.sort)?))
        .billing_mode(mode(table.capacity))
        .set_provisioned_throughput(units(table.capacity)?)
        .set_stream_specification(parts::stream(table.stream.as_deref())?)
        .set_sse_specification(
            table.encryption_key.as_ref().map(|key| parts::encryption(Some(key))),
        )
        .table_class(parts::class(&table.class))
        .deletion_protection_enabled(table.deletion_protection);
    for (name, index) in &table.local_indexes {
        call = call.local_secondary_indexes(local(name, index)?);
    }
    for (name, index) in &table.indexes {
        call = call.global_secondary_indexes(global(name, index)?);
    }
    for (key, value) in tags::read(w.call.desired) {
        call = call.tags(built(Tag::builder().key(key).value(value).build())?);
    }
    let made = call.send().await?;
    let made = made.table_description();
    Ok(Done::texts([
        ("arn", made.and_then(TableDescription::table_arn)),
        ("stream_arn", made.and_then(TableDescription::latest_stream_arn)),
    ]))
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let mut call = w.clients.dynamodb.tag_resource().resource_arn(w.text("arn")?);
    for (key, value) in tags::to_write(w.call.desired, w.call.live, w.call.paths) {
        call = call.tags(built(Tag::builder().key(key).value(value).build())?);
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.dynamodb.untag_resource().resource_arn(w.text("arn")?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

/// Deletes it, and goes on until it is gone: until then its name can't be taken again.
pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let name = w.text("name")?;
    let found = w.clients.dynamodb.describe_table().table_name(name).send().await?;
    if !found.table().is_some_and(is_going) {
        w.clients.dynamodb.delete_table().table_name(name).send().await?;
    }
    // In DynamoDB's own words for it: whoever asks again waits a little longer each time.
    Err(Failure::refused(400, "ResourceInUseException", "the table is being deleted"))
}

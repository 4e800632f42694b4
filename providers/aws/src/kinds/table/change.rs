//! Changes of a table. What DynamoDB takes in several steps is one operation that goes on until there is no step left: it
//! looks first, so that once more does no harm.
use super::parts::{self, built, definitions, key_schema, mode, projection, units};
use super::read;
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use aws_sdk_dynamodb::operation::update_table::builders::UpdateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    CreateGlobalSecondaryIndexAction, DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate,
    PointInTimeRecoverySpecification, StreamSpecification, TableDescription,
    TimeToLiveSpecification, UpdateGlobalSecondaryIndexAction,
};
use cutover_schemas::kinds::table::{Index, Table};
use cutover_schemas::table::Field as _;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

fn update(w: &Writer<'_>) -> Result<UpdateTableFluentBuilder, Failure> {
    Ok(w.clients.dynamodb.update_table().table_name(w.text("name")?))
}

async fn send(call: UpdateTableFluentBuilder) -> Outcome {
    call.send().await?;
    Ok(Done::default())
}

async fn described(w: &Writer<'_>) -> Result<TableDescription, Failure> {
    let found = w.clients.dynamodb.describe_table().table_name(w.text("name")?).send().await?;
    found.table.ok_or_else(|| Failure::internal("a table is described without a description"))
}

/// On demand, or units: then every index needs its own in the same call.
pub(crate) async fn capacity(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    let mut call = update(w)?.billing_mode(mode(table.capacity));
    call = call.set_provisioned_throughput(units(table.capacity)?);
    if table.capacity.is_some() {
        for (name, live) in indexes_of(&read::table(&described(w).await?)) {
            let wanted = table.indexes.get(&name).and_then(|index| index.capacity);
            if live.capacity.is_none() {
                call = call.global_secondary_index_updates(
                    GlobalSecondaryIndexUpdate::builder()
                        .update(resized(&name, wanted.or(table.capacity))?)
                        .build(),
                );
            }
        }
    }
    send(call).await
}

fn resized(
    name: &str,
    capacity: Option<cutover_schemas::kinds::table::Capacity>,
) -> Result<UpdateGlobalSecondaryIndexAction, Failure> {
    let part = UpdateGlobalSecondaryIndexAction::builder().index_name(name);
    built(part.set_provisioned_throughput(units(capacity)?).build())
}

fn indexes_of(live: &Attrs) -> BTreeMap<String, Index> {
    live.get("indexes").and_then(BTreeMap::<String, Index>::read).unwrap_or_default()
}

/// One step on the way from the live indexes to the wanted ones; `None` when they are the same.
fn step(
    live: &BTreeMap<String, Index>,
    wanted: &BTreeMap<String, Index>,
) -> Result<Option<GlobalSecondaryIndexUpdate>, Failure> {
    let part = GlobalSecondaryIndexUpdate::builder();
    let same = |one: &Index, other: &Index| {
        Index { capacity: None, ..one.clone() } == Index { capacity: None, ..other.clone() }
    };
    let stale = live
        .iter()
        .find(|(name, index)| wanted.get(*name).is_none_or(|wanted| !same(wanted, index)));
    if let Some((name, _)) = stale {
        let gone = DeleteGlobalSecondaryIndexAction::builder().index_name(name).build();
        return Ok(Some(part.delete(built(gone)?).build()));
    }
    if let Some((name, index)) = wanted.iter().find(|(name, _)| !live.contains_key(*name)) {
        let made = CreateGlobalSecondaryIndexAction::builder()
            .index_name(name)
            .set_key_schema(Some(key_schema(&index.key, &index.sort)?))
            .projection(projection(index))
            .set_provisioned_throughput(units(index.capacity)?);
        return Ok(Some(part.create(built(made.build())?).build()));
    }
    let other = wanted
        .iter()
        .find(|(name, index)| live.get(*name).is_some_and(|live| live.capacity != index.capacity));
    other.map(|(name, index)| Ok(part.update(resized(name, index.capacity)?).build())).transpose()
}

/// Makes and deletes indexes, one a call.
pub(crate) async fn indexes(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    let live = indexes_of(&read::table(&described(w).await?));
    let Some(step) = step(&live, &table.indexes)? else {
        return Ok(Done::default());
    };
    let keys = std::iter::once((&table.key, &table.sort))
        .chain(table.indexes.values().map(|index| (&index.key, &index.sort)));
    let mut call = update(w)?;
    if step.create().is_some() {
        call = call.set_attribute_definitions(Some(definitions(keys)?));
    }
    call.global_secondary_index_updates(step).send().await?;
    Err(Failure::unfinished("indexes are made and deleted one after the other"))
}

/// Switches the stream on or off, and says afterwards which one it is.
pub(crate) async fn stream(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    let live = read::table(&described(w).await?);
    let shows = live.get("stream").and_then(Value::as_text);
    if shows == table.stream.as_deref() {
        let arn = live.get("stream_arn").cloned().unwrap_or(Value::Null);
        let outputs = Attrs::from([("stream_arn".to_owned(), arn)]);
        return Ok(Done { outputs, revision: None });
    }
    if table.stream.is_none() {
        let off = built(StreamSpecification::builder().stream_enabled(false).build())?;
        update(w)?.stream_specification(off).send().await?;
    } else {
        let on = parts::stream(table.stream.as_deref())?;
        update(w)?.set_stream_specification(on).send().await?;
    }
    Err(Failure::unfinished("its name is known once it is there"))
}

pub(crate) async fn class(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    send(update(w)?.table_class(parts::class(&table.class))).await
}

pub(crate) async fn encryption(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    let key = table.encryption_key.as_ref();
    send(update(w)?.sse_specification(parts::encryption(key))).await
}

pub(crate) async fn protection(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    send(update(w)?.deletion_protection_enabled(table.deletion_protection)).await
}

/// Another attribute is taken after the first was given up. DynamoDB takes one such change an hour.
pub(crate) async fn time_to_live(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    let dynamodb = &w.clients.dynamodb;
    let found = dynamodb.describe_time_to_live().table_name(&table.name).send().await?;
    let live = read::time_to_live(found.time_to_live_description());
    let live = live.as_text();
    let (on, attribute) = match (live, table.ttl.as_deref()) {
        (live, wanted) if live == wanted => return Ok(Done::default()),
        (Some(live), _) => (false, live),
        (None, Some(wanted)) => (true, wanted),
        (None, None) => return Ok(Done::default()),
    };
    let part = TimeToLiveSpecification::builder().enabled(on).attribute_name(attribute);
    let call = dynamodb.update_time_to_live().table_name(&table.name);
    call.time_to_live_specification(built(part.build())?).send().await?;
    if on || table.ttl.is_none() {
        return Ok(Done::default());
    }
    Err(Failure::unfinished("the other attribute is given up first"))
}

pub(crate) async fn backups(w: &Writer<'_>) -> Outcome {
    let table: Table = w.typed()?;
    let part = PointInTimeRecoverySpecification::builder();
    let part = built(part.point_in_time_recovery_enabled(table.point_in_time_recovery).build())?;
    let call = w.clients.dynamodb.update_continuous_backups().table_name(&table.name);
    call.point_in_time_recovery_specification(part).send().await?;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(key: &str) -> Index {
        Index {
            key: [(key.to_owned(), "S".to_owned())].into(),
            sort: BTreeMap::new(),
            projection: "all".into(),
            attributes: [].into(),
            capacity: None,
        }
    }

    fn words(live: &[(&str, &str)], wanted: &[(&str, &str)]) -> String {
        let all = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, key)| ((*name).to_owned(), index(key))).collect()
        };
        let Some(step) = step(&all(live), &all(wanted)).unwrap() else { return "done".into() };
        let made = step.create().map(|one| format!("create {}", one.index_name()));
        let gone = step.delete().map(|one| format!("delete {}", one.index_name()));
        made.or(gone).unwrap_or_else(|| "update".into())
    }

    #[test]
    fn an_index_goes_before_another_comes() {
        assert_eq!(words(&[("a", "x")], &[("b", "y")]), "delete a");
        assert_eq!(words(&[], &[("b", "y")]), "create b");
        assert_eq!(words(&[("b", "x")], &[("b", "y")]), "delete b");
        assert_eq!(words(&[("b", "y")], &[("b", "y")]), "done");
    }

    #[test]
    fn an_index_gets_other_units_in_place() {
        let units = cutover_schemas::kinds::table::Capacity { read: 1, write: 2 };
        let (live, mut wanted) = (index("x"), index("x"));
        wanted.capacity = Some(units);
        let of = |index| BTreeMap::from([("a".to_owned(), index)]);
        let step = step(&of(live), &of(wanted)).unwrap().unwrap();
        assert_eq!(step.update().unwrap().index_name(), "a");
    }
}

//! What a table looks like.
use super::super::{attrs, text};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, ContinuousBackupsDescription,
    GlobalSecondaryIndexDescription, IndexStatus, KeySchemaElement, KeyType,
    PointInTimeRecoveryDescription, PointInTimeRecoveryStatus, Projection, ProjectionType,
    ProvisionedThroughputDescription, SseStatus, SseType, TableClass, TableDescription,
    TimeToLiveDescription, TimeToLiveStatus,
};
use cutover_schemas::value::{Attrs, Value};

pub(super) fn table(table: &TableDescription) -> Attrs {
    let types = table.attribute_definitions();
    let schema = table.key_schema();
    let on_demand = table
        .billing_mode_summary()
        .is_some_and(|summary| summary.billing_mode() == Some(&BillingMode::PayPerRequest));
    let local = table
        .local_secondary_indexes()
        .iter()
        .map(|one| index(types, one.index_name(), one.key_schema(), one.projection(), Value::Null));
    let there =
        |one: &&GlobalSecondaryIndexDescription| one.index_status() != Some(&IndexStatus::Deleting);
    let global = table.global_secondary_indexes().iter().filter(there).map(|one| {
        let units = if on_demand { Value::Null } else { units(one.provisioned_throughput()) };
        index(types, one.index_name(), one.key_schema(), one.projection(), units)
    });
    let stream = table.stream_specification().filter(|stream| stream.stream_enabled());
    let view = stream.and_then(|stream| stream.stream_view_type());
    let stream_arn = stream.and(table.latest_stream_arn());
    let rare = table.table_class_summary().and_then(|class| class.table_class());
    let rare = rare == Some(&TableClass::StandardInfrequentAccess);
    attrs([
        ("name", text(table.table_name())),
        ("key", key(types, schema, &KeyType::Hash)),
        ("sort", key(types, schema, &KeyType::Range)),
        ("local_indexes", Value::Map(local.collect())),
        ("indexes", Value::Map(global.collect())),
        ("capacity", if on_demand { Value::Null } else { units(table.provisioned_throughput()) }),
        ("stream", view.map_or(Value::Null, |view| lower(view.as_str()))),
        ("deletion_protection", Value::Bool(table.deletion_protection_enabled() == Some(true))),
        ("class", Value::text(if rare { "infrequent_access" } else { "standard" })),
        ("encryption_key", encryption_key(table)),
        ("stream_arn", text(stream_arn)),
    ])
}

fn lower(word: &str) -> Value {
    Value::text(word.to_ascii_lowercase())
}

fn key(types: &[AttributeDefinition], schema: &[KeySchemaElement], kind: &KeyType) -> Value {
    let of = |element: &KeySchemaElement| {
        let name = element.attribute_name();
        let found = types.iter().find(|one| one.attribute_name() == name);
        let word = found.map(|one| one.attribute_type().as_str().to_owned()).unwrap_or_default();
        (name.to_owned(), Value::text(word))
    };
    Value::Map(schema.iter().filter(|element| element.key_type() == kind).map(of).collect())
}

fn index(
    types: &[AttributeDefinition],
    name: Option<&str>,
    schema: &[KeySchemaElement],
    projection: Option<&Projection>,
    capacity: Value,
) -> (String, Value) {
    let kind = projection.and_then(Projection::projection_type).map(ProjectionType::as_str);
    let more = projection.map(Projection::non_key_attributes).unwrap_or_default();
    let entries = attrs([
        ("key", key(types, schema, &KeyType::Hash)),
        ("sort", key(types, schema, &KeyType::Range)),
        ("projection", lower(kind.unwrap_or("ALL"))),
        ("attributes", Value::List(more.iter().map(Value::text).collect())),
        ("capacity", capacity),
    ]);
    (name.unwrap_or_default().to_owned(), Value::Map(entries))
}

fn units(units: Option<&ProvisionedThroughputDescription>) -> Value {
    let number = |number: Option<i64>| Value::Int(number.unwrap_or_default());
    units.map_or(Value::Null, |units| {
        Value::Map(attrs([
            ("read", number(units.read_capacity_units())),
            ("write", number(units.write_capacity_units())),
        ]))
    })
}

/// The key's ARN; DynamoDB's own keys are no key of anyone's.
fn encryption_key(table: &TableDescription) -> Value {
    let on = |status: &SseStatus| !matches!(status, SseStatus::Disabled | SseStatus::Disabling);
    let sse = table.sse_description().filter(|sse| sse.status().is_some_and(on));
    let sse = sse.filter(|sse| sse.sse_type() == Some(&SseType::Kms));
    text(sse.and_then(|sse| sse.kms_master_key_arn()))
}

/// The attribute; what is being switched off is off.
pub(super) fn time_to_live(life: Option<&TimeToLiveDescription>) -> Value {
    let on = |status: &TimeToLiveStatus| {
        matches!(status, TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
    };
    let life = life.filter(|life| life.time_to_live_status().is_some_and(on));
    text(life.and_then(|life| life.attribute_name()))
}

pub(super) fn backups(backups: Option<&ContinuousBackupsDescription>) -> Value {
    let recovery = backups.and_then(|backups| backups.point_in_time_recovery_description());
    let status = recovery.and_then(PointInTimeRecoveryDescription::point_in_time_recovery_status);
    Value::Bool(status == Some(&PointInTimeRecoveryStatus::Enabled))
}

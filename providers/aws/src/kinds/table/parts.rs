//! What the requests are made of.
use crate::errors::Failure;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    LocalSecondaryIndex, Projection, ProjectionType, ProvisionedThroughput, ScalarAttributeType,
    SseSpecification, SseType, StreamSpecification, StreamViewType, TableClass,
};
use cutover_schemas::kinds::table::{Capacity, Index};
use cutover_schemas::table::ArnText;
use std::collections::BTreeMap;

/// A key: one name, and its type.
pub(super) type Key = BTreeMap<String, String>;

/// What the SDK can't build lacks something: a broken invariant.
pub(super) fn built<T>(part: Result<T, BuildError>) -> Result<T, Failure> {
    part.map_err(|error| Failure::internal(error.to_string()))
}

pub(super) fn key_schema(key: &Key, sort: &Key) -> Result<Vec<KeySchemaElement>, Failure> {
    let of = |keys: &Key, kind: KeyType| -> Result<Vec<_>, Failure> {
        let element =
            |name| KeySchemaElement::builder().attribute_name(name).key_type(kind.clone());
        keys.keys().map(|name| built(element(name).build())).collect()
    };
    Ok([of(key, KeyType::Hash)?, of(sort, KeyType::Range)?].concat())
}

/// The type of every attribute that is a key somewhere, each once.
pub(super) fn definitions<'a>(
    keys: impl Iterator<Item = (&'a Key, &'a Key)>,
) -> Result<Vec<AttributeDefinition>, Failure> {
    let all: BTreeMap<&String, &String> =
        keys.flat_map(|(key, sort)| key.iter().chain(sort)).collect();
    let one = |(name, kind): (&String, &String)| {
        let kind = ScalarAttributeType::from(kind.as_str());
        built(AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build())
    };
    all.into_iter().map(one).collect()
}

pub(super) fn mode(capacity: Option<Capacity>) -> BillingMode {
    if capacity.is_some() { BillingMode::Provisioned } else { BillingMode::PayPerRequest }
}

pub(super) fn units(capacity: Option<Capacity>) -> Result<Option<ProvisionedThroughput>, Failure> {
    let one = |units: Capacity| {
        let part = ProvisionedThroughput::builder().read_capacity_units(units.read);
        built(part.write_capacity_units(units.write).build())
    };
    capacity.map(one).transpose()
}

pub(super) fn projection(index: &Index) -> Projection {
    let kind = ProjectionType::from(index.projection.to_ascii_uppercase().as_str());
    let more = (index.projection == "include").then(|| index.attributes.iter().cloned().collect());
    Projection::builder().projection_type(kind).set_non_key_attributes(more).build()
}

pub(super) fn local(name: &str, index: &Index) -> Result<LocalSecondaryIndex, Failure> {
    let part = LocalSecondaryIndex::builder().index_name(name);
    let part = part.set_key_schema(Some(key_schema(&index.key, &index.sort)?));
    built(part.projection(projection(index)).build())
}

pub(super) fn global(name: &str, index: &Index) -> Result<GlobalSecondaryIndex, Failure> {
    let part = GlobalSecondaryIndex::builder().index_name(name);
    let part = part.set_key_schema(Some(key_schema(&index.key, &index.sort)?));
    let part = part.set_provisioned_throughput(units(index.capacity)?);
    built(part.projection(projection(index)).build())
}

pub(super) fn stream(view: Option<&str>) -> Result<Option<StreamSpecification>, Failure> {
    let one = |view: &str| {
        let view = StreamViewType::from(view.to_ascii_uppercase().as_str());
        built(StreamSpecification::builder().stream_enabled(true).stream_view_type(view).build())
    };
    view.map(one).transpose()
}

/// Encryption with a key of the account; without one it is with DynamoDB's own.
pub(super) fn encryption(key: Option<&ArnText>) -> SseSpecification {
    let part = SseSpecification::builder().enabled(key.is_some());
    match key {
        Some(key) => part.sse_type(SseType::Kms).kms_master_key_id(&key.0).build(),
        None => part.build(),
    }
}

pub(super) fn class(word: &str) -> TableClass {
    if word == "standard" { TableClass::Standard } else { TableClass::StandardInfrequentAccess }
}

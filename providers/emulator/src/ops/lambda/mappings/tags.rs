//! The tags of mappings.

use super::{render, states};
use crate::ops::Fault;
use crate::ops::service::TagMap;
use crate::world::World;

/// The mapping's UUID in an ARN, when the ARN is one of a mapping.
pub(in crate::ops::lambda) fn tagged<'a>(world: &World, arn: &'a str) -> Option<&'a str> {
    let (_, uuid) = arn.split_once(":event-source-mapping:")?;
    (render::arn(world, uuid) == arn).then_some(uuid)
}

/// Every mapping, as (ARN, tags).
pub(in crate::ops::lambda) fn list_tags(world: &World) -> Vec<(String, TagMap)> {
    let rows = world.lambda.mappings.values();
    rows.map(|row| (render::arn(world, &row.uuid), row.tags.clone())).collect()
}

/// The tags of a mapping that must exist.
pub(in crate::ops::lambda) fn tags_of(world: &World, uuid: &str) -> Result<TagMap, Fault> {
    states::existing(world, uuid).map(|row| row.tags)
}

/// Replaces the tags of a mapping.
pub(in crate::ops::lambda) fn set_tags(world: &mut World, uuid: &str, tags: TagMap) {
    if let Some(row) = world.lambda.mappings.get_mut(uuid) {
        row.tags = tags;
    }
}

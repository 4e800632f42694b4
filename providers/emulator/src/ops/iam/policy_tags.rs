//! `TagPolicy`, `UntagPolicy` and `ListPolicyTags`.

use serde_json::json;

use super::{faults, paging, policy, role};
use crate::ops::service::TagEdit;
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn tag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let given = role::tags_of(input)?;
    let mut edited = policy::find(world, input)?.tags;
    tags::apply(&mut edited, &TagEdit::Put(given));
    if edited.len() > 50 {
        return Err(faults::limit("Cannot exceed quota for TagsPerPolicy: 50"));
    }
    policy::find_mut(world, input)?.tags = edited;
    Ok(Reply::empty())
}

pub(super) fn untag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let keys = input.texts("TagKeys");
    tags::apply(&mut policy::find_mut(world, input)?.tags, &TagEdit::Remove(keys));
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let policy = policy::find(world, input)?;
    let items =
        policy.tags.iter().map(|(key, value)| (key.clone(), json!({"Key": key, "Value": value})));
    paging::answer(world, input, "Tags", items)
}

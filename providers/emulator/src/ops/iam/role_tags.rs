//! `TagRole`, `UntagRole` and `ListRoleTags`.

use serde_json::json;

use super::{faults, paging, role};
use crate::ops::service::TagEdit;
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn tag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let given = role::tags_of(input)?;
    let mut edited = role::find(world, input)?.tags.clone();
    // Keys differ in more than case: a new spelling replaces the old one.
    edited.retain(|key, _| !given.keys().any(|new| new.eq_ignore_ascii_case(key)));
    tags::apply(&mut edited, &TagEdit::Put(given));
    if edited.len() > 50 {
        return Err(faults::limit("Cannot exceed quota for TagsPerRole: 50"));
    }
    role::find_mut(world, input)?.tags = edited;
    Ok(Reply::empty())
}

pub(super) fn untag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let keys = input.texts("TagKeys");
    let role = role::find_mut(world, input)?;
    role.tags.retain(|key, _| !keys.iter().any(|gone| gone.eq_ignore_ascii_case(key)));
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let role = role::find(world, input)?;
    let items =
        role.tags.iter().map(|(key, value)| (key.clone(), json!({"Key": key, "Value": value})));
    paging::answer(world, input, "Tags", items)
}

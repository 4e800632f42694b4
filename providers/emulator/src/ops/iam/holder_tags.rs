//! `TagRole`, `UntagRole`, `ListRoleTags`, and the same of users.

use serde_json::json;

use super::holder::{Holder, find, find_mut};
use super::{faults, paging, role};
use crate::ops::service::TagEdit;
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn tag<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let given = role::tags_of(input)?;
    let mut edited = find::<H>(world, input)?.tags().clone();
    // Keys differ in more than case: a new spelling replaces the old one.
    edited.retain(|key, _| !given.keys().any(|new| new.eq_ignore_ascii_case(key)));
    tags::apply(&mut edited, &TagEdit::Put(given));
    if edited.len() > 50 {
        return Err(faults::limit(format!("Cannot exceed quota for TagsPer{}: 50", H::KIND)));
    }
    *find_mut::<H>(world, input)?.tags_mut() = edited;
    Ok(Reply::empty())
}

pub(super) fn untag<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let keys = input.texts("TagKeys");
    let holder: &mut H = find_mut(world, input)?;
    holder.tags_mut().retain(|key, _| !keys.iter().any(|gone| gone.eq_ignore_ascii_case(key)));
    Ok(Reply::empty())
}

pub(super) fn list<H: Holder>(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let tags = find::<H>(world, input)?.tags().iter();
    let items = tags.map(|(key, value)| (key.clone(), json!({"Key": key, "Value": value})));
    paging::answer(world, input, "Tags", items)
}

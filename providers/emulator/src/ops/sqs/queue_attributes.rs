//! `GetQueueAttributes` and `SetQueueAttributes`: a partial update; an empty value clears.

use std::collections::BTreeMap;

use serde_json::json;

use super::{attributes, faults, named, queue};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn get(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let asked = input.texts("AttributeNames");
    if let Some(unknown) = asked.iter().find(|asked| !attributes::is_known(asked)) {
        return Err(faults::unknown_attribute(unknown));
    }
    if asked.is_empty() {
        return Ok(Reply::empty());
    }
    let all = asked.iter().any(|asked| asked == "All");
    let mut shown = attributes::shown(world, queue(world, &name)?);
    shown.retain(|name, _| all || asked.contains(name));
    Ok(if shown.is_empty() { Reply::empty() } else { json!({"Attributes": shown}).into() })
}

pub(super) fn set(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let given = input.text_map("Attributes").ok_or_else(|| faults::missing("Attributes"))?;
    let fifo = queue(world, &name)?.is_fifo();
    if given.contains_key("FifoQueue") {
        return Err(faults::unknown_attribute("FifoQueue"));
    }
    attributes::check(world, &name, fifo, &given)?;
    let now_ms = world.now_ms();
    if let Some(queue) = world.sqs.queues.get_mut(&name) {
        merge(&mut queue.attributes, given);
        queue.modified_ms = now_ms;
    }
    Ok(Reply::empty())
}

fn merge(attributes: &mut BTreeMap<String, String>, given: BTreeMap<String, String>) {
    for (name, value) in given {
        if value.is_empty() {
            attributes.remove(&name);
        } else {
            attributes.insert(name, value);
        }
    }
}

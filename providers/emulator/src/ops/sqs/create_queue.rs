//! `CreateQueue`: the same call again finds the queue; different attributes are refused.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Queue, attributes, faults};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn run(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.text("QueueName").ok_or_else(|| faults::missing("QueueName"))?;
    let mut given = input.text_map("Attributes").unwrap_or_default();
    let fifo = given.get("FifoQueue").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    check_name(name, fifo)?;
    if !fifo && given.contains_key("FifoQueue") {
        return Err(faults::unknown_attribute("FifoQueue"));
    }
    attributes::check(world, name, fifo, &given)?;
    let queue_tags = input.text_map("tags").or_else(|| input.text_map("Tags")).unwrap_or_default();
    if let Some(reason) = tags::refusal(&queue_tags) {
        return Err(faults::bad_parameter(reason));
    }
    let url = url(world, caller, name);
    if let Some(queue) = world.sqs.queues.get(name) {
        same(world, queue, &given)?;
        return Ok(json!({"QueueUrl": url}).into());
    }
    let (now_ms, window) = (world.now_ms(), world.settings().windows.queue_name_ms);
    if world.sqs.deleted.get(name).is_some_and(|deleted| now_ms < deleted.saturating_add(window)) {
        return Err(faults::deleted_recently());
    }
    world.sqs.deleted.remove(name);
    given.retain(|_, value| !value.is_empty());
    let queue = Queue {
        name: name.to_owned(),
        created_ms: now_ms,
        modified_ms: now_ms,
        attributes: given,
        tags: queue_tags,
        next: 1,
        purged_ms: None,
    };
    world.sqs.queues.insert(name, queue);
    Ok(json!({"QueueUrl": url}).into())
}

/// Whether the existing queue has what the request asks for.
fn same(world: &World, queue: &Queue, given: &BTreeMap<String, String>) -> Result<(), Fault> {
    let shown = attributes::shown(world, queue);
    let equal = |name: &str, value: &str| {
        let shown = shown.get(name).map_or("", String::as_str);
        shown == value || json_equal(shown, value)
    };
    match given.iter().find(|(name, value)| !equal(name, value)) {
        Some((name, _)) => Err(faults::name_exists(name)),
        None => Ok(()),
    }
}

fn json_equal(one: &str, two: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    matches!((parse(one), parse(two)), (Some(one), Some(two)) if one == two)
}

fn check_name(name: &str, fifo: bool) -> Result<(), Fault> {
    let stem = name.strip_suffix(".fifo").filter(|_| fifo).unwrap_or(name);
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if fifo && !attributes::is_fifo(name) {
        let text = "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must \
                    end with .fifo suffix and be 1 to 80 in length";
        return Err(faults::bad_parameter(text));
    }
    if stem.is_empty() || name.len() > 80 || !stem.chars().all(allowed) {
        let text =
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
        return Err(faults::bad_parameter(text));
    }
    Ok(())
}

/// The queue's URL as the caller can reach it.
pub(super) fn url(world: &World, caller: &Caller, name: &str) -> String {
    format!("http://{}/{}/{name}", caller.host, world.settings().account)
}

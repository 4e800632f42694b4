//! EventBridge event buses.
use super::{attrs, document, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::bus_arn;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_eventbridge::types::Tag;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::bus::Bus;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.buses().await?.contains(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let arn = bus_arn(o.identity, name);
    let bus = o.reads.events.describe_event_bus().name(name).send();
    let tags = o.reads.events.list_tags_for_resource().resource_arn(&arn).send();
    let (bus, tags) = futures_util::future::join(bus, tags).await;
    let (bus, tags) = (bus?, tags?);
    let tags = tags::from_pairs(tags.tags().iter().map(|tag| (tag.key(), tag.value())));
    let live = attrs([
        ("name", Value::text(name)),
        ("arn", Value::text(arn)),
        ("description", text(bus.description())),
        ("key", text(bus.kms_key_identifier().filter(|key| !key.is_empty()))),
        ("policy", document(bus.policy())),
        ("tags", tags::value(&tags)),
    ]);
    Ok(seen(KindName::Bus, live, None, tags::ownership(o.identity, &tags)))
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let bus: Bus = w.typed()?;
    let description = Some(bus.description).filter(|text| !text.is_empty());
    let call = w.clients.events.create_event_bus().name(bus.name);
    let mut call = call.set_description(description).set_kms_key_identifier(bus.key);
    for (key, value) in tags::read(w.call.desired) {
        call = call.tags(tag_of(&key, &value)?);
    }
    let made = call.send().await?;
    Ok(Done::texts([("arn", made.event_bus_arn())]))
}

/// Both are sent always: EventBridge clears what is told to be empty.
pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let bus: Bus = w.typed()?;
    let call = w.clients.events.update_event_bus().name(bus.name).description(bus.description);
    call.kms_key_identifier(bus.key.unwrap_or_default()).send().await?;
    Ok(Done::default())
}

pub(crate) async fn put_policy(w: &Writer<'_>) -> Outcome {
    let bus: Bus = w.typed()?;
    let policy = bus.policy.map(|policy| policy.0.to_string());
    let call = w.clients.events.put_permission().event_bus_name(bus.name);
    call.set_policy(policy).send().await?;
    Ok(Done::default())
}

pub(crate) async fn remove_policy(w: &Writer<'_>) -> Outcome {
    let call = w.clients.events.remove_permission().event_bus_name(w.text("name")?);
    call.remove_all_permissions(true).send().await?;
    Ok(Done::default())
}

/// A tag as EventBridge takes it.
pub(super) fn tag_of(key: &str, value: &str) -> Result<Tag, Failure> {
    let tag = Tag::builder().key(key).value(value).build();
    tag.map_err(|_| Failure::internal("a tag has a key and a value"))
}

/// Tags of buses and rules alike.
pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let mut call = w.clients.events.tag_resource().resource_arn(w.text("arn")?);
    for (key, value) in tags::to_write(w.call.desired, w.call.live, w.call.paths) {
        call = call.tags(tag_of(&key, &value)?);
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.events.untag_resource().resource_arn(w.text("arn")?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.events.delete_event_bus().name(w.text("name")?).send().await?;
    Ok(Done::default())
}

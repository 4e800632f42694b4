//! Groups of schedules: the deployment has one.
use super::{attrs, seen};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::schedule_group_arn;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_scheduler::types::{ScheduleGroupState, Tag};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::schedule_group::ScheduleGroup;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::Value;

/// There is one group at most, so a look in bulk asks for it by name.
pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    let arn = schedule_group_arn(o.identity, name);
    let group = o.reads.scheduler.get_schedule_group().name(name).send().await?;
    // A group that is going takes its schedules along and comes back as another one.
    if group.state() == Some(&ScheduleGroupState::Deleting) {
        return Ok(Sight::Absent);
    }
    if o.bulk() {
        return Ok(Sight::Listed);
    }
    let tags = o.reads.scheduler.list_tags_for_resource().resource_arn(&arn).send().await?;
    let tags = tags::from_pairs(tags.tags().iter().map(|tag| (tag.key(), tag.value())));
    let live = attrs([
        ("name", Value::text(name)),
        ("arn", Value::text(arn)),
        ("tags", tags::value(&tags)),
    ]);
    Ok(seen(KindName::ScheduleGroup, live, None, tags::ownership(o.identity, &tags)))
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let group: ScheduleGroup = w.typed()?;
    let mut call = w.clients.scheduler.create_schedule_group().name(group.name);
    for (key, value) in tags::read(w.call.desired) {
        call = call.tags(tag_of(&key, &value)?);
    }
    let made = call.send().await?;
    Ok(Done::texts([("arn", Some(made.schedule_group_arn()))]))
}

fn tag_of(key: &str, value: &str) -> Result<Tag, Failure> {
    let tag = Tag::builder().key(key).value(value).build();
    tag.map_err(|_| Failure::internal("a tag has a key and a value"))
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let mut call = w.clients.scheduler.tag_resource().resource_arn(w.text("arn")?);
    for (key, value) in tags::to_write(w.call.desired, w.call.live, w.call.paths) {
        call = call.tags(tag_of(&key, &value)?);
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.scheduler.untag_resource().resource_arn(w.text("arn")?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.scheduler.delete_schedule_group().name(w.text("name")?).send().await?;
    Ok(Done::default())
}

//! CloudWatch Logs groups.
use super::{attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::names::log_group_arn;
use crate::observation::{Observation, key};
use crate::tags::{self, Tags};
use aws_sdk_cloudwatchlogs::types::LogGroup as Found;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::log_group::LogGroup;
use cutover_schemas::snapshot::Sight;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    let groups = o.log_groups_like(name).await?;
    let Some(group) = groups.get(name) else {
        return Ok(Sight::Absent);
    };
    let arn = arn(group).map_or_else(|| log_group_arn(o.identity, name), str::to_owned);
    if o.bulk() {
        let tagged = o.tagged().await.ok();
        let tags = tagged.as_ref().and_then(|all| all.get(&arn));
        return Ok(tags.map_or(Sight::Listed, |tags| sight(o, group, &arn, tags)));
    }
    let answer = o.reads.logs.list_tags_for_resource().resource_arn(&arn).send().await?;
    Ok(sight(o, group, &arn, &tags::from_map(answer.tags())))
}

fn sight(o: &Observation<'_>, group: &Found, arn: &str, tags: &Tags) -> Sight {
    let live = attrs([
        ("name", text(group.log_group_name())),
        ("retention_days", int(group.retention_in_days())),
        ("tags", tags::value(tags)),
        ("arn", text(Some(arn))),
    ]);
    seen(KindName::LogGroup, live, None, tags::ownership(o.identity, tags))
}

/// The ARN without `:*`, from whichever field has it.
fn arn(group: &Found) -> Option<&str> {
    let arn = group.log_group_arn().or_else(|| group.arn())?;
    Some(arn.strip_suffix(":*").unwrap_or(arn))
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let group: LogGroup = w.typed()?;
    let tags = tags::read(w.call.desired).into_iter().collect();
    let call = w.clients.logs.create_log_group().log_group_name(&group.name);
    call.set_tags(Some(tags)).send().await?;
    Ok(Done::texts([("arn", Some(&log_group_arn(w.identity, &group.name)))]))
}

pub(crate) async fn set_retention(w: &Writer<'_>) -> Outcome {
    let call = w.clients.logs.put_retention_policy().log_group_name(w.text("name")?);
    call.retention_in_days(narrow(w.int("retention_days")?)?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn clear_retention(w: &Writer<'_>) -> Outcome {
    w.clients.logs.delete_retention_policy().log_group_name(w.text("name")?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.logs.tag_resource().resource_arn(resource(w)?);
    call.set_tags(Some(tags.into_iter().collect())).send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.logs.untag_resource().resource_arn(resource(w)?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.logs.delete_log_group().log_group_name(w.text("name")?).send().await?;
    Ok(Done::default())
}

fn resource(w: &Writer<'_>) -> Result<String, Failure> {
    Ok(log_group_arn(w.identity, w.text("name")?))
}

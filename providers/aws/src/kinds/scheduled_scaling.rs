//! Scheduled actions: other bounds of a scaling target from a time on. `Put` writes a whole one.
use super::scaling_target::{DIMENSION, LAMBDA};
use super::{attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_applicationautoscaling::types as sdk;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::scheduled_scaling::ScheduledScaling;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(resource), Some(name)) = (key(wanted, "resource"), key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    if !o.scaling_targets().await?.contains_key(resource) {
        return Ok(Sight::Absent);
    }
    if o.bulk() {
        return Ok(Sight::Listed);
    }
    let call = o.reads.scaling.describe_scheduled_actions().service_namespace(LAMBDA);
    let call = call.scalable_dimension(DIMENSION).resource_id(resource);
    let told = call.scheduled_action_names(name).send().await?;
    let found = told.scheduled_actions().iter().find(|one| one.scheduled_action_name() == name);
    Ok(found.map_or(Sight::Absent, |found| {
        let action = found.scalable_target_action();
        let live = attrs([
            ("resource", Value::text(resource)),
            ("name", Value::text(name)),
            ("expression", Value::text(found.schedule())),
            ("timezone", text(found.timezone())),
            ("min", int(action.and_then(sdk::ScalableTargetAction::min_capacity))),
            ("max", int(action.and_then(sdk::ScalableTargetAction::max_capacity))),
        ]);
        seen(KindName::ScheduledScaling, live, None, Ownership::Parent)
    }))
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let wanted: ScheduledScaling = w.typed()?;
    let action = sdk::ScalableTargetAction::builder()
        .set_min_capacity(wanted.min.map(narrow).transpose()?)
        .set_max_capacity(wanted.max.map(narrow).transpose()?)
        .build();
    let call = w.clients.scaling.put_scheduled_action().service_namespace(LAMBDA);
    call.scalable_dimension(DIMENSION)
        .resource_id(wanted.resource)
        .scheduled_action_name(wanted.name)
        .schedule(wanted.expression)
        .timezone(wanted.timezone)
        .scalable_target_action(action)
        .send()
        .await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.scaling.delete_scheduled_action().service_namespace(LAMBDA);
    let call = call.scalable_dimension(DIMENSION).resource_id(w.text("resource")?);
    call.scheduled_action_name(w.text("name")?).send().await?;
    Ok(Done::default())
}

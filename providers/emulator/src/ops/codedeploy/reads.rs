//! Looking at deployments.

use serde_json::{Value, json};

use super::applications::{self, batch};
use super::deployments::{find, shape};
use super::faults::{Name, name, no_group, refuse};
use super::model::{Deployment, group_key, seconds};
use super::{answer, render};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most deployments of a batch.
const BATCH: usize = 25;

/// The statuses that a list can be asked for.
const STATUSES: &[&str] =
    &["Created", "Queued", "InProgress", "Baking", "Succeeded", "Failed", "Stopped", "Ready"];

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    Ok(Reply::from(json!({ "deploymentInfo": render::deployment(find(world, input)?) })))
}

/// The deployments of a batch that are there.
pub(super) fn batch_get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let ids = batch(input, "deploymentIds", "DeploymentIdRequiredException", BATCH)?;
    let mut found = Vec::new();
    for id in &ids {
        shape(id)?;
        found.extend(world.codedeploy.deployments.get(id).map(render::deployment));
    }
    Ok(Reply::from(json!({ "deploymentsInfo": found })))
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group(world, input)?;
    let statuses = input.texts("includeOnlyStatuses");
    if let Some(unknown) = statuses.iter().find(|status| !STATUSES.contains(&status.as_str())) {
        let text = format!("The specified deployment status doesn't exist: {unknown}");
        return Err(refuse("InvalidDeploymentStatusException", text));
    }
    let (start, end) = range(input)?;
    let mut rows: Vec<(String, Value)> = world
        .codedeploy
        .deployments
        .values()
        .filter(|one| {
            let at = seconds(one.created_ms);
            group.as_ref().is_none_or(|key| *key == key_of(one))
                && (statuses.is_empty() || statuses.iter().any(|word| word == one.status.word()))
                && start.is_none_or(|start| at >= start)
                && end.is_none_or(|end| at <= end)
        })
        .map(|one| (one.order.clone(), json!(one.id)))
        .collect();
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    answer(world, input, "deployments", rows.into_iter(), json!({}))
}

fn key_of(deployment: &Deployment) -> String {
    group_key(&deployment.application, &deployment.group)
}

/// The key of the group that is asked for: an application and a group are named together, or neither is.
fn group(world: &World, input: &Input) -> Result<Option<String>, Fault> {
    if !input.has("applicationName") && !input.has("deploymentGroupName") {
        return Ok(None);
    }
    let application = applications::find(world, input)?.name.clone();
    let name = name(input, "deploymentGroupName", Name::Group)?;
    let key = group_key(&application, name);
    if world.codedeploy.groups.contains(&key) { Ok(Some(key)) } else { Err(no_group(name)) }
}

/// The window of creation that is asked for, in epoch seconds.
fn range(input: &Input) -> Result<(Option<f64>, Option<f64>), Fault> {
    let Some(given) = input.get("createTimeRange") else { return Ok((None, None)) };
    let at = |member: &str| given.get(member).and_then(Value::as_f64);
    match (at("start"), at("end")) {
        (Some(start), Some(end)) if start > end => Err(refuse(
            "InvalidTimeRangeException",
            "The specified time range was specified in an invalid format.",
        )),
        range => Ok(range),
    }
}

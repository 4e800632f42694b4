//! Deployment targets: of a Lambda deployment there is one, its function.

use serde_json::{Value, json};

use super::deployments::find;
use super::faults::refuse;
use super::model::{Deployment, Status, Target};
use super::{answer, render};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The deployment that the request names, with its target; it must have begun.
fn started<'a>(
    world: &'a World,
    input: &Input,
) -> Result<(&'a Deployment, Option<&'a Target>), Fault> {
    let deployment = find(world, input)?;
    if deployment.status == Status::Created {
        return Err(refuse(
            "DeploymentNotStartedException",
            format!("The deployment {} has not started", deployment.id),
        ));
    }
    Ok((deployment, deployment.target.as_ref()))
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (deployment, target) = started(world, input)?;
    let wanted = filter(input)?;
    let status = render::target_status(deployment);
    let shown = target.filter(|_| wanted.is_empty() || wanted.iter().any(|word| word == status));
    let rows = shown.map(|target| (target.function.clone(), json!(target.function)));
    answer(world, input, "targetIds", rows.into_iter(), json!({}))
}

/// The statuses of targets that are asked for.
fn filter(input: &Input) -> Result<Vec<String>, Fault> {
    let Some(filters) = input.get("targetFilters").and_then(Value::as_object) else {
        return Ok(Vec::new());
    };
    let known = ["TargetStatus", "ServerInstanceLabel"];
    if let Some(unknown) = filters.keys().find(|name| !known.contains(&name.as_str())) {
        let text = format!("The target filter name {unknown} is invalid.");
        return Err(refuse("InvalidTargetFilterNameException", text));
    }
    let wanted = filters.get("TargetStatus").and_then(Value::as_array);
    let words = wanted.into_iter().flatten().filter_map(Value::as_str);
    Ok(words.map(str::to_owned).collect())
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (deployment, _) = started(world, input)?;
    let id = input.text("targetId").filter(|id| !id.is_empty());
    let shown = shown(world, deployment, &[id.unwrap_or_default().to_owned()])?;
    Ok(Reply::from(json!({ "deploymentTarget": shown })))
}

pub(super) fn batch_get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (deployment, _) = started(world, input)?;
    let shown = shown(world, deployment, &input.texts("targetIds"))?;
    Ok(Reply::from(json!({ "deploymentTargets": [shown] })))
}

/// The target of an id, of which there can be only one.
fn shown(world: &World, deployment: &Deployment, ids: &[String]) -> Result<Value, Fault> {
    let id = match ids {
        [] => "",
        [id] => id.as_str(),
        _ => {
            return Err(refuse(
                "DeploymentTargetListSizeExceededException",
                "The target list of Lambda deployments must have exactly one item.",
            ));
        }
    };
    if id.is_empty() {
        let text = "A deployment target ID was not provided.";
        return Err(refuse("DeploymentTargetIdRequiredException", text));
    }
    let target = deployment.target.as_ref().filter(|target| target.function == id);
    target.map(|target| render::target(world, deployment, target)).ok_or_else(|| {
        refuse(
            "DeploymentTargetDoesNotExistException",
            format!("The target {id} does not belong to the deployment {}", deployment.id),
        )
    })
}

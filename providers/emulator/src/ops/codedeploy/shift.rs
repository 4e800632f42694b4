//! Moving an alias's traffic, step by step on the world's clock, through Lambda's own operations.

use serde_json::{Value, json};

use super::appspec::wrong;
use super::engine::{self, Ending, under_way};
use super::model::{Creator, Deployment, Failure, Moment, Progress, Routing, Target};
use crate::ops::iam::evaluate::role_may;
use crate::ops::lambda;
use crate::world::World;

/// Begins to move the traffic.
pub(super) fn begin(world: &mut World, id: &str) {
    engine::write(world, id, Moment::AllowTraffic, |event, now| {
        event.progress = Progress::InProgress;
        event.started_ms = Some(now);
    });
    step(world, id);
}

/// Moves the next share, and arranges the one after it.
pub(super) fn step(world: &mut World, id: &str) {
    let Some(deployment) = under_way(world, id).cloned() else { return };
    let is_moving = deployment
        .event(Moment::AllowTraffic)
        .is_some_and(|event| event.progress == Progress::InProgress);
    let Some(target) = deployment.target.as_ref().filter(|_| is_moving) else { return };
    let (share, minutes) = match deployment.routing {
        Routing::Canary { percentage, minutes } if deployment.shifted == 0 => (percentage, minutes),
        Routing::AllAtOnce | Routing::Canary { .. } => (100, 0),
        Routing::Linear { percentage, minutes } => {
            ((deployment.shifted + percentage).min(100), minutes)
        }
    };
    if let Err(failure) = give(world, &deployment, target, share) {
        return engine::end(world, id, Ending::Failed(failure));
    }
    if let Some(row) = world.codedeploy.deployments.get_mut(id) {
        row.shifted = share;
    }
    engine::write(world, id, Moment::AllowTraffic, |_, _| {});
    if share == 100 {
        return engine::passed(world, id, Moment::AllowTraffic);
    }
    let at = world.now_ms() + u64::from(minutes) * 60_000;
    world.schedule(at, "codedeploy", &format!("step {id}"));
}

/// Gives the new version a share of the alias's traffic, in percent.
fn give(
    world: &mut World,
    deployment: &Deployment,
    target: &Target,
    share: u32,
) -> Result<(), Failure> {
    permitted(world, deployment, &target.function)?;
    let alias = world.lambda.aliases.get(&format!("{}/{}", target.function, target.alias));
    let moved = alias.is_some_and(|alias| alias.version != target.current);
    if moved && deployment.creator == Creator::User {
        return Err(wrong(
            "The Lambda function alias version does not match the current version in AppSpec file.",
        ));
    }
    let (version, weights) = if share == 100 {
        (&target.target, json!({}))
    } else {
        (&target.current, json!({ &target.target: f64::from(share) / 100.0 }))
    };
    let members = json!({
        "FunctionName": target.function,
        "Name": target.alias,
        "FunctionVersion": version,
        "RoutingConfig": { "AdditionalVersionWeights": weights },
    });
    let updated = lambda::SERVICE.act(world, "UpdateAlias", members);
    updated.map(|_| ()).map_err(|fault| wrong(&fault.message))
}

/// Fails what the service role does not let CodeDeploy do.
pub(super) fn permitted(
    world: &World,
    deployment: &Deployment,
    function: &str,
) -> Result<(), Failure> {
    let resource = lambda::reference::arn(world, function, None);
    let missing = ["lambda:GetAlias", "lambda:UpdateAlias"]
        .into_iter()
        .find(|action| !role_may(world, &deployment.role, action, &resource, None));
    missing.map_or(Ok(()), |action| Err(denied(deployment, "AWSLambda", action, &resource)))
}

/// The failure of what the service role does not allow.
pub(super) fn denied(
    deployment: &Deployment,
    service: &str,
    action: &str,
    resource: &str,
) -> Failure {
    Failure {
        code: "IAM_ROLE_PERMISSIONS".to_owned(),
        message: format!(
            "The IAM role {} does not give you permission to perform operations in the following AWS service: \
             {service} ({action} on {resource}).",
            deployment.role
        ),
    }
}

/// The share of the new version as a number between 0 and 1.
pub(super) fn weight(deployment: &Deployment) -> Value {
    json!(f64::from(deployment.shifted) / 100.0)
}

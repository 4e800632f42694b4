//! Rolling back: another deployment that gives the alias back to the version it came from.

use serde_json::{Value, json};
use sha2::Digest as _;

use super::deployments;
use super::engine::Ending;
use super::model::{Creator, Deployment, RollbackInfo, Target, group_key};
use super::notify::{Happened, notify};
use crate::world::World;

/// Whether a deployment that ended so is rolled back.
pub(super) fn is_due(deployment: &Deployment, ending: &Ending) -> bool {
    let configured = |event: &str| {
        let config = deployment.auto_rollback.as_ref();
        let enabled = config.and_then(|config| config.get("enabled")).and_then(Value::as_bool);
        let events = config.and_then(|config| config.get("events")).and_then(Value::as_array);
        enabled == Some(true) && events.is_some_and(|events| events.iter().any(|one| one == event))
    };
    // What was never read can't be put back, and a rollback is not rolled back.
    if deployment.target.is_none() || deployment.creator == Creator::Rollback {
        return false;
    }
    match ending {
        Ending::Succeeded => false,
        Ending::Failed(_) => configured("DEPLOYMENT_FAILURE"),
        Ending::StoppedOnRequest { rolls_back, .. } => {
            rolls_back.unwrap_or_else(|| configured("DEPLOYMENT_STOP_ON_REQUEST"))
        }
    }
}

/// Makes the deployment that rolls another one back: all at once, asking no hooks and no alarms.
pub(super) fn begin(world: &mut World, of: &Deployment) {
    let Some(target) = &of.target else { return };
    let application = world.codedeploy.applications.get(&of.application).cloned();
    let group = world.codedeploy.groups.get(&group_key(&of.application, &of.group)).cloned();
    let (Some(application), Some(group)) = (application, group) else { return };
    let back = Target {
        current: target.target.clone(),
        target: target.current.clone(),
        before: None,
        after: None,
        ..target.clone()
    };
    let mut deployment =
        deployments::new(world, &application, &group, revision(&back), Creator::Rollback);
    deployment.target = Some(back);
    deployment.auto_rollback = None;
    deployment.alarms = None;
    let (id, of_id) = (deployment.id.clone(), of.id.clone());
    deployment.rollback = RollbackInfo {
        of: Some(of_id.clone()),
        message: Some(format!("Deployment {id} is triggered to roll back deployment {of_id}.")),
        by: None,
    };
    if let Some(row) = world.codedeploy.deployments.get_mut(&of_id) {
        row.rollback = RollbackInfo {
            by: Some(id.clone()),
            message: Some(format!(
                "Deployment {of_id} terminated. Automatic rollback is triggered with a DeploymentId {id}."
            )),
            of: None,
        };
    }
    notify(world, &deployment, Happened::RolledBack);
    deployments::keep(world, deployment);
}

/// The AppSpec of the way back.
fn revision(target: &Target) -> Value {
    let properties = json!({
        "Name": target.function, "Alias": target.alias,
        "CurrentVersion": target.current, "TargetVersion": target.target,
    });
    let resource = json!({ "Type": "AWS::Lambda::Function", "Properties": properties });
    let resources = json!([{ &target.function: resource }]);
    let content = json!({ "version": 0.0, "Resources": resources }).to_string();
    let digest = hex::encode(sha2::Sha256::digest(&content));
    let spec = json!({ "content": content, "sha256": digest });
    json!({ "revisionType": "AppSpecContent", "appSpecContent": spec })
}

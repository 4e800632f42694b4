//! Making and stopping deployments, and what their hooks answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::Digest as _;

use super::engine::{self, Ending};
use super::faults::{no_deployment, refuse};
use super::model::{
    Application, Creator, Deployment, Failure, Group, Platform, RollbackInfo, Routing, Status,
    group_key,
};
use super::{configs, group_input, groups, hooks};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// Letters of a deployment's id.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (application, group) = groups::find(world, input)?;
    if application.platform != Platform::Lambda {
        let text =
            format!("The local cloud deploys to Lambda, not {}", application.platform.word());
        return Err(refuse("InvalidComputePlatformException", text));
    }
    options(input)?;
    let revision = revision(input)?;
    let config = input.text("deploymentConfigName").unwrap_or(&group.config).to_owned();
    groups::check_config(world, &application, &config)?;
    groups::check_role(world, &group.role, &group_key(&application.name, &group.name))?;
    if let Some(active) = active(world, &group) {
        return Err(refuse(
            "DeploymentLimitExceededException",
            format!(
                "The Deployment Group '{}' already has an active Deployment '{active}'",
                group.name
            ),
        ));
    }
    let mut deployment = new(world, &application, &group, revision, Creator::User);
    deployment.routing = configs::find(world, &config)?.routing.unwrap_or(Routing::AllAtOnce);
    deployment.config = config;
    deployment.description = input.text("description").map(str::to_owned);
    if let Some(own) = input.get("autoRollbackConfiguration") {
        deployment.auto_rollback = Some(own.clone());
    }
    if let Some(own) = input.get("overrideAlarmConfiguration") {
        deployment.alarms = Some(own.clone());
        deployment.override_alarms = Some(own.clone());
    }
    let id = deployment.id.clone();
    keep(world, deployment);
    Ok(Reply::from(json!({ "deploymentId": id })))
}

/// Refuses what makes no sense for Lambda, and configurations of the wrong shape.
fn options(input: &Input) -> Result<(), Fault> {
    if input.text("description").is_some_and(|text| text.chars().count() > 256) {
        return Err(refuse("DescriptionTooLongException", "The description is too long."));
    }
    for (member, name) in [
        ("ignoreApplicationStopFailures", "IgnoreApplicationStopFailures"),
        ("updateOutdatedInstancesOnly", "UpdateOutdatedInstancesOnly"),
    ] {
        if input.flag(member) == Some(true) {
            let text =
                format!("The {name} value is invalid. For Lambda deployments, false is expected.");
            return Err(refuse(&format!("Invalid{name}ValueException"), text));
        }
    }
    if input.has("targetInstances") {
        let text = "Target instances can't be specified for Lambda deployments.";
        return Err(refuse("InvalidTargetInstancesException", text));
    }
    if let Some(given) = input.get("autoRollbackConfiguration") {
        group_input::rollback(&input.part(given))?;
    }
    if let Some(given) = input.get("overrideAlarmConfiguration") {
        group_input::alarms(&input.part(given))?;
    }
    Ok(())
}

/// Reads the revision, as it is shown again. Whether its AppSpec makes sense is told by the deployment.
fn revision(input: &Input) -> Result<Value, Fault> {
    let invalid = |text: &str| refuse("InvalidRevisionException", text);
    let Some(given) = input.get("revision") else {
        return Err(refuse("RevisionRequiredException", "The revision ID was not specified."));
    };
    let part = input.part(given);
    let member = match part.text("revisionType") {
        Some("AppSpecContent") => "appSpecContent",
        Some("String") => "string",
        Some("S3") => return stored(&part),
        Some("GitHub") => return Err(invalid("GitHub revisions are for servers only")),
        _ => return Err(invalid("The revision type is missing or unknown")),
    };
    let spec = part.get(member).map(|spec| part.part(spec));
    let content = spec.as_ref().and_then(|spec| spec.text("content")).unwrap_or_default();
    if content.is_empty() {
        return Err(invalid("The content of the AppSpec must be specified"));
    }
    let digest = hex::encode(sha2::Sha256::digest(content));
    let expected = spec.as_ref().and_then(|spec| spec.text("sha256"));
    if expected.is_some_and(|expected| !expected.eq_ignore_ascii_case(&digest)) {
        return Err(invalid("The sha256 of the AppSpec is not that of its content"));
    }
    let shown = json!({ "content": content, "sha256": digest });
    Ok(json!({ "revisionType": part.text("revisionType"), member: shown }))
}

/// Where in S3 the AppSpec is. It is read when the deployment begins.
fn stored(part: &Input) -> Result<Value, Fault> {
    let invalid = |text: &str| refuse("InvalidRevisionException", text);
    let place =
        part.get("s3Location").ok_or_else(|| invalid("The S3 location must be specified"))?;
    let given = part.part(place);
    if given.text("bucket").is_none() || given.text("key").is_none() {
        return Err(invalid("The bucket and the key of the S3 location must be specified"));
    }
    if !matches!(given.text("bundleType"), Some("YAML" | "JSON")) {
        return Err(invalid("BundleType must be either YAML or JSON"));
    }
    Ok(json!({ "revisionType": "S3", "s3Location": place }))
}

/// The deployment of a group that is under way.
fn active(world: &World, group: &Group) -> Option<String> {
    let mut rows = world.codedeploy.deployments.values();
    let found = rows.find(|one| {
        !one.status.is_over() && one.application == group.application && one.group == group.name
    });
    found.map(|one| one.id.clone())
}

/// A deployment of a group, with what it takes over from it.
pub(super) fn new(
    world: &mut World,
    application: &Application,
    group: &Group,
    revision: Value,
    creator: Creator,
) -> Deployment {
    let now = world.now_ms();
    world.meta.events += 1;
    Deployment {
        id: format!("d-{}", world.random_text(9, LETTERS)),
        order: format!("{:020}-{:020}", u64::MAX - now, u64::MAX - world.meta.events),
        application: application.name.clone(),
        group: group.name.clone(),
        config: configs::ALL_AT_ONCE.to_owned(),
        routing: Routing::AllAtOnce,
        role: group.role.clone(),
        description: None,
        creator,
        revision,
        previous: group.revision.clone(),
        style: group.members.get("deploymentStyle").cloned(),
        auto_rollback: group.members.get("autoRollbackConfiguration").cloned(),
        alarms: group.members.get("alarmConfiguration").cloned(),
        override_alarms: None,
        status: Status::Created,
        failure: None,
        created_ms: now,
        started_ms: None,
        completed_ms: None,
        updated_ms: now,
        target: None,
        events: Vec::new(),
        shifted: 0,
        rollback: RollbackInfo::default(),
    }
}

/// Keeps a new deployment, tells its group, and lets it begin.
pub(super) fn keep(world: &mut World, deployment: Deployment) {
    let id = deployment.id.clone();
    let key = group_key(&deployment.application, &deployment.group);
    if let Some(group) = world.codedeploy.groups.get_mut(&key) {
        group.last_attempted = Some(id.clone());
    }
    world.codedeploy.deployments.insert(id.clone(), deployment);
    engine::begin(world, &id);
}

/// The deployment that the request names.
pub(super) fn find<'a>(world: &'a World, input: &Input) -> Result<&'a Deployment, Fault> {
    let id = input.text("deploymentId").filter(|id| !id.is_empty());
    let text = "At least one deployment ID must be specified.";
    let id = id.ok_or_else(|| refuse("DeploymentIdRequiredException", text))?;
    shape(id)?;
    world.codedeploy.deployments.get(id).ok_or_else(|| no_deployment(id))
}

/// Refuses an id of another shape.
pub(super) fn shape(id: &str) -> Result<(), Fault> {
    let rest = id.strip_prefix("d-").unwrap_or_default();
    if !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(refuse("InvalidDeploymentIdException", format!("The deployment ID {id} is not valid")))
}

pub(super) fn stop(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let deployment = find(world, input)?;
    let id = deployment.id.clone();
    if deployment.status.is_over() {
        return Err(refuse(
            "DeploymentAlreadyCompletedException",
            format!("The deployment {id} has already completed"),
        ));
    }
    let failure = Failure {
        code: "MANUAL_STOP".to_owned(),
        message: "The deployment was stopped by request.".to_owned(),
    };
    let rolls_back = input.flag("autoRollbackEnabled");
    engine::end(world, &id, Ending::StoppedOnRequest { failure, rolls_back });
    Ok(Reply::from(json!({
        "status": "Succeeded",
        "statusMessage": "No more commands will be scheduled for execution in the deployment instances",
    })))
}

/// Continues a deployment that waits for it: none of Lambda does.
pub(super) fn proceed(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = find(world, input)?.id.clone();
    Err(refuse(
        "UnsupportedActionForDeploymentTypeException",
        format!("The deployment {id} is of Lambda and never waits to be continued"),
    ))
}

pub(super) fn put_hook_status(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let id = find(world, input)?.id.clone();
    let execution = input.text("lifecycleEventHookExecutionId").unwrap_or_default().to_owned();
    let succeeded = match input.text("status") {
        Some("Succeeded") => true,
        Some("Failed") => false,
        _ => {
            return Err(refuse(
                "InvalidLifecycleEventHookExecutionStatusException",
                "The result of a Lambda validation function that verifies a lifecycle event is invalid. It should \
                 return Succeeded or Failed.",
            ));
        }
    };
    hooks::answered(world, &id, &execution, succeeded)?;
    Ok(Reply::from(json!({ "lifecycleEventHookExecutionId": execution })))
}

/// A hook's execution id: opaque, as long as AWS's are.
pub(super) fn execution(world: &mut World) -> String {
    let data = [world.uuid(), world.uuid()].concat();
    STANDARD.encode(json!({ "encryptedData": STANDARD.encode(data) }).to_string())
}

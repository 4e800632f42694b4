//! A deployment's life: it begins, asks its hooks, moves the traffic, and ends, rolled back if it must be.
//!
//! <https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-lambda>

use super::appspec::wrong;
use super::model::{
    Deployment, Event, Failure, Moment, Progress, Routing, Status, Target, group_key,
};
use super::notify::{Happened, notify};
use super::{appspec, hooks, revision, rollback, shift};
use crate::ops::lambda::reference;
use crate::world::World;

/// How a deployment ends.
#[derive(Debug, Clone)]
pub(super) enum Ending {
    Succeeded,
    Failed(Failure),
    StoppedOnRequest {
        failure: Failure,
        /// Whether the request says that it is rolled back; else the configuration does.
        rolls_back: Option<bool>,
    },
}

/// Arranges that a deployment begins, once its caller has its id.
pub(super) fn begin(world: &mut World, id: &str) {
    let now = world.now_ms();
    world.schedule(now, "codedeploy", &format!("start {id}"));
}

/// The deployment of an id, while it is under way.
pub(super) fn under_way<'a>(world: &'a World, id: &str) -> Option<&'a Deployment> {
    let deployment = world.codedeploy.deployments.get(id);
    deployment.filter(|deployment| deployment.status == Status::InProgress)
}

pub(super) fn start(world: &mut World, id: &str) {
    let now = world.now_ms();
    let present = world.codedeploy.deployments.get(id).map(|one| one.status);
    if present != Some(Status::Created) {
        return;
    }
    let Some(deployment) = world.codedeploy.deployments.get_mut(id) else { return };
    deployment.status = Status::InProgress;
    deployment.started_ms = Some(now);
    deployment.updated_ms = now;
    deployment.events = Moment::ALL
        .map(|moment| Event {
            moment,
            progress: Progress::Pending,
            started_ms: None,
            ended_ms: None,
            execution: None,
            message: None,
        })
        .to_vec();
    let deployment = deployment.clone();
    notify(world, &deployment, Happened::Started);
    match target(world, &deployment) {
        Ok(target) => {
            if let Some(row) = world.codedeploy.deployments.get_mut(id) {
                row.target = Some(target);
            }
        }
        Err(failure) => return end(world, id, Ending::Failed(failure)),
    }
    hooks::enter(world, id, Moment::BeforeAllowTraffic);
}

/// What a deployment moves: a rollback knows it, others read it from their AppSpec and look whether it is so.
fn target(world: &World, deployment: &Deployment) -> Result<Target, Failure> {
    if let Some(target) = &deployment.target {
        return Ok(target.clone());
    }
    let mut target = appspec::read(&revision::content(world, deployment)?)?;
    let missing = |what: &str| Failure {
        code: "INVALID_LAMBDA_FUNCTION".to_owned(),
        message: format!(
            "The deployment failed because the Lambda function specified in the AppSpec file can't be found: {what}"
        ),
    };
    // A name may be an ARN; a function is shown by its name.
    target.function =
        reference::parse(world, &target.function).map_err(|_| missing(&target.function))?.name;
    let key = format!("{}/{}", target.function, target.alias);
    shift::permitted(world, deployment, &target.function)?;
    for version in [&target.current, &target.target] {
        reference::configuration(world, &target.function, version)
            .map_err(|_| missing(&format!("{}:{version}", target.function)))?;
    }
    let alias = world.lambda.aliases.get(&key);
    let alias = alias.ok_or_else(|| missing(&format!("{}:{}", target.function, target.alias)))?;
    if alias.version != target.current {
        return Err(wrong(
            "The Lambda function alias version does not match the current version in AppSpec file.",
        ));
    }
    if alias.routing().is_some() {
        return Err(wrong(
            "The Lambda function alias already shares its traffic between two versions.",
        ));
    }
    // AWS says no more than that; all at once it takes the pair.
    if target.current == target.target && deployment.routing != Routing::AllAtOnce {
        return Err(wrong(""));
    }
    Ok(target)
}

/// An event is over and well: the next one begins.
pub(super) fn passed(world: &mut World, id: &str, moment: Moment) {
    write(world, id, moment, |event, now| {
        event.progress = Progress::Succeeded;
        event.started_ms.get_or_insert(now);
        event.ended_ms = Some(now);
    });
    match moment {
        Moment::BeforeAllowTraffic => shift::begin(world, id),
        Moment::AllowTraffic => hooks::enter(world, id, Moment::AfterAllowTraffic),
        Moment::AfterAllowTraffic => end(world, id, Ending::Succeeded),
    }
}

/// Writes to an event of a deployment, and when.
pub(super) fn write(
    world: &mut World,
    id: &str,
    moment: Moment,
    work: impl FnOnce(&mut Event, u64),
) {
    let now = world.now_ms();
    if let Some(deployment) = world.codedeploy.deployments.get_mut(id) {
        deployment.updated_ms = now;
        if let Some(event) = deployment.event_mut(moment) {
            work(event, now);
        }
    }
}

/// Ends a deployment, and rolls it back where that is configured.
pub(super) fn end(world: &mut World, id: &str, ending: Ending) {
    let now = world.now_ms();
    let Some(row) = world.codedeploy.deployments.get_mut(id) else { return };
    let (status, failure, happened) = match &ending {
        Ending::Succeeded => (Status::Succeeded, None, Happened::Succeeded),
        Ending::Failed(failure) => (Status::Failed, Some(failure), Happened::Failed),
        Ending::StoppedOnRequest { failure, .. } => {
            (Status::Stopped, Some(failure), Happened::Stopped)
        }
    };
    row.status = status;
    row.failure = failure.cloned();
    row.completed_ms = Some(now);
    row.updated_ms = now;
    for event in &mut row.events {
        match event.progress {
            Progress::InProgress => {
                event.progress = Progress::Failed;
                event.ended_ms = Some(now);
            }
            Progress::Pending => event.progress = Progress::Skipped,
            Progress::Succeeded | Progress::Failed | Progress::Skipped => {}
        }
    }
    let deployment = row.clone();
    if status == Status::Succeeded {
        let key = group_key(&deployment.application, &deployment.group);
        if let Some(group) = world.codedeploy.groups.get_mut(&key) {
            group.last_successful = Some(id.to_owned());
            group.revision = Some(deployment.revision.clone());
        }
    }
    notify(world, &deployment, happened);
    if rollback::is_due(&deployment, &ending) {
        rollback::begin(world, &deployment);
    }
}

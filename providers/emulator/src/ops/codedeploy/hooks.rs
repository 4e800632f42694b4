//! The functions that are asked before and after traffic moves, and what they answer.

use serde_json::json;

use super::deployments;
use super::engine::{self, Ending, under_way};
use super::faults::refuse;
use super::model::{Deployment, Failure, Moment, Progress, group_key};
use super::{PRINCIPAL, arn};
use crate::ops::delivery::{Parcel, Undelivered, deliver};
use crate::ops::iam::evaluate::role_may;
use crate::ops::{Fault, lambda};
use crate::world::World;

/// How long a hook may take to answer: an hour, as AWS gives.
const LONGEST_MS: u64 = 60 * 60 * 1000;

/// Begins a hook's event: its function is asked, and the event waits; without a function it is over at once.
pub(super) fn enter(world: &mut World, id: &str, moment: Moment) {
    let Some(deployment) = under_way(world, id).cloned() else { return };
    let target = deployment.target.as_ref();
    let function = match moment {
        Moment::BeforeAllowTraffic => target.and_then(|target| target.before.clone()),
        Moment::AfterAllowTraffic => target.and_then(|target| target.after.clone()),
        Moment::AllowTraffic => None,
    };
    let Some(function) = function else { return engine::passed(world, id, moment) };
    let execution = deployments::execution(world);
    engine::write(world, id, moment, |event, now| {
        event.progress = Progress::InProgress;
        event.started_ms = Some(now);
        event.execution = Some(execution.clone());
    });
    if let Err(reason) = ask(world, &deployment, &function, &execution) {
        let text = match reason {
            Undelivered::Denied => "the service role does not allow lambda:InvokeFunction on it",
            Undelivered::Missing => "it can't be found",
            Undelivered::Unavailable => "it can't be invoked",
        };
        return failed(world, id, moment, &format!("{function} was not asked: {text}"));
    }
    let at = world.now_ms() + LONGEST_MS;
    world.schedule(at, "codedeploy", &format!("silent {id} {execution}"));
}

/// Invokes a hook's function, in the service role.
fn ask(
    world: &mut World,
    deployment: &Deployment,
    function: &str,
    execution: &str,
) -> Result<(), Undelivered> {
    let named = lambda::reference::parse(world, function).map_err(|_| Undelivered::Missing)?;
    let target = lambda::reference::arn(world, &named.name, named.qualifier.as_deref());
    if !role_may(world, &deployment.role, "lambda:InvokeFunction", &target, None) {
        return Err(Undelivered::Denied);
    }
    let group = group_key(&deployment.application, &deployment.group);
    let body = json!({
        "DeploymentId": deployment.id, "LifecycleEventHookExecutionId": execution,
    });
    let parcel = Parcel {
        principal: PRINCIPAL,
        source_arn: arn(world, &format!("deploymentgroup:{group}")),
        role: Some(deployment.role.clone()),
        target,
        body: body.to_string(),
        ..Parcel::default()
    };
    deliver(world, &parcel)
}

/// A hook has answered.
pub(super) fn answered(
    world: &mut World,
    id: &str,
    execution: &str,
    succeeded: bool,
) -> Result<(), Fault> {
    let deployment = world.codedeploy.deployments.get(id);
    let event = deployment.and_then(|deployment| {
        deployment.events.iter().find(|event| event.execution.as_deref() == Some(execution))
    });
    let Some((moment, progress)) = event.map(|event| (event.moment, event.progress)) else {
        return Err(refuse(
            "InvalidLifecycleEventHookExecutionIdException",
            "A lifecycle event hook is invalid. Review the hooks section in your AppSpec file to ensure the lifecycle \
             events and hooks functions are valid.",
        ));
    };
    if progress != Progress::InProgress {
        return Err(refuse(
            "LifecycleEventAlreadyCompletedException",
            "An attempt to return the status of an already completed lifecycle event occurred.",
        ));
    }
    if succeeded {
        engine::passed(world, id, moment);
    } else {
        failed(world, id, moment, "the function answered Failed");
    }
    Ok(())
}

/// A hook's hour is over. If it has not answered, it has failed.
pub(super) fn silent(world: &mut World, subject: &str) {
    let Some((id, execution)) = subject.split_once(' ') else { return };
    let waiting = under_way(world, id).and_then(|deployment| {
        let mut events = deployment.events.iter();
        events.find(|event| event.execution.as_deref() == Some(execution))
    });
    let moment = waiting.filter(|event| event.progress == Progress::InProgress);
    if let Some(moment) = moment.map(|event| event.moment) {
        failed(world, id, moment, "the function did not answer within an hour");
    }
}

fn failed(world: &mut World, id: &str, moment: Moment, reason: &str) {
    let message = format!(
        "The deployment failed because the {} lifecycle event hook did not succeed: {reason}.",
        moment.word()
    );
    engine::write(world, id, moment, |event, now| {
        event.progress = Progress::Failed;
        event.ended_ms = Some(now);
        event.message = Some(reason.to_owned());
    });
    let failure = Failure { code: "HOOK_EXECUTION_FAILURE".to_owned(), message };
    engine::end(world, id, Ending::Failed(failure));
}

//! Deployments and their targets as the service shows them.

use serde_json::{Map, Value, json};

use super::model::{Creator, Deployment, Event, Platform, Progress, Status, Target, seconds};
use super::shift;
use crate::ops::lambda::reference;
use crate::world::World;

/// A `DeploymentInfo`.
pub(super) fn deployment(row: &Deployment) -> Value {
    let mut out = json!({
        "applicationName": row.application,
        "deploymentGroupName": row.group,
        "deploymentConfigName": row.config,
        "deploymentId": row.id,
        "revision": row.revision,
        "status": row.status.word(),
        "createTime": seconds(row.created_ms),
        "deploymentOverview": overview(row),
        "creator": match row.creator {
            Creator::User => "user",
            Creator::Rollback => "codeDeployRollback",
        },
        "ignoreApplicationStopFailures": false,
        "updateOutdatedInstancesOnly": false,
        "rollbackInfo": rollback(row),
        "instanceTerminationWaitTimeStarted": false,
        "fileExistsBehavior": "DISALLOW",
        "deploymentStatusMessages": [],
        "computePlatform": Platform::Lambda.word(),
    });
    let failure = row
        .failure
        .as_ref()
        .map(|failure| json!({ "code": failure.code, "message": failure.message }));
    let more = [
        ("previousRevision", row.previous.clone()),
        ("errorInformation", failure),
        ("startTime", row.started_ms.map(|ms| json!(seconds(ms)))),
        ("completeTime", row.completed_ms.map(|ms| json!(seconds(ms)))),
        ("description", row.description.as_ref().map(|text| json!(text))),
        ("autoRollbackConfiguration", row.auto_rollback.clone()),
        ("deploymentStyle", row.style.clone()),
        ("overrideAlarmConfiguration", row.override_alarms.clone()),
    ];
    if let Some(members) = out.as_object_mut() {
        let more = more.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?)));
        members.extend(more);
    }
    out
}

/// How many targets stand where: there is one.
fn overview(row: &Deployment) -> Value {
    let now = target_status(row);
    let names = ["Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Ready"];
    let counts = names.map(|name| (name.to_owned(), json!(i32::from(name == now))));
    Value::Object(Map::from_iter(counts))
}

fn rollback(row: &Deployment) -> Value {
    let members = [
        ("rollbackDeploymentId", &row.rollback.by),
        ("rollbackTriggeringDeploymentId", &row.rollback.of),
        ("rollbackMessage", &row.rollback.message),
    ];
    let given = members
        .iter()
        .filter_map(|(member, value)| Some(((*member).to_owned(), json!(value.as_ref()?))));
    Value::Object(given.collect())
}

/// Where the one target of a deployment stands.
pub(super) fn target_status(row: &Deployment) -> &'static str {
    match row.status {
        Status::Created => "Pending",
        Status::InProgress => "InProgress",
        Status::Succeeded => "Succeeded",
        Status::Failed | Status::Stopped => "Failed",
    }
}

/// A `DeploymentTarget`.
pub(super) fn target(world: &World, row: &Deployment, target: &Target) -> Value {
    let events: Vec<Value> = row.events.iter().map(event).collect();
    json!({
        "deploymentTargetType": "LambdaTarget",
        "lambdaTarget": {
            "deploymentId": row.id,
            "targetId": target.function,
            "targetArn": reference::arn(world, &target.function, Some(&target.alias)),
            "status": target_status(row),
            "lastUpdatedAt": seconds(row.updated_ms),
            "lifecycleEvents": events,
            "lambdaFunctionInfo": {
                "functionName": target.function,
                "functionAlias": target.alias,
                "currentVersion": target.current,
                "targetVersion": target.target,
                "targetVersionWeight": shift::weight(row),
            },
        },
    })
}

fn event(event: &Event) -> Value {
    let mut out = json!({
        "lifecycleEventName": event.moment.word(), "status": event.progress.word(),
    });
    let failed = event.progress == Progress::Failed;
    let diagnostics = event.message.as_ref().filter(|_| failed).map(|message| {
        json!({ "errorCode": "UnknownError", "scriptName": "", "message": message, "logTail": "" })
    });
    let more = [
        ("startTime", event.started_ms.map(|ms| json!(seconds(ms)))),
        ("endTime", event.ended_ms.map(|ms| json!(seconds(ms)))),
        ("diagnostics", diagnostics),
    ];
    if let Some(members) = out.as_object_mut() {
        let more = more.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?)));
        members.extend(more);
    }
    out
}

//! Triggers: what happens to a deployment, told to the topics of its group.

use serde_json::{Value, json};

use super::model::{Deployment, group_key};
use super::{PRINCIPAL, arn};
use crate::ops::delivery::{Parcel, deliver};
use crate::world::World;

/// What a trigger can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Happened {
    Started,
    Succeeded,
    Failed,
    Stopped,
    RolledBack,
}

impl Happened {
    fn word(self) -> &'static str {
        match self {
            Happened::Started => "DeploymentStart",
            Happened::Succeeded => "DeploymentSuccess",
            Happened::Failed => "DeploymentFailure",
            Happened::Stopped => "DeploymentStop",
            Happened::RolledBack => "DeploymentRollback",
        }
    }
}

/// Tells the topics of the group's triggers. A topic that can't be told is not told, as on AWS.
pub(super) fn notify(world: &mut World, deployment: &Deployment, happened: Happened) {
    let key = group_key(&deployment.application, &deployment.group);
    let Some(group) = world.codedeploy.groups.get(&key) else { return };
    let triggers = group.members.get("triggerConfigurations").and_then(Value::as_array).cloned();
    for trigger in triggers.unwrap_or_default() {
        let events = trigger.get("triggerEvents").and_then(Value::as_array);
        let meant = events.is_some_and(|events| events.iter().any(|one| one == happened.word()));
        let text = |member: &str| trigger.get(member).and_then(Value::as_str).unwrap_or_default();
        if !meant {
            continue;
        }
        let parcel = Parcel {
            principal: PRINCIPAL,
            source_arn: arn(world, &format!("deploymentgroup:{key}")),
            role: Some(deployment.role.clone()),
            target: text("triggerTargetArn").to_owned(),
            body: message(world, deployment, text("triggerName")).to_string(),
            ..Parcel::default()
        };
        // Nobody waits for a notification.
        let _ = deliver(world, &parcel);
    }
}

/// The message of a trigger:
/// <https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications-json-format.html>.
fn message(world: &World, deployment: &Deployment, trigger: &str) -> Value {
    let settings = world.settings();
    let failure = deployment.failure.as_ref().map(|failure| {
        json!({ "ErrorCode": failure.code, "ErrorMessage": failure.message }).to_string()
    });
    let rollback = &deployment.rollback;
    let rollback = rollback.message.as_ref().map(|message| {
        json!({
            "RollbackMessage": message,
            "RollbackDeploymentId": rollback.by,
            "RollbackTriggeringDeploymentId": rollback.of,
        })
        .to_string()
    });
    json!({
        "region": settings.region,
        "accountId": settings.account,
        "eventTriggerName": trigger,
        "applicationName": deployment.application,
        "deploymentId": deployment.id,
        "deploymentGroupName": deployment.group,
        "createTime": time(deployment.created_ms),
        "completeTime": deployment.completed_ms.map(time),
        "status": deployment.status.word().to_uppercase(),
        "errorInformation": failure,
        "rollbackInformation": rollback,
    })
}

/// `Mon Nov 23 19:41:08 UTC 2015`.
fn time(ms: u64) -> String {
    let stamp = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    stamp.map(|stamp| stamp.strftime("%a %b %d %H:%M:%S UTC %Y").to_string()).unwrap_or_default()
}

//! What a deployment group is told: its style, alarms, rollbacks and triggers, checked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::faults::refuse;
use super::model::Platform;
use crate::ops::{Fault, Input};

/// The members that are kept and shown as given.
const KEPT: &[&str] = &[
    "alarmConfiguration",
    "autoRollbackConfiguration",
    "blueGreenDeploymentConfiguration",
    "deploymentStyle",
    "ec2TagFilters",
    "ec2TagSet",
    "ecsServices",
    "loadBalancerInfo",
    "onPremisesInstanceTagFilters",
    "onPremisesTagSet",
    "outdatedInstancesStrategy",
    "terminationHookEnabled",
    "triggerConfigurations",
];

/// What can end a deployment so that it is rolled back.
const EVENTS: &[&str] =
    &["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"];

/// What a trigger can be about.
const TRIGGERS: &[&str] = &[
    "DeploymentStart",
    "DeploymentSuccess",
    "DeploymentFailure",
    "DeploymentStop",
    "DeploymentRollback",
    "DeploymentReady",
    "InstanceStart",
    "InstanceSuccess",
    "InstanceFailure",
    "InstanceReady",
];

/// The most alarms, and the most triggers, of a group.
const MOST: usize = 10;

/// Reads the members that a request gives.
pub(super) fn read(input: &Input) -> Result<BTreeMap<String, Value>, Fault> {
    if let Some(given) = input.get("alarmConfiguration") {
        alarms(&input.part(given))?;
    }
    if let Some(given) = input.get("autoRollbackConfiguration") {
        rollback(&input.part(given))?;
    }
    for given in input.list("triggerConfigurations") {
        trigger(&input.part(given))?;
    }
    if input.list("triggerConfigurations").len() > MOST {
        let text = "The maximum allowed number of triggers was exceeded.";
        return Err(refuse("TriggerTargetsLimitExceededException", text));
    }
    let given = KEPT.iter().filter_map(|member| Some((*member, input.get(member)?.clone())));
    Ok(given.map(|(member, value)| (member.to_owned(), value)).collect())
}

/// Checks an alarm configuration.
pub(super) fn alarms(given: &Input) -> Result<(), Fault> {
    let invalid = |text: String| Err(refuse("InvalidAlarmConfigException", text));
    let alarms = given.list("alarms");
    if alarms.len() > MOST {
        let text = "The maximum number of alarms for a deployment group (10) was exceeded.";
        return Err(refuse("AlarmsLimitExceededException", text));
    }
    if given.flag("enabled") == Some(true) && alarms.is_empty() {
        return invalid("The alarm configuration is enabled, but the alarm list is empty.".into());
    }
    let mut seen = BTreeSet::new();
    for alarm in alarms {
        let name = alarm.get("name").and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() || name.chars().count() > 255 {
            return invalid("An alarm name must have 1 to 255 characters.".into());
        }
        if !seen.insert(name) {
            return invalid(format!("Two alarms with the same name have been specified: {name}"));
        }
    }
    Ok(())
}

/// Checks a rollback configuration.
pub(super) fn rollback(given: &Input) -> Result<(), Fault> {
    let events = given.texts("events");
    let unknown = events.iter().find(|event| !EVENTS.contains(&event.as_str()));
    let text = match unknown {
        Some(event) => format!("{event} is no event that a deployment is rolled back for"),
        None if given.flag("enabled") == Some(true) && events.is_empty() => {
            "Automatic rollback is enabled, but no event types were listed.".to_owned()
        }
        None => return Ok(()),
    };
    Err(refuse("InvalidAutoRollbackConfigException", text))
}

fn trigger(given: &Input) -> Result<(), Fault> {
    let target = given.text("triggerTargetArn").unwrap_or_default();
    let is_topic = target.split(':').nth(2) == Some("sns") && target.split(':').count() == 6;
    let events = given.texts("triggerEvents");
    let text = if given.text("triggerName").is_none_or(str::is_empty) {
        "The trigger name must be specified".to_owned()
    } else if !is_topic {
        format!("Topic ARN {target} is not valid")
    } else if events.is_empty() || events.iter().any(|event| !TRIGGERS.contains(&event.as_str())) {
        "The trigger events are missing or unknown".to_owned()
    } else {
        return Ok(());
    };
    Err(refuse("InvalidTriggerConfigException", text))
}

/// Refuses a group that its platform can't deploy. A Lambda group shifts traffic between two versions.
pub(super) fn style(platform: Platform, members: &BTreeMap<String, Value>) -> Result<(), Fault> {
    let given = members.get("deploymentStyle").cloned().unwrap_or_else(|| json!({}));
    let text = |member: &str| given.get(member).and_then(Value::as_str);
    let (kind, option) = (text("deploymentType"), text("deploymentOption"));
    let known = kind.is_none_or(|kind| ["IN_PLACE", "BLUE_GREEN"].contains(&kind))
        && option.is_none_or(|option| {
            ["WITH_TRAFFIC_CONTROL", "WITHOUT_TRAFFIC_CONTROL"].contains(&option)
        });
    let invalid = |text: &str| Err(refuse("InvalidDeploymentStyleException", text));
    if !known {
        return invalid(
            "An invalid deployment style was specified. Valid deployment types include \"IN_PLACE\" and \
             \"BLUE_GREEN.\" Valid deployment options include \"WITH_TRAFFIC_CONTROL\" and \
             \"WITHOUT_TRAFFIC_CONTROL.\"",
        );
    }
    if platform == Platform::Lambda
        && (kind, option) != (Some("BLUE_GREEN"), Some("WITH_TRAFFIC_CONTROL"))
    {
        return invalid(
            "For Lambda deployment group, deployment type must be BLUE_GREEN and deployment option must be \
             WITH_TRAFFIC_CONTROL",
        );
    }
    Ok(())
}

//! Redrive policies: where messages go that were received too often.

use serde_json::{Map, Value};

use super::{attributes, by_arn, faults};
use crate::ops::Fault;
use crate::world::World;

/// A dead-letter queue and how many receives lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redrive {
    pub(crate) target_arn: String,
    pub(crate) max_receives: u64,
}

/// Reads a stored policy.
pub(crate) fn parse(policy: &str) -> Option<Redrive> {
    let policy: Map<String, Value> = serde_json::from_str(policy).ok()?;
    let target_arn = policy.get("deadLetterTargetArn")?.as_str()?.to_owned();
    Some(Redrive { target_arn, max_receives: max_receives(&policy)? })
}

/// A number, or a text of one: both are taken.
fn max_receives(policy: &Map<String, Value>) -> Option<u64> {
    let value = policy.get("maxReceiveCount")?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Checks a policy for the queue `name`.
pub(super) fn check(world: &World, name: &str, fifo: bool, text: &str) -> Result<(), Fault> {
    let refuse = |reason: &str| {
        Err(faults::bad_parameter(format!(
            "Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}"
        )))
    };
    let Ok(policy) = serde_json::from_str::<Map<String, Value>>(text) else {
        return refuse("Redrive policy is not a valid JSON map.");
    };
    let Some(target_arn) = policy.get("deadLetterTargetArn").and_then(Value::as_str) else {
        return refuse("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
    };
    let Some(count) = policy.get("maxReceiveCount") else {
        return refuse("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
    };
    if !max_receives(&policy).is_some_and(|count| (1..=1000).contains(&count)) {
        let reason = format!(
            "Invalid value for maxReceiveCount: {count}, valid values are from 1 to 1000 both inclusive."
        );
        return refuse(&reason);
    }
    let Some(target) = by_arn(world, target_arn) else {
        return refuse("Dead letter target does not exist.");
    };
    if attributes::is_fifo(target) != fifo {
        return refuse("Dead-letter queue must be same type of queue as the source.");
    }
    if !allows(world, target, name) {
        return refuse("Dead letter target does not allow this queue as a source.");
    }
    Ok(())
}

/// Whether the target's `RedriveAllowPolicy` lets the queue use it.
fn allows(world: &World, target: &str, source: &str) -> bool {
    let policy =
        world.sqs.queues.get(target).and_then(|queue| queue.attributes.get("RedriveAllowPolicy"));
    let policy = policy.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(policy) = policy else { return true };
    match policy.get("redrivePermission").and_then(Value::as_str) {
        Some("denyAll") => false,
        Some("byQueue") => {
            let sources = policy.get("sourceQueueArns").and_then(Value::as_array);
            let source = super::arn(world, source);
            sources.into_iter().flatten().any(|allowed| allowed.as_str() == Some(source.as_str()))
        }
        _ => true,
    }
}

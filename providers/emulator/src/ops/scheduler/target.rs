//! A schedule's target, checked and completed.

use serde_json::{Map, Value, json};

use super::faults;
use crate::ops::{Fault, Input};

/// How often and how long the Scheduler tries, unless told.
pub(super) const RETRIES: u64 = 185;
pub(super) const LONGEST_SECONDS: u64 = 86_400;

/// What a target keeps as it was given.
const KEPT: &[&str] = &[
    "Arn",
    "RoleArn",
    "Input",
    "DeadLetterConfig",
    "EventBridgeParameters",
    "KinesisParameters",
    "SqsParameters",
    "EcsParameters",
    "SageMakerPipelineParameters",
];

/// The target of a request.
pub(super) fn read(input: &Input) -> Result<Value, Fault> {
    let target = input.get("Target").ok_or_else(|| input.missing("Target"))?;
    let part = input.part(target);
    for member in ["Arn", "RoleArn"] {
        if part.text(member).is_none_or(str::is_empty) {
            let name = format!("target.{}", if member == "Arn" { "arn" } else { "roleArn" });
            let text = "Member must not be null";
            return Err(Fault::constraint("ValidationException", &name, None, text));
        }
    }
    let role = part.need_text("RoleArn")?;
    let is_role = role.splitn(6, ':').nth(5).is_some_and(|path| path.starts_with("role/"));
    if !role.starts_with("arn:aws") || !is_role {
        let text = "Member must satisfy regular expression pattern: \
                    ^arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+$";
        return Err(Fault::constraint("ValidationException", "target.roleArn", Some(role), text));
    }
    meaning(&part)?;
    let mut out = Map::new();
    for member in KEPT {
        if let Some(value) = part.get(member) {
            out.insert((*member).to_owned(), value.clone());
        }
    }
    out.insert("RetryPolicy".to_owned(), retries(&part)?);
    Ok(Value::Object(out))
}

fn retries(target: &Input) -> Result<Value, Fault> {
    let policy = target.part(target.get("RetryPolicy").unwrap_or(&Value::Null));
    let attempts = policy.integer_within("MaximumRetryAttempts", 0, 185)?;
    let seconds = policy.integer_within("MaximumEventAgeInSeconds", 60, 86_400)?;
    let or = |value: Option<i64>, default: u64| value.map_or_else(|| json!(default), |v| json!(v));
    Ok(json!({
        "MaximumEventAgeInSeconds": or(seconds, LONGEST_SECONDS),
        "MaximumRetryAttempts": or(attempts, RETRIES),
    }))
}

/// Checks what a target says, by the service that it names.
fn meaning(target: &Input) -> Result<(), Fault> {
    let arn = target.need_text("Arn")?;
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, service, _, _, resource] = parts.as_slice() else {
        return Err(faults::invalid("Provided Arn is not in correct format."));
    };
    let (is_fifo, is_bus) =
        (resource.strip_suffix(".fifo").is_some(), resource.starts_with("event-bus/"));
    let group = target.get("SqsParameters").and_then(|part| part.get("MessageGroupId"));
    let text = match *service {
        "sqs" if is_fifo && group.is_none() => {
            "SqsParameters must be specified for a target that is a FIFO queue."
        }
        "sqs" if !is_fifo && group.is_some() => {
            "SqsParameters must not be specified for a target that is a standard queue."
        }
        "events" if is_bus && !target.has("EventBridgeParameters") => {
            "EventBridgeParameters must be specified for a target that is an event bus."
        }
        "kinesis" if !target.has("KinesisParameters") => {
            "KinesisParameters must be specified for a target that is a stream."
        }
        "lambda" | "events" if is_broken(target.text("Input")) => {
            "Invalid RequestJson provided. Reason The Input is not valid JSON."
        }
        _ => return dead_letters(target),
    };
    Err(faults::invalid(text))
}

fn is_broken(input: Option<&str>) -> bool {
    input.is_some_and(|input| serde_json::from_str::<serde::de::IgnoredAny>(input).is_err())
}

/// Dead letters go to a standard queue.
fn dead_letters(target: &Input) -> Result<(), Fault> {
    let arn =
        target.get("DeadLetterConfig").and_then(|part| part.get("Arn")).and_then(Value::as_str);
    let is_queue = |arn: &str| {
        let parts: Vec<&str> = arn.split(':').collect();
        matches!(parts.as_slice(), ["arn", _, "sqs", _, _, name] if !name.contains('.'))
    };
    match arn.filter(|arn| !is_queue(arn)) {
        Some(arn) => {
            let text = "Member must satisfy regular expression pattern: \
                        ^arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+$";
            let member = "target.deadLetterConfig.arn";
            Err(Fault::constraint("ValidationException", member, Some(arn), text))
        }
        None => Ok(()),
    }
}

//! What a mapping reads: kinds of sources, whether they exist, whether a role may read them.

use crate::ops::iam::evaluate::role_may;
use crate::ops::lambda::faults::invalid;
use crate::ops::lambda::model::Configuration;
use crate::ops::{Fault, shards, sqs};
use crate::world::World;

/// A kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Queue { fifo: bool },
    TableStream,
    Stream,
}

/// The kind of source that an ARN names.
pub(super) fn kind(arn: &str) -> Option<Kind> {
    let mut parts = arn.split(':');
    let (prefix, service) = (parts.next()?, parts.nth(1)?);
    match service {
        _ if prefix != "arn" => None,
        "sqs" => Some(Kind::Queue { fifo: sqs::is_fifo(arn) }),
        "dynamodb" if arn.contains("/stream/") => Some(Kind::TableStream),
        "kinesis" => Some(Kind::Stream),
        _ => None,
    }
}

/// Refuses a source that is not there.
pub(super) fn exists(world: &World, kind: Kind, arn: &str) -> Result<(), Fault> {
    match kind {
        Kind::Queue { .. } if sqs::by_arn(world, arn).is_none() => Err(invalid(
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error \
             Message: The specified queue does not exist for this wsdl version.",
        )),
        Kind::TableStream | Kind::Stream => match shards::shards(world, arn) {
            Some(_) => Ok(()),
            None => Err(invalid(format!("Stream not found: {arn}"))),
        },
        Kind::Queue { .. } => Ok(()),
    }
}

/// Refuses a function whose role may not read the source.
pub(super) fn readable(world: &World, kind: Kind, arn: &str, role: &str) -> Result<(), Fault> {
    let policy = match kind {
        Kind::Queue { .. } => sqs::by_arn(world, arn)
            .and_then(|name| world.sqs.queues.get(name))
            .and_then(|queue| queue.attributes.get("Policy")),
        Kind::TableStream | Kind::Stream => None,
    };
    let may = |action: &&str| role_may(world, role, action, arn, policy.map(String::as_str));
    match kind {
        Kind::Queue { .. } => {
            let needed = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
            needed.iter().find(|action| !may(action)).map_or(Ok(()), |action| {
                let operation = action.trim_start_matches("sqs:");
                Err(invalid(format!(
                    "The provided execution role does not have permissions to call {operation} on SQS"
                )))
            })
        }
        Kind::TableStream => {
            let needed =
                ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"];
            let listed = role_may(world, role, "dynamodb:ListStreams", "*", None);
            if needed.iter().all(&may) && listed {
                return Ok(());
            }
            Err(invalid(format!(
                "Cannot access stream {arn}. Please ensure the role can perform the GetRecords, GetShardIterator, \
                 DescribeStream, and ListStreams Actions on your stream in IAM."
            )))
        }
        Kind::Stream => {
            let needed = ["kinesis:GetRecords", "kinesis:GetShardIterator"];
            let described = may(&"kinesis:DescribeStream") || may(&"kinesis:DescribeStreamSummary");
            let listed = may(&"kinesis:ListShards") || may(&"kinesis:DescribeStream");
            if needed.iter().all(may) && described && listed {
                return Ok(());
            }
            Err(invalid(format!(
                "Cannot access stream {arn}. Please ensure the role can perform the GetRecords, GetShardIterator, \
                 DescribeStream, ListShards, and ListStreams Actions on your stream in IAM."
            )))
        }
    }
}

/// Refuses a role that may not write to a destination.
pub(super) fn writable(world: &World, target: &str, role: &str) -> Result<(), Fault> {
    let (action, operation) = match target.split(':').nth(2) {
        Some("sqs") => ("sqs:SendMessage", "SendMessage on SQS"),
        Some("sns") => ("sns:Publish", "Publish on SNS"),
        Some("s3") => ("s3:PutObject", "PutObject on S3"),
        _ => {
            return Err(invalid(format!("The destination ARN {target} is invalid.")));
        }
    };
    let resource = if action == "s3:PutObject" { format!("{target}/*") } else { target.to_owned() };
    if role_may(world, role, action, &resource, None) {
        return Ok(());
    }
    Err(invalid(format!(
        "The provided execution role does not have permissions to call {operation}"
    )))
}

/// Refuses a function that may run longer than a queue hides what it was handed.
fn covers(world: &World, queue_arn: &str, timeout: u32) -> Result<(), Fault> {
    let queue = sqs::by_arn(world, queue_arn).and_then(|name| world.sqs.queues.get(name));
    let visibility = queue.map_or(u64::MAX, |queue| queue.number("VisibilityTimeout"));
    if visibility >= u64::from(timeout) {
        return Ok(());
    }
    Err(invalid(format!(
        "Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds"
    )))
}

/// The rule of visibility for one mapping that is made or changed.
pub(super) fn covered(
    world: &World,
    kind: Kind,
    arn: &str,
    configuration: &Configuration,
) -> Result<(), Fault> {
    match kind {
        Kind::Queue { .. } => covers(world, arn, configuration.timeout),
        Kind::TableStream | Kind::Stream => Ok(()),
    }
}

/// Refuses a new timeout of a function that a queue mapped to it doesn't cover.
pub(in crate::ops::lambda) fn visibility_covers(
    world: &World,
    function: &str,
    timeout: u32,
) -> Result<(), Fault> {
    let mappings = world.lambda.mappings.values();
    let mut mapped = mappings.filter(|row| {
        row.function == function
            && row.qualifier.as_deref().is_none_or(|qualifier| qualifier == "$LATEST")
            && matches!(kind(&row.source_arn), Some(Kind::Queue { .. }))
    });
    mapped.try_for_each(|row| covers(world, &row.source_arn, timeout))
}

//! What is told of records that were given up, to the mapping's on-failure destination.

use serde_json::{Value, json};

use super::create;
use super::model::Mapping;
use super::poll::End;
use super::source::{self, Kind};
use crate::ops::delivery::{self, Parcel};
use crate::ops::lambda::reference::{self, Reference};
use crate::ops::lambda::render::put;
use crate::ops::shards::Record;
use crate::world::World;

/// Why records were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}

/// Records that no function will see again.
#[derive(Debug)]
pub(super) struct Discarded<'a> {
    pub(super) shard: &'a str,
    pub(super) records: &'a [Record],
    pub(super) attempts: u32,
    /// The last run with them.
    pub(super) ran: Option<&'a End>,
}

/// Tells the destination, as the function's role, which records were given up. A queue or topic is not told the
/// records themselves. See <https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html>.
pub(super) fn tell(
    world: &mut World,
    row: &Mapping,
    condition: Condition,
    discarded: &Discarded<'_>,
) {
    let Some(target) = row.settings.on_failure.clone() else { return };
    let (Some(first), Some(last)) = (discarded.records.first(), discarded.records.last()) else {
        return;
    };
    let named = Reference { name: row.function.clone(), qualifier: row.qualifier.clone() };
    let role = create::function(world, &named).ok().map(|row| row.role.clone());
    let member = match source::kind(&row.source_arn) {
        Some(Kind::TableStream) => "DDBStreamBatchInfo",
        _ => "KinesisBatchInfo",
    };
    let info = json!({
        "shardId": discarded.shard,
        "startSequenceNumber": first.sequence,
        "endSequenceNumber": last.sequence,
        "approximateArrivalOfFirstRecord": time(first.at_ms),
        "approximateArrivalOfLastRecord": time(last.at_ms),
        "batchSize": discarded.records.len(),
        "streamArn": row.source_arn,
    });
    let mut body = record(world, row, condition, discarded);
    put(&mut body, member, info);
    let parcel = Parcel {
        principal: "lambda.amazonaws.com",
        source_arn: reference::arn(world, &row.function, None),
        role,
        target,
        body: body.to_string(),
        ..Parcel::default()
    };
    // A destination that does not take it loses it, as on AWS.
    let _ = delivery::deliver(world, &parcel);
}

fn record(
    world: &mut World,
    row: &Mapping,
    condition: Condition,
    discarded: &Discarded<'_>,
) -> Value {
    let qualifier = row.qualifier.as_deref();
    let word = match condition {
        Condition::RetryAttemptsExhausted => "RetryAttemptsExhausted",
        Condition::RecordAgeExceeded => "RecordAgeExceeded",
    };
    let (id, mut context) = match discarded.ran {
        Some(End::Ran { version, request_id, .. }) => (
            request_id.clone(),
            json!({ "statusCode": 200, "executedVersion": version, "functionError": "Unhandled" }),
        ),
        Some(End::NotCalled) | None => (world.uuid(), Value::Null),
    };
    let mut out = json!({
        "version": "1.0",
        "timestamp": time(world.now_ms()),
        "requestContext": {
            "requestId": id,
            "functionArn": reference::arn(world, &row.function, qualifier),
            "condition": word,
            "approximateInvokeCount": discarded.attempts,
        },
    });
    if context.is_object() {
        put(&mut out, "responseContext", context.take());
    }
    out
}

fn time(ms: u64) -> String {
    crate::ops::lambda::render::time(ms).replace("+0000", "Z")
}

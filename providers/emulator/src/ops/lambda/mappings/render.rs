//! Mappings as answers show them.

use serde_json::{Value, json};

use super::model::{Mapping, Settings, Starting};
use super::source::{self, Kind};
use crate::ops::lambda::reference;
use crate::ops::lambda::render::put;
use crate::world::World;

/// The ARN of a mapping.
pub(super) fn arn(world: &World, uuid: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:lambda:{}:{}:event-source-mapping:{uuid}", settings.region, settings.account)
}

/// An `EventSourceMappingConfiguration`.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
pub(super) fn shown(world: &World, row: &Mapping) -> Value {
    let kind = source::kind(&row.source_arn);
    let is_queue = matches!(kind, Some(Kind::Queue { .. }));
    let settings = &row.settings;
    let mut out = json!({
        "UUID": row.uuid,
        "EventSourceMappingArn": arn(world, &row.uuid),
        "EventSourceArn": row.source_arn,
        "FunctionArn": reference::arn(world, &row.function, row.qualifier.as_deref()),
        "BatchSize": settings.batch_size,
        "MaximumBatchingWindowInSeconds": settings.window_s,
        "LastModified": row.modified_ms as f64 / 1000.0,
        "State": row.state.word(),
        "StateTransitionReason": if is_queue { "USER_INITIATED" } else { "User action" },
    });
    if !settings.filters.is_empty() {
        let filters: Vec<Value> =
            settings.filters.iter().map(|pattern| json!({ "Pattern": pattern })).collect();
        put(&mut out, "FilterCriteria", json!({ "Filters": filters }));
    }
    let responses: &[&str] = if settings.partial { &["ReportBatchItemFailures"] } else { &[] };
    put(&mut out, "FunctionResponseTypes", json!(responses));
    if let Some(most) = settings.max_concurrency {
        put(&mut out, "ScalingConfig", json!({ "MaximumConcurrency": most }));
    }
    if !is_queue {
        of_streams(&mut out, row, settings);
    }
    for (member, value) in &settings.optional {
        put(&mut out, member, value.clone());
    }
    out
}

fn of_streams(out: &mut Value, row: &Mapping, settings: &Settings) {
    let mut set = |member: &str, value: Value| put(out, member, value);
    if let Some(starting) = settings.starting {
        set("StartingPosition", starting.word().into());
        if let Starting::AtTimestamp(seconds) = starting {
            set("StartingPositionTimestamp", seconds.into());
        }
    }
    set("ParallelizationFactor", settings.parallel.into());
    set("MaximumRetryAttempts", settings.retries.into());
    set("MaximumRecordAgeInSeconds", settings.age_s.into());
    set("BisectBatchOnFunctionError", settings.bisect.into());
    set("TumblingWindowInSeconds", settings.tumbling_s.into());
    set("LastProcessingResult", row.result.clone().into());
    let failure = match &settings.on_failure {
        Some(target) => json!({ "Destination": target }),
        None => json!({}),
    };
    set("DestinationConfig", json!({ "OnFailure": failure }));
}

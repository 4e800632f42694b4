//! What may be set for which source.

use serde_json::Value;

use super::filter;
use super::model::{Settings, Starting};
use super::source::Kind;
use crate::ops::lambda::configure::one_of;
use crate::ops::lambda::faults::invalid;
use crate::ops::{Fault, Input};

/// The most filters of a mapping.
const FILTERS: usize = 10;
/// Parameters that queues don't take.
const OF_STREAMS: &[&str] = &[
    "StartingPosition",
    "StartingPositionTimestamp",
    "ParallelizationFactor",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "BisectBatchOnFunctionError",
    "TumblingWindowInSeconds",
    "DestinationConfig",
];
/// Parameters that streams don't take.
const OF_QUEUES: &[&str] = &["ScalingConfig", "ProvisionedPollerConfig"];
/// Parameters of sources that are not modelled.
const OF_OTHERS: &[&str] =
    &["Topics", "Queues", "SelfManagedEventSource", "DocumentDBEventSourceConfig"];

/// The settings of a new mapping of this kind before anything is set.
pub(super) fn defaults(kind: Kind) -> Settings {
    Settings {
        batch_size: if matches!(kind, Kind::Queue { .. }) { 10 } else { 100 },
        window_s: 0,
        filters: Vec::new(),
        partial: false,
        max_concurrency: None,
        on_failure: None,
        starting: None,
        parallel: 1,
        retries: -1,
        age_s: -1,
        bisect: false,
        tumbling_s: 0,
        optional: std::collections::BTreeMap::new(),
    }
}

/// Applies what a call sets to `settings` and checks the whole; what is not given stays.
pub(super) fn merge(input: &Input, kind: Kind, settings: &mut Settings) -> Result<(), Fault> {
    supported(input, kind)?;
    numbers(input, settings)?;
    if let Some(criteria) = input.get("FilterCriteria") {
        settings.filters = filters(criteria)?;
    }
    if let Some(types) = input.get("FunctionResponseTypes").and_then(Value::as_array) {
        for one in types.iter().filter_map(Value::as_str) {
            one_of("functionResponseTypes", one, &["ReportBatchItemFailures"])?;
        }
        settings.partial = !types.is_empty();
    }
    if let Some(scaling) = input.get("ScalingConfig") {
        let most = input.part(scaling).integer_within("MaximumConcurrency", 2, 1000)?;
        settings.max_concurrency = most.and_then(|most| usize::try_from(most).ok());
    }
    if let Some(config) = input.get("DestinationConfig") {
        let target = config.get("OnFailure").and_then(|side| side.get("Destination"));
        let target = target.and_then(Value::as_str).filter(|target| !target.is_empty());
        settings.on_failure = target.map(str::to_owned);
    }
    if let Some(bisect) = input.flag("BisectBatchOnFunctionError") {
        settings.bisect = bisect;
    }
    optional(input, settings);
    together(kind, settings)
}

fn supported(input: &Input, kind: Kind) -> Result<(), Fault> {
    let foreign = match kind {
        Kind::Queue { .. } => OF_STREAMS,
        Kind::TableStream | Kind::Stream => OF_QUEUES,
    };
    match foreign.iter().chain(OF_OTHERS).find(|parameter| input.has(parameter)) {
        Some(parameter) => Err(invalid(format!(
            "Unsupported {parameter} parameter for given event source mapping type."
        ))),
        None => Ok(()),
    }
}

fn numbers(input: &Input, settings: &mut Settings) -> Result<(), Fault> {
    let whole = |member: &str, low: i64, high: i64| {
        let number = input.integer_within(member, low, high)?;
        Ok::<Option<u64>, Fault>(number.and_then(|number| u64::try_from(number).ok()))
    };
    if let Some(size) = whole("BatchSize", 1, 10_000)? {
        settings.batch_size = usize::try_from(size).unwrap_or(10);
    }
    settings.window_s =
        whole("MaximumBatchingWindowInSeconds", 0, 300)?.unwrap_or(settings.window_s);
    settings.parallel = whole("ParallelizationFactor", 1, 10)?.unwrap_or(settings.parallel);
    settings.tumbling_s = whole("TumblingWindowInSeconds", 0, 900)?.unwrap_or(settings.tumbling_s);
    settings.retries =
        input.integer_within("MaximumRetryAttempts", -1, 10_000)?.unwrap_or(settings.retries);
    let age = input.integer_within("MaximumRecordAgeInSeconds", -1, 604_800)?;
    if age.is_some_and(|age| (0..60).contains(&age)) {
        return Err(invalid(
            "Invalid value for MaximumRecordAgeInSeconds: it must be -1 or between 60 and 604800.",
        ));
    }
    settings.age_s = age.unwrap_or(settings.age_s);
    Ok(())
}

fn filters(criteria: &Value) -> Result<Vec<String>, Fault> {
    let filters = criteria.get("Filters").and_then(Value::as_array).cloned().unwrap_or_default();
    if filters.len() > FILTERS {
        return Err(invalid(format!(
            "Exceeded the maximum number of filters: {FILTERS} filters are allowed."
        )));
    }
    let patterns = filters.iter().map(|filter| {
        let pattern = filter.get("Pattern").and_then(Value::as_str).unwrap_or_default();
        let fits = pattern.len() <= 4096 && filter::valid(pattern);
        if fits {
            Ok(pattern.to_owned())
        } else {
            Err(invalid("Invalid filter pattern definition."))
        }
    });
    patterns.collect()
}

/// The members that are only kept and shown.
fn optional(input: &Input, settings: &mut Settings) {
    let mut keep = |member: &str, value: Value, some: bool| {
        if some {
            settings.optional.insert(member.to_owned(), value);
        } else {
            settings.optional.remove(member);
        }
    };
    if let Some(key) = input.text("KMSKeyArn") {
        keep("KMSKeyArn", key.into(), !key.is_empty());
    }
    if let Some(metrics) = input.get("MetricsConfig") {
        let list = metrics.get("Metrics").and_then(Value::as_array);
        keep("MetricsConfig", metrics.clone(), list.is_some_and(|list| !list.is_empty()));
    }
    if let Some(pollers) = input.get("ProvisionedPollerConfig") {
        let some = pollers.as_object().is_some_and(|members| !members.is_empty());
        keep("ProvisionedPollerConfig", pollers.clone(), some);
    }
}

/// The rules between settings.
fn together(kind: Kind, settings: &Settings) -> Result<(), Fault> {
    if kind == (Kind::Queue { fifo: true }) {
        if settings.batch_size > 10 {
            return Err(invalid(
                "Batch size must be less than or equal to 10 for FIFO SQS event source mappings.",
            ));
        }
        if settings.window_s > 0 {
            return Err(invalid(
                "Batching window is not supported for FIFO SQS event source mappings.",
            ));
        }
    }
    if matches!(kind, Kind::Queue { .. }) && settings.batch_size > 10 && settings.window_s == 0 {
        return Err(invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
        ));
    }
    if settings.max_concurrency.is_some()
        && settings.optional.contains_key("ProvisionedPollerConfig")
    {
        return Err(invalid(
            "ScalingConfig and ProvisionedPollerConfig cannot be used together for SQS event source mappings.",
        ));
    }
    Ok(())
}

/// Where a new mapping of a stream begins; queues have no such thing.
pub(super) fn starting(input: &Input, kind: Kind, arn: &str) -> Result<Option<Starting>, Fault> {
    let given = input.text("StartingPosition");
    let constraint =
        "Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.";
    match (kind, given) {
        (Kind::Queue { .. }, _) => Ok(None),
        (_, None) => Err(invalid(format!("1 validation error detected: {constraint}"))),
        (_, Some("TRIM_HORIZON")) => Ok(Some(Starting::TrimHorizon)),
        (_, Some("LATEST")) => Ok(Some(Starting::Latest)),
        (Kind::TableStream, Some("AT_TIMESTAMP")) => {
            Err(invalid(format!("Unsupported starting position for arn type: {arn}")))
        }
        (Kind::Stream, Some("AT_TIMESTAMP")) => {
            let seconds = input.get("StartingPositionTimestamp").and_then(Value::as_f64);
            let seconds = seconds.ok_or_else(|| {
                invalid("StartingPositionTimestamp must be provided for starting position AT_TIMESTAMP.")
            })?;
            Ok(Some(Starting::AtTimestamp(seconds)))
        }
        (_, Some(other)) => {
            one_of("startingPosition", other, &["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"])?;
            Ok(None)
        }
    }
}

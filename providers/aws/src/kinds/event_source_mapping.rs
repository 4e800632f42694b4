//! Event source mappings, found by their source and function.
use super::{attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_lambda::types::{
    DestinationConfig, EventSourceMappingConfiguration, EventSourcePosition, Filter,
    FilterCriteria, FunctionResponseType, OnFailure, ScalingConfig,
};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::event_source_mapping::EventSourceMapping;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::{Attrs, Value};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let mappings = o.mappings().await?;
    let (uuid, source, function) =
        (key(wanted, "uuid"), key(wanted, "source"), key(wanted, "function"));
    let by_id = mappings.iter().find(|one| uuid.is_some() && one.uuid() == uuid);
    let same = |one: &&EventSourceMappingConfiguration| {
        source.is_some() && one.event_source_arn() == source && one.function_arn() == function
    };
    let found = by_id.or_else(|| mappings.iter().find(same));
    // What is being deleted is as good as gone.
    let Some(found) = found.filter(|one| one.state() != Some("Deleting")) else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        return Ok(Sight::Listed);
    }
    let arn = found.event_source_mapping_arn().unwrap_or_default();
    let told = o.reads.lambda.list_tags().resource(arn).send().await?;
    let tags = tags::from_map(told.tags());
    let mut live = read(found);
    live.insert("tags".into(), tags::value(&tags));
    Ok(seen(KindName::EventSourceMapping, live, None, tags::ownership(o.identity, &tags)))
}

fn read(found: &EventSourceMappingConfiguration) -> Attrs {
    let patterns = found.filter_criteria().map(FilterCriteria::filters).unwrap_or_default();
    let patterns = patterns.iter().map(|filter| super::document(filter.pattern())).collect();
    let reports =
        found.function_response_types().contains(&FunctionResponseType::ReportBatchItemFailures);
    let most = found.scaling_config().and_then(ScalingConfig::maximum_concurrency);
    let failures = found.destination_config().and_then(DestinationConfig::on_failure);
    attrs([
        ("source", text(found.event_source_arn())),
        ("function", text(found.function_arn())),
        ("enabled", Value::Bool(!matches!(found.state(), Some("Disabled" | "Disabling")))),
        ("batch_size", int(found.batch_size())),
        ("batch_window", int(found.maximum_batching_window_in_seconds())),
        ("filter", Value::List(patterns)),
        ("report_failures", Value::Bool(reports)),
        ("max_concurrency", int(most)),
        ("starting_position", text(found.starting_position().map(EventSourcePosition::as_str))),
        ("parallel", int(found.parallelization_factor())),
        ("retries", int(found.maximum_retry_attempts())),
        ("max_age", int(found.maximum_record_age_in_seconds())),
        ("bisect", found.bisect_batch_on_function_error().map_or(Value::Null, Value::Bool)),
        ("on_failure", text(failures.and_then(OnFailure::destination))),
        ("uuid", text(found.uuid())),
        ("arn", text(found.event_source_mapping_arn())),
    ])
}

fn criteria(wanted: &EventSourceMapping) -> FilterCriteria {
    let filter =
        |pattern: &serde_json::Value| Filter::builder().pattern(pattern.to_string()).build();
    let filters: Vec<Filter> = wanted.filter.0.iter().map(filter).collect();
    FilterCriteria::builder().set_filters(Some(filters)).build()
}

fn responses(wanted: &EventSourceMapping) -> Vec<FunctionResponseType> {
    if wanted.report_failures {
        vec![FunctionResponseType::ReportBatchItemFailures]
    } else {
        Vec::new()
    }
}

/// An empty one takes the limit away.
fn scaling(wanted: &EventSourceMapping) -> Result<ScalingConfig, Failure> {
    let most = wanted.max_concurrency.map(narrow).transpose()?;
    Ok(ScalingConfig::builder().set_maximum_concurrency(most).build())
}

/// An empty one takes the destination away.
fn destination(wanted: &EventSourceMapping) -> DestinationConfig {
    let arn = wanted.on_failure.as_ref().map(|arn| arn.0.clone());
    let failure = OnFailure::builder().set_destination(arn).build();
    DestinationConfig::builder().on_failure(failure).build()
}

fn narrowed(number: Option<i64>) -> Result<Option<i32>, Failure> {
    number.map(narrow).transpose()
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let wanted: EventSourceMapping = w.typed()?;
    let call = w
        .clients
        .lambda
        .create_event_source_mapping()
        .event_source_arn(&wanted.source.0)
        .function_name(&wanted.function.0)
        .enabled(wanted.enabled)
        .batch_size(narrow(wanted.batch_size)?)
        .maximum_batching_window_in_seconds(narrow(wanted.batch_window.0)?)
        .set_filter_criteria((!wanted.filter.0.is_empty()).then(|| criteria(&wanted)))
        .set_function_response_types(wanted.report_failures.then(|| responses(&wanted)))
        .set_scaling_config(wanted.max_concurrency.map(|_| scaling(&wanted)).transpose()?)
        .set_starting_position(wanted.starting_position.as_deref().map(EventSourcePosition::from))
        .set_parallelization_factor(narrowed(wanted.parallel)?)
        .set_maximum_retry_attempts(narrowed(wanted.retries)?)
        .set_maximum_record_age_in_seconds(narrowed(wanted.max_age)?)
        .set_bisect_batch_on_function_error(wanted.bisect)
        .set_destination_config(wanted.on_failure.as_ref().map(|_| destination(&wanted)))
        .set_tags(Some(tags::read(w.call.desired).into_iter().collect()));
    let made = call.send().await?;
    Ok(Done::texts([("uuid", made.uuid()), ("arn", made.event_source_mapping_arn())]))
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let wanted: EventSourceMapping = w.typed()?;
    let mut call = w.clients.lambda.update_event_source_mapping().uuid(w.text("uuid")?);
    // Left out, a mapping that is disabled would be enabled again.
    call = call.enabled(wanted.enabled);
    if w.changes("batch_size") || w.changes("batch_window") {
        call = call.batch_size(narrow(wanted.batch_size)?);
        call = call.maximum_batching_window_in_seconds(narrow(wanted.batch_window.0)?);
    }
    if w.changes("filter") {
        call = call.filter_criteria(criteria(&wanted));
    }
    if w.changes("report_failures") {
        call = call.set_function_response_types(Some(responses(&wanted)));
    }
    if w.changes("max_concurrency") {
        call = call.scaling_config(scaling(&wanted)?);
    }
    if w.changes("on_failure") {
        call = call.destination_config(destination(&wanted));
    }
    let changed = |name, number| if w.changes(name) { narrowed(number) } else { Ok(None) };
    call = call
        .set_parallelization_factor(changed("parallel", wanted.parallel)?)
        .set_maximum_retry_attempts(changed("retries", wanted.retries)?)
        .set_maximum_record_age_in_seconds(changed("max_age", wanted.max_age)?)
        .set_bisect_batch_on_function_error(wanted.bisect.filter(|_| w.changes("bisect")));
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.lambda.tag_resource().resource(w.text("arn")?);
    call.set_tags(Some(tags.into_iter().collect())).send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.lambda.untag_resource().resource(w.text("arn")?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.lambda.delete_event_source_mapping().uuid(w.text("uuid")?).send().await?;
    Ok(Done::default())
}

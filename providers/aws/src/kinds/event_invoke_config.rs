//! Settings of asynchronous invocations. `Put` writes all of them.
use super::{attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::observation::Observation;
use aws_sdk_lambda::types::{DestinationConfig, OnFailure, OnSuccess};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::event_invoke_config::EventInvokeConfig;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::table::ArnText;
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (function, qualifier) = match o.on_alias(wanted).await? {
        Ok(place) => place,
        Err(sight) => return Ok(sight),
    };
    let call = o.reads.lambda.get_function_event_invoke_config().function_name(function);
    let found = call.qualifier(qualifier).send().await?;
    let ends = found.destination_config();
    let success = ends.and_then(DestinationConfig::on_success).and_then(OnSuccess::destination);
    let failure = ends.and_then(DestinationConfig::on_failure).and_then(OnFailure::destination);
    let live = attrs([
        ("function", Value::text(function)),
        ("qualifier", Value::text(qualifier)),
        ("retries", int(found.maximum_retry_attempts())),
        ("max_age", int(found.maximum_event_age_in_seconds())),
        ("on_success", text(success)),
        ("on_failure", text(failure)),
    ]);
    Ok(seen(KindName::EventInvokeConfig, live, None, Ownership::Parent))
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let wanted: EventInvokeConfig = w.typed()?;
    let arn = |arn: Option<ArnText>| arn.map(|arn| arn.0);
    let success = arn(wanted.on_success)
        .map(|destination| OnSuccess::builder().destination(destination).build());
    let failure = arn(wanted.on_failure)
        .map(|destination| OnFailure::builder().destination(destination).build());
    let ends = DestinationConfig::builder().set_on_success(success).set_on_failure(failure).build();
    let call = w.clients.lambda.put_function_event_invoke_config();
    call.function_name(wanted.function)
        .qualifier(wanted.qualifier)
        .maximum_retry_attempts(narrow(wanted.retries)?)
        .maximum_event_age_in_seconds(narrow(wanted.max_age.0)?)
        .destination_config(ends)
        .send()
        .await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.delete_function_event_invoke_config();
    call.function_name(w.text("function")?).qualifier(w.text("qualifier")?).send().await?;
    Ok(Done::default())
}

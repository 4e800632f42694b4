//! Targets of rules. Putting one replaces it, so whatever changes, everything is sent.
use super::{attrs, document, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::{Failure, Refusal};
use crate::observation::{Observation, key};
use aws_sdk_eventbridge::types as sdk;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::target::Target;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(bus), Some(rule), Some(id)) =
        (key(wanted, "bus"), key(wanted, "rule"), key(wanted, "id"))
    else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.rules_like(bus, rule).await?.contains(rule);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    // A rule has five targets at most: one page.
    let list = o.reads.events.list_targets_by_rule().event_bus_name(bus).rule(rule).send().await?;
    let found = list.targets().iter().find(|target| target.id() == id);
    Ok(found.map_or(Sight::Absent, |target| {
        let mut live = read(target);
        live.insert("bus".into(), Value::text(bus));
        live.insert("rule".into(), Value::text(rule));
        seen(KindName::Target, live, None, Ownership::Parent)
    }))
}

fn read(target: &sdk::Target) -> Attrs {
    let transformer = target.input_transformer();
    let paths = transformer.and_then(sdk::InputTransformer::input_paths_map);
    let paths = paths.into_iter().flatten();
    let retry = target.retry_policy();
    let int = |number: Option<i32>| super::int(number);
    attrs([
        ("id", Value::text(target.id())),
        ("target_arn", Value::text(target.arn())),
        ("role_arn", text(target.role_arn())),
        ("input", document(target.input())),
        ("input_path", text(target.input_path())),
        (
            "paths",
            Value::Map(paths.map(|(name, path)| (name.clone(), Value::text(path))).collect()),
        ),
        ("template", text(transformer.map(sdk::InputTransformer::input_template))),
        ("group", text(target.sqs_parameters().and_then(|sqs| sqs.message_group_id()))),
        ("retries", int(retry.and_then(sdk::RetryPolicy::maximum_retry_attempts))),
        ("max_age", int(retry.and_then(sdk::RetryPolicy::maximum_event_age_in_seconds))),
        ("dead_letter_arn", text(target.dead_letter_config().and_then(|dead| dead.arn()))),
    ])
}

pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let target: Target = w.typed()?;
    let call = w.clients.events.put_targets().event_bus_name(&target.bus).rule(&target.rule);
    let answer = call.targets(made(target)?).send().await?;
    match answer.failed_entries().first() {
        Some(entry) => Err(refused(entry.error_code(), entry.error_message())),
        None => Ok(Done::default()),
    }
}

/// EventBridge answers 200 and tells in the body that it did nothing.
fn refused(code: Option<&str>, message: Option<&str>) -> Failure {
    Failure::Refused(Refusal {
        status: 400,
        code: code.unwrap_or("FailedEntry").to_owned(),
        message: message.unwrap_or_default().to_owned(),
        after_ms: None,
    })
}

fn made(target: Target) -> Result<sdk::Target, Failure> {
    let whole = |_| Failure::internal("a part of a rule's target is not known");
    let transformer = target.template.map(|template| {
        let paths = target.paths.into_iter().collect();
        let transformer = sdk::InputTransformer::builder().input_template(template);
        transformer.set_input_paths_map(Some(paths)).build()
    });
    let retry = sdk::RetryPolicy::builder()
        .maximum_retry_attempts(narrow(target.retries)?)
        .maximum_event_age_in_seconds(narrow(target.max_age.0)?)
        .build();
    let group = |group| sdk::SqsParameters::builder().message_group_id(group).build();
    let dead =
        |arn: cutover_schemas::table::ArnText| sdk::DeadLetterConfig::builder().arn(arn.0).build();
    sdk::Target::builder()
        .id(target.id)
        .arn(target.target_arn.0)
        .set_role_arn(target.role_arn.map(|arn| arn.0))
        .set_input(target.input.map(|input| input.0.to_string()))
        .set_input_path(target.input_path)
        .set_input_transformer(transformer.transpose().map_err(whole)?)
        .set_sqs_parameters(target.group.map(group))
        .retry_policy(retry)
        .set_dead_letter_config(target.dead_letter_arn.map(dead))
        .build()
        .map_err(whole)
}

pub(crate) async fn remove(w: &Writer<'_>) -> Outcome {
    let call = w.clients.events.remove_targets().event_bus_name(w.text("bus")?);
    let answer = call.rule(w.text("rule")?).ids(w.text("id")?).send().await?;
    match answer.failed_entries().first() {
        Some(entry) => Err(refused(entry.error_code(), entry.error_message())),
        None => Ok(Done::default()),
    }
}

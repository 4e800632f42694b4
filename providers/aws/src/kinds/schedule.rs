//! Schedules. Updating one replaces it, so whatever changes, everything is sent.
use super::{attrs, document, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::names::schedule_arn;
use crate::observation::{Observation, key};
use aws_sdk_scheduler::operation::get_schedule::GetScheduleOutput;
use aws_sdk_scheduler::types as sdk;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::schedule::Schedule;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::table::ArnText;
use cutover_schemas::value::{Attrs, Value};

const MINUTE: i64 = 60;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(group), Some(name)) = (key(wanted, "group"), key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.schedules(group).await?.contains(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let told = o.reads.scheduler.get_schedule().group_name(group).name(name).send().await?;
    let mut live = read(&told);
    live.extend(told.target().map(read_target).unwrap_or_default());
    live.insert("group".into(), Value::text(group));
    live.insert("name".into(), Value::text(name));
    live.insert("arn".into(), Value::text(schedule_arn(o.identity, group, name)));
    Ok(seen(KindName::Schedule, live, None, Ownership::Parent))
}

fn read(told: &GetScheduleOutput) -> Attrs {
    let window = told.flexible_time_window();
    let minutes = window.and_then(sdk::FlexibleTimeWindow::maximum_window_in_minutes);
    let seconds = minutes.map_or(Value::Null, |minutes| Value::Int(i64::from(minutes) * MINUTE));
    let enabled = !matches!(told.state(), Some(sdk::ScheduleState::Disabled));
    attrs([
        ("expression", text(told.schedule_expression())),
        ("timezone", text(told.schedule_expression_timezone())),
        ("window", seconds),
        ("start", date(told.start_date())),
        ("end", date(told.end_date())),
        ("enabled", Value::Bool(enabled)),
        ("description", text(told.description())),
    ])
}

fn read_target(target: &sdk::Target) -> Attrs {
    let (retry, event) = (target.retry_policy(), target.event_bridge_parameters());
    let group = target.sqs_parameters().and_then(sdk::SqsParameters::message_group_id);
    attrs([
        ("target_arn", Value::text(target.arn())),
        ("role_arn", Value::text(target.role_arn())),
        ("input", document(target.input())),
        ("event_source", text(event.map(sdk::EventBridgeParameters::source))),
        ("event_type", text(event.map(sdk::EventBridgeParameters::detail_type))),
        ("message_group", text(group)),
        ("retries", int(retry.and_then(sdk::RetryPolicy::maximum_retry_attempts))),
        ("max_age", int(retry.and_then(sdk::RetryPolicy::maximum_event_age_in_seconds))),
        ("dead_letter_arn", text(target.dead_letter_config().and_then(sdk::DeadLetterConfig::arn))),
    ])
}

/// Whole seconds in UTC, as the spec writes them.
fn date(date: Option<&DateTime>) -> Value {
    let whole = date.map(|date| DateTime::from_secs(date.secs()));
    text(whole.and_then(|date| date.fmt(Format::DateTime).ok()).as_deref())
}

fn moment(text: Option<String>) -> Result<Option<DateTime>, Failure> {
    let parse = |text: String| DateTime::from_str(&text, Format::DateTime);
    text.map(parse).transpose().map_err(|_| Failure::internal("a date of a schedule is no date"))
}

fn target(wanted: &Schedule) -> Result<sdk::Target, Failure> {
    let whole = |_| Failure::internal("a part of a schedule's target is not known");
    let event = wanted.event_source.as_ref().zip(wanted.event_type.as_ref()).map(
        |(source, detail_type)| {
            let event = sdk::EventBridgeParameters::builder().source(source);
            event.detail_type(detail_type).build()
        },
    );
    let retry = sdk::RetryPolicy::builder()
        .maximum_retry_attempts(narrow(wanted.retries)?)
        .maximum_event_age_in_seconds(narrow(wanted.max_age.0)?)
        .build();
    let group = |group: &String| sdk::SqsParameters::builder().message_group_id(group).build();
    let dead = |arn: &ArnText| sdk::DeadLetterConfig::builder().arn(&arn.0).build();
    sdk::Target::builder()
        .arn(&wanted.target_arn.0)
        .role_arn(&wanted.role_arn.0)
        .set_input(wanted.input.as_ref().map(|input| input.0.to_string()))
        .set_event_bridge_parameters(event.transpose().map_err(whole)?)
        .set_sqs_parameters(wanted.message_group.as_ref().map(group))
        .retry_policy(retry)
        .set_dead_letter_config(wanted.dead_letter_arn.as_ref().map(dead))
        .build()
        .map_err(whole)
}

fn window(wanted: &Schedule) -> Result<sdk::FlexibleTimeWindow, Failure> {
    let builder = sdk::FlexibleTimeWindow::builder();
    let builder = match &wanted.window {
        Some(window) => builder
            .mode(sdk::FlexibleTimeWindowMode::Flexible)
            .maximum_window_in_minutes(narrow(window.0 / MINUTE)?),
        None => builder.mode(sdk::FlexibleTimeWindowMode::Off),
    };
    builder.build().map_err(|_| Failure::internal("a time window has a mode"))
}

fn state(wanted: &Schedule) -> sdk::ScheduleState {
    if wanted.enabled { sdk::ScheduleState::Enabled } else { sdk::ScheduleState::Disabled }
}

/// An empty description is sent as none.
fn description(wanted: &Schedule) -> Option<String> {
    Some(wanted.description.clone()).filter(|text| !text.is_empty())
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let wanted: Schedule = w.typed()?;
    let call = w.clients.scheduler.create_schedule().target(target(&wanted)?);
    let call = call.flexible_time_window(window(&wanted)?).state(state(&wanted));
    let call = call.set_description(description(&wanted));
    let call = call.set_start_date(moment(wanted.start)?).set_end_date(moment(wanted.end)?);
    let call = call.schedule_expression(wanted.expression);
    let call = call.schedule_expression_timezone(wanted.timezone);
    call.group_name(wanted.group).name(wanted.name).send().await?;
    Ok(Done::default())
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let wanted: Schedule = w.typed()?;
    let call = w.clients.scheduler.update_schedule().target(target(&wanted)?);
    let call = call.flexible_time_window(window(&wanted)?).state(state(&wanted));
    let call = call.set_description(description(&wanted));
    let call = call.set_start_date(moment(wanted.start)?).set_end_date(moment(wanted.end)?);
    let call = call.schedule_expression(wanted.expression);
    let call = call.schedule_expression_timezone(wanted.timezone);
    call.group_name(wanted.group).name(wanted.name).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.scheduler.delete_schedule().group_name(w.text("group")?);
    call.name(w.text("name")?).send().await?;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_whole_seconds_in_utc() {
        let text = "2030-01-01T00:00:00Z".to_owned();
        let read = moment(Some(text.clone())).unwrap();
        assert_eq!(date(read.as_ref()), Value::text(text));
        assert_eq!(date(Some(&DateTime::from_secs_f64(0.7))), Value::text("1970-01-01T00:00:00Z"));
        assert!(moment(Some("tomorrow".to_owned())).is_err());
    }
}

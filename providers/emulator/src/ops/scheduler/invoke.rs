//! What a target gets, how it gets there in the schedule's role, and what becomes of what does not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{PRINCIPAL, Schedule, arn, dates, group_arn, target};
use crate::ops::delivery::{self, Parcel, Undelivered};
use crate::ops::iam::evaluate::role_may;
use crate::ops::iam::trust;
use crate::world::World;

/// One invocation of a schedule's target, on its first attempt or a later one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Retry {
    pub(crate) schedule_arn: String,
    pub(crate) group_arn: String,
    /// The target as it was when the schedule was due.
    pub(crate) target: Value,
    pub(crate) execution: String,
    /// The time it was due by its expression.
    pub(crate) scheduled_ms: u64,
    pub(crate) began_ms: u64,
    /// How often it was attempted.
    pub(crate) attempts: u64,
}

impl Retry {
    fn text(&self, member: &str) -> &str {
        self.target.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    /// A text of one of the target's parameters.
    fn parameter(&self, parameters: &str, member: &str) -> Option<String> {
        self.target.get(parameters)?.get(member)?.as_str().map(str::to_owned)
    }

    /// A number of the retry policy.
    fn policy(&self, member: &str, default: u64) -> u64 {
        let policy = self.target.get("RetryPolicy").and_then(|policy| policy.get(member));
        policy.and_then(Value::as_u64).unwrap_or(default)
    }
}

/// Invokes the target of a schedule that is due.
pub(super) fn start(world: &mut World, row: &Schedule, scheduled_ms: u64) {
    let retry = Retry {
        schedule_arn: arn(world, &row.group, &row.name),
        group_arn: group_arn(world, &row.group),
        target: row.settings.get("Target").cloned().unwrap_or_default(),
        execution: world.uuid(),
        scheduled_ms,
        began_ms: world.now_ms(),
        attempts: 0,
    };
    attempt(world, retry);
}

/// Attempts an invocation that is due again.
pub(super) fn again(world: &mut World, id: &str) {
    if let Some(retry) = world.scheduler.retries.remove(id) {
        attempt(world, retry);
    }
}

fn attempt(world: &mut World, mut retry: Retry) {
    retry.attempts += 1;
    let body = body(world, &retry);
    let Err(error) = hand_over(world, &retry, &body) else { return };
    let pause_ms = delivery::pause_ms(world, retry.attempts);
    let most = retry.policy("MaximumRetryAttempts", target::RETRIES);
    let longest_ms = retry.policy("MaximumEventAgeInSeconds", target::LONGEST_SECONDS) * 1000;
    let age_ms = world.now_ms() + pause_ms - retry.began_ms;
    let exhausted = match error {
        // What is missing or forbidden will be so tomorrow.
        Undelivered::Missing | Undelivered::Denied => None,
        Undelivered::Unavailable if retry.attempts > most => Some("MaximumRetryAttempts"),
        Undelivered::Unavailable if age_ms > longest_ms => Some("MaximumEventAgeInSeconds"),
        Undelivered::Unavailable => {
            world.meta.events += 1;
            let id = format!("{:020}", world.meta.events);
            world.scheduler.retries.insert(id.clone(), retry);
            world.schedule(world.now_ms() + pause_ms, "scheduler", &format!("retry {id}"));
            return;
        }
    };
    bury(world, &retry, body, error, exhausted);
}

/// What the target gets: its input with the context filled in, or an event that tells of the schedule.
fn body(world: &World, retry: &Retry) -> String {
    let input = match retry.target.get("Input").and_then(Value::as_str) {
        Some(input) => filled(input, retry),
        None => event(world, retry),
    };
    if !retry.text("Arn").contains(":event-bus/") {
        return input;
    }
    // A bus gets an event whose detail is the input.
    let detail: Value = serde_json::from_str(&input).unwrap_or_default();
    json!({
        "source": retry.parameter("EventBridgeParameters", "Source"),
        "detail-type": retry.parameter("EventBridgeParameters", "DetailType"),
        "detail": if detail.is_object() { detail } else { json!({}) },
        "time": dates::shown(world.now_ms()),
    })
    .to_string()
}

/// The input with its context attributes.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>
fn filled(input: &str, retry: &Retry) -> String {
    let attributes = [
        ("<aws.scheduler.schedule-arn>", retry.schedule_arn.clone()),
        ("<aws.scheduler.scheduled-time>", dates::shown(retry.scheduled_ms)),
        ("<aws.scheduler.execution-id>", retry.execution.clone()),
        ("<aws.scheduler.attempt-number>", retry.attempts.to_string()),
    ];
    attributes.iter().fold(input.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn event(world: &World, retry: &Retry) -> String {
    let settings = world.settings();
    json!({
        "version": "0",
        "id": retry.execution,
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": settings.account,
        "time": dates::shown(retry.scheduled_ms),
        "region": settings.region,
        "resources": [retry.schedule_arn],
        "detail": "{}",
    })
    .to_string()
}

fn hand_over(world: &mut World, retry: &Retry, body: &str) -> Result<(), Undelivered> {
    let target = retry.text("Arn").to_owned();
    may(world, retry, &target)?;
    let group = retry.parameter("SqsParameters", "MessageGroupId");
    let group = group.or_else(|| retry.parameter("KinesisParameters", "PartitionKey"));
    let parcel = Parcel {
        group,
        deduplication: Some(retry.execution.clone()),
        ..parcel(retry, target, body.to_owned())
    };
    delivery::deliver(world, &parcel)
}

/// Whether the role can be assumed at this moment and lets the Scheduler do it.
fn may(world: &World, retry: &Retry, target: &str) -> Result<(), Undelivered> {
    let role = retry.text("RoleArn");
    let action = match target.split(':').nth(2) {
        Some("lambda") => "lambda:InvokeFunction",
        Some("sqs") => "sqs:SendMessage",
        Some("sns") => "sns:Publish",
        Some("events") => "events:PutEvents",
        Some("kinesis") => "kinesis:PutRecord",
        _ => return Err(Undelivered::Missing),
    };
    let assumed = trust::can_be_assumed_for(world, role, PRINCIPAL, Some(&retry.group_arn));
    if assumed && role_may(world, role, action, target, None) {
        Ok(())
    } else {
        Err(Undelivered::Denied)
    }
}

fn parcel(retry: &Retry, target: String, body: String) -> Parcel {
    Parcel {
        principal: PRINCIPAL,
        // The role is assumed for the group, and its trust may say so:
        // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
        source_arn: retry.group_arn.clone(),
        role: Some(retry.text("RoleArn").to_owned()),
        target,
        body,
        ..Parcel::default()
    }
}

/// Puts what was not delivered into the target's dead-letter queue, with the reasons.
fn bury(
    world: &mut World,
    retry: &Retry,
    body: String,
    error: Undelivered,
    exhausted: Option<&str>,
) {
    let Some(queue) = retry.parameter("DeadLetterConfig", "Arn") else { return };
    let (code, message) = match error {
        Undelivered::Missing => ("ResourceNotFoundException", "The target does not exist."),
        Undelivered::Denied => ("AccessDeniedException", "The role does not allow the invocation."),
        Undelivered::Unavailable => ("ServiceException", "The target could not be invoked."),
    };
    let text = |text: &str| json!({"DataType": "String", "StringValue": text});
    let number = |number: u64| json!({"DataType": "Number", "StringValue": number.to_string()});
    let mut attributes = BTreeMap::from([
        ("ERROR_CODE".to_owned(), text(code)),
        ("ERROR_MESSAGE".to_owned(), text(message)),
        ("EXECUTION_ID".to_owned(), text(&retry.execution)),
        ("IS_PAYLOAD_TRUNCATED".to_owned(), text("false")),
        ("RETRY_ATTEMPTS".to_owned(), number(retry.attempts - 1)),
        ("SCHEDULED_TIME".to_owned(), text(&dates::shown(retry.scheduled_ms))),
        ("SCHEDULE_ARN".to_owned(), text(&retry.schedule_arn)),
        ("TARGET_ARN".to_owned(), text(retry.text("Arn"))),
    ]);
    if let Some(condition) = exhausted {
        attributes.insert("EXHAUSTED_RETRY_CONDITION".to_owned(), text(condition));
    }
    if may(world, retry, &queue).is_ok() {
        // A dead letter that is not taken is lost, as on AWS.
        let _ = delivery::deliver(world, &Parcel { attributes, ..parcel(retry, queue, body) });
    }
}

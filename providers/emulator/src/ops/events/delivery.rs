//! What a target gets, how it gets there, and what becomes of what does not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::event::{self, Event};
use super::names::{self, rule_arn};
use super::rules::PRINCIPAL;
use super::transform::{self, Subject};
use super::{path, route};
use crate::ops::delivery::{self, Parcel, Undelivered};
use crate::ops::iam::evaluate::role_may;
use crate::ops::iam::trust;
use crate::world::World;

/// How often and how long EventBridge tries, unless told.
const RETRIES: u64 = 185;
const LONGEST_MS: u64 = 86_400_000;

/// A delivery, on its first try or a later one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Retry {
    pub(crate) bus: String,
    pub(crate) rule: String,
    /// The target as it was when the event came.
    pub(crate) target: Value,
    /// The event's document.
    pub(crate) event: Value,
    pub(crate) began_ms: u64,
    /// How often it was tried.
    pub(crate) tries: u64,
    /// How many buses the event came over.
    pub(crate) hops: u32,
}

impl Retry {
    fn text(&self, member: &str) -> Option<&str> {
        self.target.get(member).and_then(Value::as_str)
    }

    /// A number of the retry policy.
    fn policy(&self, member: &str) -> Option<u64> {
        self.target.get("RetryPolicy")?.get(member)?.as_u64()
    }
}

/// Tries a delivery that is due again.
pub(super) fn again(world: &mut World, id: &str) {
    if let Some(retry) = world.events.retries.remove(id) {
        hand_over(world, retry);
    }
}

/// Tries one delivery: later again if the target can't take it now, to the dead letters if it never will.
pub(super) fn hand_over(world: &mut World, mut retry: Retry) {
    let Some(body) = body(world, &retry) else { return };
    retry.tries += 1;
    let Err(error) = attempt(world, &retry, &body) else { return };
    let pause_ms = delivery::pause_ms(world, retry.tries);
    let most = retry.policy("MaximumRetryAttempts").unwrap_or(RETRIES);
    let longest_ms =
        retry.policy("MaximumEventAgeInSeconds").map_or(LONGEST_MS, |seconds| seconds * 1000);
    let age_ms = world.now_ms() + pause_ms - retry.began_ms;
    let exhausted = match error {
        // What is missing or forbidden will be so tomorrow: AWS does not try again.
        Undelivered::Missing | Undelivered::Denied => None,
        Undelivered::Unavailable if retry.tries > most => Some("MaximumRetryAttempts"),
        Undelivered::Unavailable if age_ms > longest_ms => Some("MaximumEventAgeInSeconds"),
        Undelivered::Unavailable => {
            world.meta.events += 1;
            let id = format!("{:020}", world.meta.events);
            world.events.retries.insert(id.clone(), retry);
            world.schedule(world.now_ms() + pause_ms, "events", &format!("retry/{id}"));
            return;
        }
    };
    bury(world, &retry, body, error, exhausted);
}

/// What the target gets; `None` when the transformer makes no JSON of it.
fn body(world: &World, retry: &Retry) -> Option<String> {
    if let Some(input) = retry.text("Input") {
        return Some(input.to_owned());
    }
    if let Some(path) = retry.text("InputPath") {
        return Some(
            path::find(&retry.event, path).map_or_else(|| "{}".to_owned(), Value::to_string),
        );
    }
    if let Some(transformer) = retry.target.get("InputTransformer") {
        let rule_arn = rule_arn(world, &retry.bus, &retry.rule);
        let ingested = event::time(retry.began_ms);
        let subject = Subject {
            event: &retry.event,
            rule_arn: &rule_arn,
            rule_name: &retry.rule,
            ingested: &ingested,
        };
        return transform::apply(transformer, subject);
    }
    Some(retry.event.to_string())
}

fn attempt(world: &mut World, retry: &Retry, body: &str) -> Result<(), Undelivered> {
    let target = retry.text("Arn").unwrap_or_default().to_owned();
    let role = retry.text("RoleArn");
    if let Some(bus) = target.split_once(":event-bus/").map(|(_, name)| name.to_owned()) {
        return forward(world, retry, &target, &bus);
    }
    let service = target.split(':').nth(2).unwrap_or_default();
    // Functions, queues and topics are asked by their own policies, whatever role the target names.
    let role = role.filter(|_| !matches!(service, "lambda" | "sns" | "logs"));
    let parcel = Parcel {
        principal: PRINCIPAL,
        source_arn: rule_arn(world, &retry.bus, &retry.rule),
        role: role.map(str::to_owned),
        target: target.clone(),
        body: body.to_owned(),
        subject: None,
        attributes: BTreeMap::new(),
        group: group(retry),
        deduplication: retry.event.get("id").and_then(Value::as_str).map(str::to_owned),
    };
    delivery::deliver(world, &parcel)
}

/// The group of a FIFO queue's message, or the partition of a stream's record.
fn group(retry: &Retry) -> Option<String> {
    let parameter =
        |name: &str, member: &str| retry.target.get(name)?.get(member)?.as_str().map(str::to_owned);
    if let Some(group) = parameter("SqsParameters", "MessageGroupId") {
        return Some(group);
    }
    let found = parameter("KinesisParameters", "PartitionKeyPath")
        .and_then(|path| path::find(&retry.event, &path).cloned());
    match found {
        Some(Value::String(key)) => Some(key),
        Some(other) => Some(other.to_string()),
        None => retry.event.get("id").and_then(Value::as_str).map(str::to_owned),
    }
}

/// Puts the event on another bus, in the target's role or by the bus's policy.
fn forward(world: &mut World, retry: &Retry, target: &str, bus: &str) -> Result<(), Undelivered> {
    let there = names::bus(world, bus).filter(|_| names::bus_arn(world, bus) == target);
    let there = there.ok_or(Undelivered::Missing)?;
    let policy = there.policy.as_ref().map(Value::to_string);
    let allowed = if let Some(role) = retry.text("RoleArn") {
        trust::can_be_assumed_by(world, role, PRINCIPAL)
            && role_may(world, role, "events:PutEvents", target, policy.as_deref())
    } else {
        let parcel = Parcel {
            principal: PRINCIPAL,
            source_arn: rule_arn(world, &retry.bus, &retry.rule),
            target: target.to_owned(),
            ..Parcel::default()
        };
        route::lets_put(world, there.policy.as_ref(), &parcel)
    };
    if !allowed {
        return Err(Undelivered::Denied);
    }
    let event = Event::read(&retry.event).ok_or(Undelivered::Missing)?;
    route::publish(world, bus, event, retry.hops + 1);
    Ok(())
}

/// Puts what was not delivered into the target's dead-letter queue, with the reasons.
fn bury(
    world: &mut World,
    retry: &Retry,
    body: String,
    error: Undelivered,
    exhausted: Option<&str>,
) {
    let queue = retry.target.get("DeadLetterConfig").and_then(|config| config.get("Arn"));
    let Some(queue) = queue.and_then(Value::as_str).map(str::to_owned) else { return };
    let (code, message) = match error {
        Undelivered::Missing => ("RESOURCE_NOT_FOUND", "The target does not exist."),
        Undelivered::Denied => ("NO_PERMISSIONS", "The target's policy does not allow the rule."),
        Undelivered::Unavailable => ("SDK_CLIENT_ERROR", "The target could not take the event."),
    };
    let rule_arn = rule_arn(world, &retry.bus, &retry.rule);
    let text = |text: &str| json!({"DataType": "String", "StringValue": text});
    let mut attributes = BTreeMap::from([
        ("RULE_ARN".to_owned(), text(&rule_arn)),
        ("TARGET_ARN".to_owned(), text(retry.text("Arn").unwrap_or_default())),
        ("ERROR_CODE".to_owned(), text(code)),
        ("ERROR_MESSAGE".to_owned(), text(message)),
        (
            "RETRY_ATTEMPTS".to_owned(),
            json!({"DataType": "Number", "StringValue": (retry.tries - 1).to_string()}),
        ),
    ]);
    if let Some(condition) = exhausted {
        attributes.insert("EXHAUSTED_RETRY_CONDITION".to_owned(), text(condition));
    }
    let parcel = Parcel {
        principal: PRINCIPAL,
        source_arn: rule_arn,
        target: queue,
        body,
        attributes,
        ..Parcel::default()
    };
    // A dead letter that is not taken is lost, as on AWS.
    let _ = delivery::deliver(world, &parcel);
}

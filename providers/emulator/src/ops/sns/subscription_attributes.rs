//! Subscription attributes: what may be set, to what, and what a subscription shows.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Subscription, arn, arns, faults, filter, is_fifo, topic_attributes};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The attributes that can be set.
const SETTABLE: &[&str] = &[
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "ReplayPolicy",
    "SubscriptionRoleArn",
];

/// Where a filter policy looks unless it is told otherwise.
pub(super) const SCOPE: &str = "MessageAttributes";

/// Checks one attribute; the refusal is its reason.
pub(super) fn check(
    topic: &str,
    protocol: &str,
    attribute: &str,
    value: &str,
) -> Result<(), String> {
    match attribute {
        "FilterPolicy" => filter::check(value),
        "FilterPolicyScope" if value == SCOPE || value == "MessageBody" => Ok(()),
        "FilterPolicyScope" => Err(format!(
            "FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes"
        )),
        "RawMessageDelivery" => check_raw(protocol, value),
        "RedrivePolicy" | "DeliveryPolicy" | "ReplayPolicy" if value.is_empty() => Ok(()),
        "RedrivePolicy" => check_redrive(topic, value),
        "DeliveryPolicy" | "ReplayPolicy" => parse(attribute, value).map(|_| ()),
        "SubscriptionRoleArn" if protocol != "firehose" => Err(format!(
            "SubscriptionRoleArn: Delivery protocol [{protocol}] does not support role"
        )),
        "SubscriptionRoleArn" => Ok(()),
        _ => Err("AttributeName".to_owned()),
    }
}

fn check_raw(protocol: &str, value: &str) -> Result<(), String> {
    if !matches!(value.to_ascii_lowercase().as_str(), "true" | "false") {
        return Err(format!("RawMessageDelivery: Invalid value [{value}]. Must be true or false."));
    }
    if value.eq_ignore_ascii_case("true")
        && !matches!(protocol, "sqs" | "http" | "https" | "firehose")
    {
        return Err(format!(
            "RawMessageDelivery: Delivery protocol [{protocol}] does not support raw message delivery."
        ));
    }
    Ok(())
}

fn check_redrive(topic: &str, value: &str) -> Result<(), String> {
    let policy = parse("RedrivePolicy", value)?;
    let target = policy.get("deadLetterTargetArn").and_then(Value::as_str).unwrap_or_default();
    let parts: Vec<&str> = target.split(':').collect();
    if !matches!(parts.as_slice(), ["arn", _, "sqs", _, _, name] if !name.is_empty()) {
        return Err("RedrivePolicy: deadLetterTargetArn is an invalid arn".to_owned());
    }
    if is_fifo(topic) && !is_fifo(target) {
        let text =
            "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.";
        return Err(text.to_owned());
    }
    Ok(())
}

fn parse(attribute: &str, value: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(value).map_err(|error| {
        let letter = value.chars().nth(error.column().saturating_sub(1)).unwrap_or(' ');
        format!(
            "{attribute}: failed to parse JSON. Unexpected character ('{letter}' (code {})): was expecting valid JSON",
            u32::from(letter)
        )
    })
}

/// What attributes must not be together: a nested filter policy needs the scope of bodies.
pub(super) fn check_together(attributes: &BTreeMap<String, String>) -> Result<(), Fault> {
    let scope = attributes.get("FilterPolicyScope").map_or(SCOPE, String::as_str);
    let policy = attributes.get("FilterPolicy").map_or("", String::as_str);
    if scope == SCOPE && filter::is_nested(policy) {
        let text = "Filter policy scope MessageAttributes does not support nested filter policy";
        return Err(faults::invalid(text));
    }
    Ok(())
}

/// Whether a value says no more than its absence.
pub(super) fn is_default(attribute: &str, value: &str) -> bool {
    match attribute {
        "FilterPolicyScope" => value == SCOPE,
        "RawMessageDelivery" => value.eq_ignore_ascii_case("false"),
        "FilterPolicy" => matches!(value.trim(), "" | "{}"),
        _ => value.is_empty(),
    }
}

pub(super) fn equal(one: &str, two: &str) -> bool {
    topic_attributes::equal(one, two)
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let row = found(world, input)?;
    Ok(json!({"Attributes": shown(world, row)}).into())
}

fn found<'a>(world: &'a World, input: &Input) -> Result<&'a Subscription, Fault> {
    let arn = arns::subscription(input, "SubscriptionArn")?;
    world.sns.subscriptions.get(arn).ok_or_else(faults::no_subscription)
}

pub(super) fn set(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let attribute = input.need_text("AttributeName")?;
    let value = input.text("AttributeValue").unwrap_or_default();
    let row = found(world, input)?;
    if !SETTABLE.contains(&attribute) {
        return Err(faults::invalid("AttributeName"));
    }
    check(&row.topic, &row.protocol, attribute, value).map_err(faults::invalid)?;
    let mut attributes = row.attributes.clone();
    if is_default(attribute, value) {
        attributes.remove(attribute);
    } else {
        attributes.insert(attribute.to_owned(), value.to_owned());
    }
    check_together(&attributes)?;
    let arn = row.arn.clone();
    if let Some(row) = world.sns.subscriptions.get_mut(&arn) {
        row.attributes = attributes;
    }
    Ok(Reply::empty())
}

/// Everything a subscription shows.
fn shown(world: &World, row: &Subscription) -> BTreeMap<String, String> {
    let mut shown = row.attributes.clone();
    // The scope shows only with a policy; both were written apart.
    if shown.contains_key("FilterPolicy") {
        shown.entry("FilterPolicyScope".to_owned()).or_insert_with(|| SCOPE.to_owned());
    } else {
        shown.remove("FilterPolicyScope");
    }
    let raw = row.is_raw().to_string();
    let authenticated = row.token.is_none() && !matches!(row.protocol.as_str(), "http" | "https");
    let pairs = [
        ("SubscriptionArn", row.arn.clone()),
        ("TopicArn", arn(world, &row.topic)),
        ("Protocol", row.protocol.clone()),
        ("Endpoint", row.endpoint.clone()),
        ("Owner", world.settings().account.clone()),
        ("SubscriptionPrincipal", row.principal.clone()),
        ("PendingConfirmation", row.token.is_some().to_string()),
        ("ConfirmationWasAuthenticated", authenticated.to_string()),
        ("RawMessageDelivery", raw),
    ];
    shown.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
    shown
}

impl Subscription {
    /// Whether messages arrive without their envelope.
    pub(super) fn is_raw(&self) -> bool {
        self.attributes
            .get("RawMessageDelivery")
            .is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
    }

    /// The queue of what cannot be delivered.
    pub(super) fn dead_letters(&self) -> Option<String> {
        let policy: Map<String, Value> =
            serde_json::from_str(self.attributes.get("RedrivePolicy")?).ok()?;
        Some(policy.get("deadLetterTargetArn")?.as_str()?.to_owned())
    }
}

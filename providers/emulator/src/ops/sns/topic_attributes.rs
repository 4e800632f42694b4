//! Topic attributes: what may be set, to what, and what a topic shows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Topic, arn, arns, faults};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// What an attribute's value must be.
#[derive(Debug, Clone, Copy)]
enum Rule {
    Text,
    Flag,
    Json,
    Choice(&'static [&'static str]),
    /// A whole number from 0 to this.
    Number(u64),
}

/// The attributes that can be set.
const SETTABLE: &[(&str, Rule)] = &[
    ("DisplayName", Rule::Text),
    ("Policy", Rule::Json),
    ("DeliveryPolicy", Rule::Json),
    ("KmsMasterKeyId", Rule::Text),
    ("SignatureVersion", Rule::Choice(&["1", "2"])),
    ("TracingConfig", Rule::Choice(&["PassThrough", "Active"])),
    ("ApplicationSuccessFeedbackRoleArn", Rule::Text),
    ("ApplicationSuccessFeedbackSampleRate", Rule::Number(100)),
    ("ApplicationFailureFeedbackRoleArn", Rule::Text),
    ("HTTPSuccessFeedbackRoleArn", Rule::Text),
    ("HTTPSuccessFeedbackSampleRate", Rule::Number(100)),
    ("HTTPFailureFeedbackRoleArn", Rule::Text),
    ("LambdaSuccessFeedbackRoleArn", Rule::Text),
    ("LambdaSuccessFeedbackSampleRate", Rule::Number(100)),
    ("LambdaFailureFeedbackRoleArn", Rule::Text),
    ("SQSSuccessFeedbackRoleArn", Rule::Text),
    ("SQSSuccessFeedbackSampleRate", Rule::Number(100)),
    ("SQSFailureFeedbackRoleArn", Rule::Text),
    ("FirehoseSuccessFeedbackRoleArn", Rule::Text),
    ("FirehoseSuccessFeedbackSampleRate", Rule::Number(100)),
    ("FirehoseFailureFeedbackRoleArn", Rule::Text),
];

/// The attributes that only FIFO topics have.
const FIFO: &[(&str, Rule)] = &[
    ("FifoTopic", Rule::Flag),
    ("ContentBasedDeduplication", Rule::Flag),
    ("FifoThroughputScope", Rule::Choice(&["Topic", "MessageGroup"])),
    ("ArchivePolicy", Rule::Json),
];

/// The longest display name.
const LONGEST_NAME: usize = 100;

/// Checks one attribute; the refusal is its reason.
pub(super) fn check(fifo: bool, attribute: &str, value: &str) -> Result<(), String> {
    let known = SETTABLE.iter().chain(FIFO.iter().filter(|_| fifo));
    let Some((_, rule)) = known.into_iter().find(|(name, _)| *name == attribute) else {
        return Err(format!("Unknown attribute {attribute}"));
    };
    if attribute == "DisplayName" && value.chars().count() > LONGEST_NAME {
        return Err("DisplayName must be less than 100 characters long".to_owned());
    }
    if attribute == "Policy" {
        return check_policy(value);
    }
    if value.is_empty() || rule.allows(value) {
        Ok(())
    } else {
        Err(format!("{attribute}: Invalid value [{value}]."))
    }
}

impl Rule {
    fn allows(self, value: &str) -> bool {
        match self {
            Rule::Text => true,
            Rule::Flag => matches!(value.to_ascii_lowercase().as_str(), "true" | "false"),
            Rule::Json => serde_json::from_str::<serde_json::Map<String, Value>>(value).is_ok(),
            Rule::Choice(choices) => choices.contains(&value),
            Rule::Number(most) => value.parse::<u64>().is_ok_and(|value| value <= most),
        }
    }
}

/// A topic's policy speaks of SNS's actions and of somebody.
fn check_policy(text: &str) -> Result<(), String> {
    let Ok(policy) = serde_json::from_str::<serde_json::Map<String, Value>>(text) else {
        return Err("Policy Error: null".to_owned());
    };
    let statements = match policy.get("Statement") {
        Some(Value::Array(all)) if !all.is_empty() => all.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        _ => return Err("Policy statement is missing!".to_owned()),
    };
    for statement in &statements {
        let has = |name: &str| statement.get(name).is_some();
        if !has("Effect") {
            return Err("Policy statement effect is missing!".to_owned());
        }
        if !has("Principal") && !has("NotPrincipal") {
            return Err("Policy statement principal is missing!".to_owned());
        }
        let actions = texts(statement.get("Action").or_else(|| statement.get("NotAction")));
        let of_sns =
            |action: &String| action == "*" || action.to_ascii_lowercase().starts_with("sns:");
        if actions.is_empty() || !actions.iter().all(of_sns) {
            return Err("Policy statement action out of service scope!".to_owned());
        }
    }
    Ok(())
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether two values mean the same: documents are compared parsed, flags without case.
pub(super) fn equal(one: &str, two: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
    one.eq_ignore_ascii_case(two)
        || matches!((parse(one), parse(two)), (Some(one), Some(two)) if one == two)
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::topic(world, input, "TopicArn")?;
    let topic = super::topic(world, &name)?;
    Ok(json!({"Attributes": shown(world, topic)}).into())
}

pub(super) fn set(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::topic(world, input, "TopicArn")?;
    let attribute = input.need_text("AttributeName")?.to_owned();
    let value = input.text("AttributeValue").unwrap_or_default().to_owned();
    let fifo = super::topic(world, &name)?.is_fifo();
    let known = SETTABLE.iter().chain(FIFO.iter().filter(|_| fifo));
    let is_known = known.into_iter().any(|(known, _)| *known == attribute);
    if !is_known || attribute == "FifoTopic" {
        return Err(faults::invalid("AttributeName"));
    }
    check(fifo, &attribute, &value).map_err(faults::invalid)?;
    if let Some(topic) = world.sns.topics.get_mut(&name) {
        if value.is_empty() {
            topic.attributes.remove(&attribute);
        } else {
            topic.attributes.insert(attribute, value);
        }
    }
    Ok(Reply::empty())
}

/// Everything a topic shows.
fn shown(world: &World, topic: &Topic) -> BTreeMap<String, String> {
    let mut shown = topic.attributes.clone();
    let mut default = |name: &str, value: String| {
        shown.entry(name.to_owned()).or_insert(value);
    };
    default("DisplayName", String::new());
    default("Policy", default_policy(world, &topic.name));
    default("EffectiveDeliveryPolicy", effective_delivery(topic.attributes.get("DeliveryPolicy")));
    default("Owner", world.settings().account.clone());
    default("TopicArn", arn(world, &topic.name));
    if topic.is_fifo() {
        default("ContentBasedDeduplication", "false".to_owned());
    }
    let own = world.sns.subscriptions.values().filter(|row| row.born == topic.born);
    let (pending, confirmed): (Vec<_>, Vec<_>) = own.partition(|row| row.token.is_some());
    default("SubscriptionsPending", pending.len().to_string());
    default("SubscriptionsConfirmed", confirmed.len().to_string());
    default("SubscriptionsDeleted", topic.unsubscribed.to_string());
    shown
}

/// The policy of a topic that was given none: its owner may do everything.
pub(super) fn default_policy(world: &World, topic: &str) -> String {
    let actions = [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
    ];
    json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": actions,
            "Resource": arn(world, topic),
            "Condition": {"StringEquals": {"AWS:SourceOwner": world.settings().account}},
        }],
    })
    .to_string()
}

/// How web endpoints would be retried: the default, with what was set over it.
fn effective_delivery(set: Option<&String>) -> String {
    let mut policy = json!({
        "http": {
            "defaultHealthyRetryPolicy": {
                "minDelayTarget": 20,
                "maxDelayTarget": 20,
                "numRetries": 3,
                "numMaxDelayRetries": 0,
                "numNoDelayRetries": 0,
                "numMinDelayRetries": 0,
                "backoffFunction": "linear",
            },
            "disableSubscriptionOverrides": false,
            "defaultRequestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
        },
    });
    if let Some(set) = set.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
        lay_over(&mut policy, &set);
    }
    policy.to_string()
}

fn lay_over(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                lay_over(below.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above.clone(),
    }
}

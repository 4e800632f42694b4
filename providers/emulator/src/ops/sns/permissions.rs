//! `AddPermission` and `RemovePermission`: single statements of a topic's policy.

use serde_json::{Value, json};

use super::{arn, arns, faults, topic_attributes};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The actions that can be given to others.
const ACTIONS: &[&str] = &[
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
    "Receive",
];

pub(super) fn add(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::topic(world, input, "TopicArn")?;
    let label = input.need_text("Label")?;
    let (accounts, actions) = (input.texts("AWSAccountId"), input.texts("ActionName"));
    if accounts.is_empty() {
        return Err(input.missing("AWSAccountId"));
    }
    if actions.is_empty() {
        return Err(input.missing("ActionName"));
    }
    if !actions.iter().all(|action| ACTIONS.contains(&action.as_str())) {
        return Err(faults::invalid("Policy statement action out of service scope!"));
    }
    let (mut policy, mut statements) = policy(world, &name)?;
    if statements.iter().any(|statement| sid(statement) == label) {
        return Err(faults::invalid("Statement already exists"));
    }
    let principals = accounts.iter().map(|account| format!("arn:aws:iam::{account}:root"));
    let actions = actions.iter().map(|action| format!("SNS:{action}"));
    statements.push(json!({
        "Sid": label,
        "Effect": "Allow",
        "Principal": {"AWS": one_or_all(principals.collect())},
        "Action": one_or_all(actions.collect()),
        "Resource": arn(world, &name),
    }));
    put(world, &name, &mut policy, statements);
    Ok(Reply::empty())
}

pub(super) fn remove(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::topic(world, input, "TopicArn")?;
    let label = input.need_text("Label")?;
    let (mut policy, mut statements) = policy(world, &name)?;
    statements.retain(|statement| sid(statement) != label);
    put(world, &name, &mut policy, statements);
    Ok(Reply::empty())
}

/// The topic's policy and its statements.
fn policy(world: &World, name: &str) -> Result<(Value, Vec<Value>), Fault> {
    let set = super::topic(world, name)?.attributes.get("Policy").cloned();
    let text = set.unwrap_or_else(|| topic_attributes::default_policy(world, name));
    let policy: Value = serde_json::from_str(&text).unwrap_or_default();
    let statements = match policy.get("Statement") {
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    Ok((policy, statements))
}

fn put(world: &mut World, name: &str, policy: &mut Value, statements: Vec<Value>) {
    if let Some(members) = policy.as_object_mut() {
        members.insert("Statement".to_owned(), statements.into());
    }
    if let Some(topic) = world.sns.topics.get_mut(name) {
        topic.attributes.insert("Policy".to_owned(), policy.to_string());
    }
}

fn sid(statement: &Value) -> &str {
    statement.get("Sid").and_then(Value::as_str).unwrap_or_default()
}

/// AWS writes a list of one as a text.
fn one_or_all(mut texts: Vec<String>) -> Value {
    match texts.len() {
        1 => texts.remove(0).into(),
        _ => texts.into(),
    }
}

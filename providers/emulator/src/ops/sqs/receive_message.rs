//! `ReceiveMessage`.

use serde_json::{Map, Value, json};

use super::{Message, faults, mail, message_attributes, named};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let most = within(input, "MaxNumberOfMessages", 1, 10)?.unwrap_or(1);
    let visibility = within(input, "VisibilityTimeout", 0, 43_200)?;
    let wait = within(input, "WaitTimeSeconds", 0, 20)?;
    let most = usize::try_from(most).unwrap_or(1);
    let taken = mail::take(world, &name, most, visibility.map(|seconds| seconds * 1000));
    if taken.is_empty() {
        let wait = wait.unwrap_or_else(|| {
            world
                .sqs
                .queues
                .get(&name)
                .map_or(0, |queue| queue.number("ReceiveMessageWaitTimeSeconds"))
        });
        let wait_ms = Some(wait * 1000).filter(|wait| *wait > 0);
        return Ok(Reply { wait_ms, ..Reply::empty() });
    }
    let account = world.settings().account.clone();
    let messages: Vec<Value> =
        taken.iter().map(|message| shown(message, &account, input)).collect();
    Ok(json!({"Messages": messages}).into())
}

fn within(input: &Input, parameter: &str, low: i64, high: i64) -> Result<Option<u64>, Fault> {
    match input.integer(parameter)? {
        Some(value) if !(low..=high).contains(&value) => Err(faults::bad_parameter(format!(
            "Value {value} for parameter {parameter} is invalid. Reason: Must be >= {low} and <= {high}, if provided."
        ))),
        value => Ok(value.and_then(|value| u64::try_from(value).ok())),
    }
}

/// A message with the attributes the caller asked for.
fn shown(message: &Message, account: &str, input: &Input) -> Value {
    let mut members = Map::new();
    members.insert("MessageId".to_owned(), message.id.clone().into());
    members.insert("ReceiptHandle".to_owned(), message.receipt.clone().into());
    members.insert("MD5OfBody".to_owned(), message_attributes::digest_of(&message.body).into());
    members.insert("Body".to_owned(), message.body.clone().into());
    let mut asked = input.texts("AttributeNames");
    asked.extend(input.texts("MessageSystemAttributeNames"));
    let mut system = system_attributes(message, account);
    system.retain(|name, _| asked.iter().any(|asked| asked == "All" || asked == name));
    if !system.is_empty() {
        members.insert("Attributes".to_owned(), system.into());
    }
    let wanted = input.texts("MessageAttributeNames");
    let mut attributes = message.attributes.clone();
    attributes.retain(|name, _| wanted.iter().any(|wanted| fits(wanted, name)));
    if let Some(digest) = message_attributes::digest(&attributes) {
        members.insert("MD5OfMessageAttributes".to_owned(), digest.into());
        members.insert("MessageAttributes".to_owned(), json!(attributes));
    }
    Value::Object(members)
}

/// `All`, `.*`, a name, or a prefix with `.*`.
fn fits(wanted: &str, name: &str) -> bool {
    wanted == "All"
        || wanted == name
        || wanted.strip_suffix(".*").is_some_and(|prefix| name.starts_with(prefix))
}

/// What SQS itself knows of a message. Event source mappings send these along.
pub(crate) fn system_attributes(message: &Message, account: &str) -> Map<String, Value> {
    let mut attributes = Map::new();
    let mut put = |name: &str, value: String| {
        attributes.insert(name.to_owned(), value.into());
    };
    put("SenderId", account.to_owned());
    put("SentTimestamp", message.sent_ms.to_string());
    put("ApproximateReceiveCount", message.received.to_string());
    put(
        "ApproximateFirstReceiveTimestamp",
        message.first_received_ms.unwrap_or(message.sent_ms).to_string(),
    );
    if let Some(group) = &message.group {
        put("MessageGroupId", group.clone());
    }
    if let Some(duplicate) = &message.duplicate {
        put("MessageDeduplicationId", duplicate.clone());
        put("SequenceNumber", format!("{:020}", message.sequence));
    }
    for (name, value) in &message.system {
        put(name, value.clone());
    }
    attributes
}

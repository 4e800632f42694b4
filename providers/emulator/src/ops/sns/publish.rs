//! `Publish` and `PublishBatch`: messages, checked, into a topic.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::fan_out::{self, Taken};
use super::notice::Notice;
use super::{Topic, arns, faults, message_attributes};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The largest message and the largest batch, in bytes.
const LARGEST: usize = 262_144;

pub(super) fn one(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    if let Some(number) = input.text("PhoneNumber") {
        let digits = number.strip_prefix('+').unwrap_or_default();
        if digits.is_empty() || !digits.chars().all(|letter| letter.is_ascii_digit()) {
            let reason = format!("PhoneNumber Reason: {number} is not valid to publish to");
            return Err(faults::invalid(reason));
        }
        return Ok(json!({"MessageId": world.uuid()}).into());
    }
    let member = if input.has("TargetArn") { "TargetArn" } else { "TopicArn" };
    if input.text(member).is_some_and(|arn| arn.contains(":endpoint/")) {
        let reason = "TargetArn Reason: No endpoint found for the target arn specified";
        return Err(faults::invalid(reason));
    }
    let name = arns::topic(world, input, member)?;
    let topic = super::topic(world, &name)?;
    let notice = notice(topic, input, "")?;
    if size(&notice) > LARGEST {
        return Err(faults::invalid("Message too long"));
    }
    let taken = fan_out::publish(world, &name, notice).ok_or_else(faults::no_topic)?;
    Ok(answer(&taken).into())
}

fn answer(taken: &Taken) -> Value {
    let mut answer = json!({"MessageId": taken.id});
    if let (Some(sequence), Value::Object(members)) = (&taken.sequence, &mut answer) {
        members.insert("SequenceNumber".to_owned(), sequence.clone().into());
    }
    answer
}

pub(super) fn many(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::topic(world, input, "TopicArn")?;
    let entries = input.list("PublishBatchRequestEntries");
    check_ids(entries)?;
    let topic = super::topic(world, &name)?.clone();
    let (mut notices, mut failed, mut sum) = (Vec::new(), Vec::new(), 0);
    for (place, entry) in entries.iter().enumerate() {
        let entry = input.part(entry);
        let id = entry.text("Id").unwrap_or_default().to_owned();
        let place = format!("publishBatchRequestEntries.{}.member.", place + 1);
        match notice(&topic, &entry, &place) {
            Ok(notice) => {
                sum += size(&notice);
                notices.push((id, notice));
            }
            // What is wrong with the shape of an entry refuses the whole batch.
            Err(fault) if is_of_the_batch(&fault) => return Err(fault),
            Err(fault) => failed.push(json!({
                "Id": id,
                "Code": fault.code,
                "Message": fault.message,
                "SenderFault": fault.sender,
            })),
        }
    }
    if sum > LARGEST {
        let text = "The length of all the messages put together is more than the limit.";
        return Err(faults::refused("BatchRequestTooLong", text));
    }
    let mut successful = Vec::new();
    for (id, notice) in notices {
        let taken = fan_out::publish(world, &name, notice).ok_or_else(faults::no_topic)?;
        let mut entry = answer(&taken);
        if let Value::Object(members) = &mut entry {
            members.insert("Id".to_owned(), id.into());
        }
        successful.push(entry);
    }
    Ok(json!({"Successful": successful, "Failed": failed}).into())
}

fn is_of_the_batch(fault: &Fault) -> bool {
    fault.code != "InvalidParameter"
        || fault.message.contains("MessageGroupId")
        || fault.message.contains("Deduplication")
        || fault.message.contains("Message Structure")
}

fn check_ids(entries: &[Value]) -> Result<(), Fault> {
    if entries.is_empty() {
        let text = "The batch request doesn't contain any entries.";
        return Err(faults::refused("EmptyBatchRequest", text));
    }
    if entries.len() > 10 {
        let text = "The batch request contains more entries than permissible.";
        return Err(faults::refused("TooManyEntriesInBatchRequest", text));
    }
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let mut seen = BTreeSet::new();
    for entry in entries {
        let id = entry.get("Id").and_then(Value::as_str).unwrap_or_default();
        if !seen.insert(id) {
            let text = "Two or more batch entries in the request have the same Id.";
            return Err(faults::refused("BatchEntryIdsNotDistinct", text));
        }
        if id.len() > 80 {
            let text = format!("The Id of a batch entry in the batch request is too long: {id}");
            return Err(faults::refused("InvalidBatchEntryId", text));
        }
        if id.is_empty() || !id.chars().all(allowed) {
            let text = format!(
                "The Id of a batch entry in the batch request contains an impermissible character: {id}"
            );
            return Err(faults::refused("InvalidBatchEntryId", text));
        }
    }
    Ok(())
}

/// The message of a request or of an entry of a batch.
fn notice(topic: &Topic, input: &Input, place: &str) -> Result<Notice, Fault> {
    let message = input.text("Message").unwrap_or_default();
    if message.is_empty() {
        return Err(faults::invalid("Empty message"));
    }
    let subject = input.text("Subject");
    if subject.is_some_and(|subject| subject.is_empty() || subject.chars().count() > 100) {
        return Err(faults::invalid("Subject"));
    }
    let attributes = message_attributes::read(input, place)?;
    let (body, bodies) = match input.text("MessageStructure") {
        Some("json") => by_protocol(message)?,
        _ => (message.to_owned(), BTreeMap::new()),
    };
    let group = input.text("MessageGroupId").map(str::to_owned);
    let given = input.text("MessageDeduplicationId").map(str::to_owned);
    Ok(Notice {
        deduplication: deduplication(topic, group.as_deref(), given, &body)?,
        body,
        bodies,
        subject: subject.map(str::to_owned),
        attributes,
        group,
        ..Notice::default()
    })
}

/// The texts of a message that has one for each protocol.
fn by_protocol(message: &str) -> Result<(String, BTreeMap<String, String>), Fault> {
    let Ok(texts) = serde_json::from_str::<Map<String, Value>>(message) else {
        let reason = "Message Structure - JSON message body failed to parse";
        return Err(faults::invalid(reason));
    };
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    let mut bodies: BTreeMap<String, String> = texts.iter().filter_map(text).collect();
    let Some(body) = bodies.remove("default") else {
        let reason = "Message Structure - No default entry in JSON message body";
        return Err(faults::invalid(reason));
    };
    Ok((body, bodies))
}

/// The deduplication id of a FIFO topic's message: given, or the digest of its text.
fn deduplication(
    topic: &Topic,
    group: Option<&str>,
    given: Option<String>,
    body: &str,
) -> Result<Option<String>, Fault> {
    if !topic.is_fifo() {
        return match given {
            Some(_) => Err(faults::invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not \
                 valid for this topic type",
            )),
            None => Ok(None),
        };
    }
    if group.is_none() {
        let reason = "The MessageGroupId parameter is required for FIFO topics";
        return Err(faults::invalid(reason));
    }
    match given {
        Some(given) => Ok(Some(given)),
        None if topic.has("ContentBasedDeduplication") => Ok(Some(fan_out::digest(body))),
        None => Err(faults::invalid(
            "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
             explicitly",
        )),
    }
}

fn size(notice: &Notice) -> usize {
    let bodies: usize = notice.bodies.values().map(String::len).sum();
    notice.body.len() + bodies + message_attributes::size(&notice.attributes)
}

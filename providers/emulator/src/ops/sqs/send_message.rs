//! `SendMessage` and `SendMessageBatch`.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::mail::{self, Letter};
use super::{Queue, attributes, batch, faults, message_attributes, named, queue};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn one(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    send(world, &name, input).map(Reply::from)
}

pub(super) fn many(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    batch::each(input, "SendMessageBatchRequestEntry", |entry| send(world, &name, entry))
}

fn send(world: &mut World, name: &str, input: &Input) -> Result<Value, Fault> {
    let letter = letter(queue(world, name)?, input)?;
    let fifo = letter.group.is_some() && attributes::is_fifo(name);
    let body_digest = message_attributes::digest_of(&letter.body);
    let attribute_digest = message_attributes::digest(&letter.attributes);
    let (id, sequence) = mail::put(world, name, letter).ok_or_else(faults::no_queue)?;
    let mut answer = json!({"MessageId": id, "MD5OfMessageBody": body_digest});
    if let Value::Object(members) = &mut answer {
        if let Some(digest) = attribute_digest {
            members.insert("MD5OfMessageAttributes".to_owned(), digest.into());
        }
        if fifo {
            members.insert("SequenceNumber".to_owned(), format!("{sequence:020}").into());
        }
    }
    Ok(answer)
}

/// The message of a request, checked against its queue.
fn letter(queue: &Queue, input: &Input) -> Result<Letter, Fault> {
    let body = input.text("MessageBody").ok_or_else(|| faults::missing("MessageBody"))?;
    let attributes = message_attributes::read(input)?;
    let most = usize::try_from(queue.number("MaximumMessageSize")).unwrap_or(usize::MAX);
    let size = body.len()
        + attributes
            .iter()
            .map(|(name, value)| name.len() + value.to_string().len())
            .sum::<usize>();
    if body.is_empty() {
        return Err(faults::missing("MessageBody"));
    }
    if size > most {
        let text = format!(
            "One or more parameters are invalid. Reason: Message must be shorter than {most} bytes."
        );
        return Err(faults::bad_parameter(text));
    }
    let delay = input.integer("DelaySeconds")?;
    if delay.is_some_and(|delay| !(0..=900).contains(&delay)) {
        let text = format!(
            "Value {} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
            delay.unwrap_or_default()
        );
        return Err(faults::bad_parameter(text));
    }
    if queue.is_fifo() && delay.is_some_and(|delay| delay > 0) {
        let text = "Value for parameter DelaySeconds is invalid. Reason: The request include parameter that is not \
                    valid for this queue type.";
        return Err(faults::bad_parameter(text));
    }
    let mut letter = Letter {
        body: body.to_owned(),
        attributes,
        delay_ms: delay
            .filter(|_| !queue.is_fifo())
            .and_then(|delay| u64::try_from(delay).ok())
            .map(|s| s * 1000),
        group: input.text("MessageGroupId").map(str::to_owned),
        ..Letter::default()
    };
    let trace =
        input.get("MessageSystemAttributes").and_then(|system| system.get("AWSTraceHeader"));
    if let Some(trace) = trace.and_then(|trace| trace.get("StringValue")).and_then(Value::as_str) {
        letter.system.insert("AWSTraceHeader".to_owned(), trace.to_owned());
    }
    letter.duplicate = duplicate(queue, input, &letter)?;
    Ok(letter)
}

/// The deduplication id of a FIFO message: given, or the digest of its body.
fn duplicate(queue: &Queue, input: &Input, letter: &Letter) -> Result<Option<String>, Fault> {
    if !queue.is_fifo() {
        return Ok(None);
    }
    if letter.group.is_none() {
        return Err(faults::missing("MessageGroupId"));
    }
    if let Some(given) = input.text("MessageDeduplicationId") {
        return Ok(Some(given.to_owned()));
    }
    if queue.attributes.get("ContentBasedDeduplication").is_none_or(|flag| flag != "true") {
        let text = "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
                    explicitly";
        return Err(faults::bad_parameter(text));
    }
    Ok(Some(hex::encode(Sha256::digest(letter.body.as_bytes()))))
}

//! SQS queues.
use super::{attrs, document, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::queue_arn;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_sqs::types::QueueAttributeName as Name;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::queue::Queue;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;
use std::collections::HashMap;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.queues_like(name).await?.contains_key(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let url = match key(wanted, "url") {
        Some(url) => url.to_owned(),
        None => {
            o.reads.sqs.get_queue_url().queue_name(name).send().await?.queue_url.unwrap_or_default()
        }
    };
    let attributes = o.reads.sqs.get_queue_attributes().queue_url(&url).attribute_names(Name::All);
    let tags = o.reads.sqs.list_queue_tags().queue_url(&url);
    let (attributes, tags) = futures_util::future::join(attributes.send(), tags.send()).await;
    let tags = tags::from_map(tags?.tags());
    let mut live = read(&attributes?.attributes.unwrap_or_default());
    // The ledger's address may lead to a queue of another name: a queue's address ends in its own.
    live.insert("name".into(), Value::text(url.rsplit('/').next().unwrap_or(name)));
    live.insert("url".into(), Value::text(url));
    live.insert("tags".into(), tags::value(&tags));
    Ok(seen(KindName::Queue, live, None, tags::ownership(o.identity, &tags)))
}

fn read(attributes: &HashMap<Name, String>) -> Attrs {
    let of = |name: &Name| attributes.get(name).map(String::as_str);
    let int = |name| of(&name).and_then(|text| text.parse().ok()).map_or(Value::Null, Value::Int);
    let is = |name| Value::Bool(of(&name) == Some("true"));
    let redrive = document(of(&Name::RedrivePolicy));
    let redrive = |name: &str| redrive.as_map().and_then(|map| map.get(name)).cloned();
    // AWS sends the count as a number or as a text, as it was given.
    let max_receive = redrive("maxReceiveCount").map_or(Value::Null, |count| match &count {
        Value::Text(digits) => digits.parse().map_or(Value::Null, Value::Int),
        _ => count,
    });
    attrs([
        ("fifo", is(Name::FifoQueue)),
        ("visibility_timeout", int(Name::VisibilityTimeout)),
        ("retention", int(Name::MessageRetentionPeriod)),
        ("delay", int(Name::DelaySeconds)),
        ("receive_wait", int(Name::ReceiveMessageWaitTimeSeconds)),
        ("max_message_size", int(Name::MaximumMessageSize)),
        ("content_deduplication", is(Name::ContentBasedDeduplication)),
        ("dead_letter_arn", redrive("deadLetterTargetArn").unwrap_or(Value::Null)),
        ("max_receive", max_receive),
        ("policy", document(of(&Name::Policy))),
        ("arn", text(of(&Name::QueueArn))),
    ])
}

/// The queue's attributes as SQS wants them; an empty text takes one away.
fn written(queue: &Queue) -> Vec<(&'static str, Name, String)> {
    let redrive = match (&queue.dead_letter_arn, queue.max_receive) {
        (Some(arn), count) => {
            json!({ "deadLetterTargetArn": arn.0, "maxReceiveCount": count.unwrap_or(10) })
                .to_string()
        }
        (None, _) => String::new(),
    };
    let policy = queue.policy.as_ref().map_or(String::new(), |policy| policy.0.to_string());
    let mut written = vec![
        ("visibility_timeout", Name::VisibilityTimeout, queue.visibility_timeout.0.to_string()),
        ("retention", Name::MessageRetentionPeriod, queue.retention.0.to_string()),
        ("delay", Name::DelaySeconds, queue.delay.0.to_string()),
        ("receive_wait", Name::ReceiveMessageWaitTimeSeconds, queue.receive_wait.0.to_string()),
        ("dead_letter_arn", Name::RedrivePolicy, redrive),
        ("policy", Name::Policy, policy),
    ];
    if let Some(size) = queue.max_message_size {
        written.push(("max_message_size", Name::MaximumMessageSize, size.to_string()));
    }
    // Only a FIFO queue knows the attribute at all.
    if queue.fifo {
        let deduplicate = queue.content_deduplication.to_string();
        written.push(("content_deduplication", Name::ContentBasedDeduplication, deduplicate));
    }
    written
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let queue: Queue = w.typed()?;
    let mut attributes: HashMap<Name, String> = written(&queue)
        .into_iter()
        .filter(|(.., value)| !value.is_empty())
        .map(|(_, name, value)| (name, value))
        .collect();
    if queue.fifo {
        attributes.insert(Name::FifoQueue, "true".into());
    }
    let tags = tags::read(w.call.desired).into_iter().collect();
    let call = w.clients.sqs.create_queue().queue_name(&queue.name);
    let made = call.set_attributes(Some(attributes)).set_tags(Some(tags)).send().await?;
    let arn = queue_arn(w.identity, &queue.name);
    Ok(Done::texts([("url", made.queue_url()), ("arn", Some(&arn))]))
}

pub(crate) async fn set(w: &Writer<'_>) -> Outcome {
    let queue: Queue = w.typed()?;
    let changed = |attribute: &str| {
        w.changes(attribute) || (attribute == "dead_letter_arn" && w.changes("max_receive"))
    };
    let attributes = written(&queue)
        .into_iter()
        .filter(|(attribute, ..)| changed(attribute))
        .map(|(_, name, value)| (name, value))
        .collect();
    let call = w.clients.sqs.set_queue_attributes().queue_url(url(w)?);
    call.set_attributes(Some(attributes)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.sqs.tag_queue().queue_url(url(w)?);
    call.set_tags(Some(tags.into_iter().collect())).send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.sqs.untag_queue().queue_url(url(w)?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.sqs.delete_queue().queue_url(url(w)?).send().await?;
    Ok(Done::default())
}

/// SQS accepts the queue's URL only; looking it up would be a second request.
fn url<'a>(w: &Writer<'a>) -> Result<&'a str, Failure> {
    w.text("url")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::canonical::complete;
    use cutover_schemas::table::Typed as _;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let desired = complete(
            KindName::Queue.row(),
            &attrs([
                ("name", Value::text("jobs")),
                ("visibility_timeout", Value::Int(90)),
                ("dead_letter_arn", Value::text("arn:aws:sqs:r:1:dead")),
                ("max_receive", Value::Int(4)),
            ]),
        );
        let queue = Queue::read(&desired).unwrap();
        let wire = written(&queue).into_iter().map(|(_, name, value)| (name, value)).collect();
        let mut live = read(&wire);
        live.insert("name".into(), Value::text("jobs"));
        assert_eq!(complete(KindName::Queue.row(), &live), desired);
    }

    #[test]
    fn what_is_taken_away_is_sent_as_empty_text() {
        let desired = complete(KindName::Queue.row(), &attrs([("name", Value::text("jobs"))]));
        let written = written(&Queue::read(&desired).unwrap());
        let of = |wanted| {
            written.iter().find(|(name, ..)| *name == wanted).map(|(.., value)| value.as_str())
        };
        assert_eq!((of("dead_letter_arn"), of("policy")), (Some(""), Some("")));
        assert_eq!((of("max_message_size"), of("content_deduplication")), (None, None));
    }
}

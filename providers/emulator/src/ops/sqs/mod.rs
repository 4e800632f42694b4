//! SQS: queues, messages, dead-letter queues, FIFO order.
//!
//! `mail` is the core that other services use too (event source mappings, destinations, schedules).

mod attributes;
mod batch;
mod create_queue;
mod delete_message;
mod faults;
mod list_queues;
pub(crate) mod mail;
pub(crate) mod message_attributes;
mod query;
mod queue_attributes;
mod queue_tags;
mod receive;
mod receive_message;
mod redrive;
mod remove_queue;
mod send_message;
mod visibility;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::service::{TagMap, Taggable, Throttle};
use super::{Fault, Input, Operation, Protocol, Service};
use crate::world::World;
use crate::world::table::state;

state! {
    /// Queues by name.
    queues: Queue,
    /// Messages by queue and sequence.
    messages: Message,
    /// FIFO messages sent lately, by queue and deduplication id.
    duplicates: Sent,
    /// When queues of these names were deleted, in milliseconds.
    deleted: u64,
}

/// A queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Queue {
    pub(crate) name: String,
    pub(crate) created_ms: u64,
    pub(crate) modified_ms: u64,
    /// The attributes that were set; the others have their defaults.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) tags: TagMap,
    /// The sequence of the next message.
    pub(crate) next: u64,
    pub(crate) purged_ms: Option<u64>,
}

/// A message in a queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) attributes: BTreeMap<String, Value>,
    /// `AWSTraceHeader`, and where a dead letter came from.
    pub(crate) system: BTreeMap<String, String>,
    pub(crate) group: Option<String>,
    pub(crate) duplicate: Option<String>,
    pub(crate) sequence: u64,
    pub(crate) sent_ms: u64,
    pub(crate) visible_ms: u64,
    pub(crate) received: u64,
    pub(crate) first_received_ms: Option<u64>,
    /// The latest receipt.
    pub(crate) receipt: Option<String>,
}

/// What is remembered of a FIFO message for five minutes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) id: String,
    pub(crate) sequence: u64,
    pub(crate) at_ms: u64,
}

pub(crate) static SERVICE: Service = Service {
    name: "sqs",
    signing: "sqs",
    target: "AmazonSQS",
    version: "2012-11-05",
    xmlns: "http://queue.amazonaws.com/doc/2012-11-05/",
    protocol: Protocol::AwsJson("1.0"),
    namespace: "com.amazonaws.sqs",
    query_compatible: true,
    validation: "InvalidParameterValueException",
    throttle: Throttle {
        status: 400,
        code: "RequestThrottled",
        message: "Request is throttled.",
        extra: &[],
    },
    operations: &[
        Operation::write("CreateQueue", create_queue::run),
        Operation::read("GetQueueUrl", list_queues::get_queue_url),
        Operation::read("ListQueues", list_queues::list_queues),
        Operation::read("ListDeadLetterSourceQueues", list_queues::list_dead_letter_source_queues),
        Operation::read("GetQueueAttributes", queue_attributes::get),
        Operation::write("SetQueueAttributes", queue_attributes::set),
        Operation::write("DeleteQueue", remove_queue::delete),
        Operation::write("PurgeQueue", remove_queue::purge),
        Operation::write("TagQueue", queue_tags::tag),
        Operation::write("UntagQueue", queue_tags::untag),
        Operation::read("ListQueueTags", queue_tags::list),
        Operation::write("SendMessage", send_message::one),
        Operation::write("SendMessageBatch", send_message::many),
        Operation::write("ReceiveMessage", receive_message::run).partly(
            "on a virtual clock an empty queue answers at once, whatever WaitTimeSeconds says",
        ),
        Operation::write("DeleteMessage", delete_message::one),
        Operation::write("DeleteMessageBatch", delete_message::many),
        Operation::write("ChangeMessageVisibility", visibility::one),
        Operation::write("ChangeMessageVisibilityBatch", visibility::many),
    ],
    missing: &[
        "AddPermission",
        "RemovePermission",
        "StartMessageMoveTask",
        "ListMessageMoveTasks",
        "CancelMessageMoveTask",
    ],
    query_input: Some(query::input),
    query_output: Some(query::output),
    taggable: Some(Taggable { list: queue_tags::taggable, edit: queue_tags::edit }),
    receive: Some(receive::receive),
    policy: Some(receive::policy),
    ..Service::EMPTY
};

pub(crate) use attributes::is_fifo;
pub(crate) use receive_message::system_attributes;

/// The ARN of a queue.
pub(crate) fn arn(world: &World, name: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:sqs:{}:{}:{name}", settings.region, settings.account)
}

/// The name of the queue an ARN means, when it is one of this world's and exists.
pub(crate) fn by_arn<'a>(world: &World, queue_arn: &'a str) -> Option<&'a str> {
    let name = queue_arn.rsplit(':').next()?;
    (world.sqs.queues.contains(name) && arn(world, name) == queue_arn).then_some(name)
}

/// The name in the request's `QueueUrl`, of a queue that exists.
fn named(world: &World, input: &Input) -> Result<String, Fault> {
    let url = input.text("QueueUrl").ok_or_else(|| faults::missing("QueueUrl"))?;
    let name = url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if world.sqs.queues.contains(name) { Ok(name.to_owned()) } else { Err(faults::no_queue()) }
}

/// The queue of a name that was just found.
fn queue<'a>(world: &'a World, name: &str) -> Result<&'a Queue, Fault> {
    world.sqs.queues.get(name).ok_or_else(faults::no_queue)
}

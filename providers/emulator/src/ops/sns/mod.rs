//! SNS: topics, subscriptions with filters, and notifications that reach queues and functions.
//!
//! `publish` takes a message in, `fan_out` hands it to each subscription through `delivery`, tries again what can't be
//! taken now, and puts what never arrives into the subscription's dead-letter queue.
//! Not in here: phones, mobile pushes, e-mail; those subscriptions stay as they are and nothing is sent.

mod arns;
mod confirm;
mod fan_out;
mod faults;
mod filter;
mod message_attributes;
mod notice;
mod permissions;
mod publish;
mod query;
mod subscribe;
mod subscription_attributes;
mod subscriptions;
mod tags;
mod topic_attributes;
mod topics;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::service::{TagMap, Taggable, Throttle};
use super::{Fault, Operation, Protocol, Service};
use crate::world::World;
use crate::world::table::state;

state! {
    /// Topics by name.
    topics: Topic,
    /// Subscriptions by ARN.
    subscriptions: Subscription,
    /// FIFO messages published lately, by topic, scope and deduplication id.
    duplicates: Published,
    /// Deliveries to try again, by number.
    retries: fan_out::Retry,
}

/// A topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Topic {
    pub(crate) name: String,
    /// Tells a topic from an earlier one of its name.
    pub(crate) born: String,
    /// The attributes that were set; the others have their defaults.
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) tags: TagMap,
    /// Subscriptions that were removed.
    pub(crate) unsubscribed: u64,
    /// The sequence of the next message of a FIFO topic.
    pub(crate) next: u64,
}

/// A subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) arn: String,
    pub(crate) topic: String,
    /// The topic it was made for: a later topic of the name does not have it.
    pub(crate) born: String,
    pub(crate) protocol: String,
    pub(crate) endpoint: String,
    /// Who subscribed.
    pub(crate) principal: String,
    /// What confirms it, until it is confirmed.
    pub(crate) token: Option<String>,
    pub(crate) attributes: BTreeMap<String, String>,
}

/// What is remembered of a FIFO message for five minutes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Published {
    pub(crate) id: String,
    pub(crate) sequence: String,
    pub(crate) at_ms: u64,
}

pub(crate) static SERVICE: Service = Service {
    name: "sns",
    signing: "sns",
    version: "2010-03-31",
    xmlns: "http://sns.amazonaws.com/doc/2010-03-31/",
    protocol: Protocol::Query,
    validation: "ValidationError",
    throttle: Throttle { status: 400, code: "Throttling", message: "Rate exceeded", extra: &[] },
    operations: &[
        Operation::write("CreateTopic", topics::create),
        Operation::write("DeleteTopic", topics::delete),
        Operation::read("ListTopics", topics::list),
        Operation::read("GetTopicAttributes", topic_attributes::get),
        Operation::write("SetTopicAttributes", topic_attributes::set),
        Operation::write("AddPermission", permissions::add),
        Operation::write("RemovePermission", permissions::remove),
        Operation::write("Subscribe", subscribe::run)
            .partly("web, e-mail and phone endpoints are kept, but nothing is sent to them"),
        Operation::write("ConfirmSubscription", confirm::run),
        Operation::write("Unsubscribe", subscriptions::unsubscribe),
        Operation::read("GetSubscriptionAttributes", subscription_attributes::get),
        Operation::write("SetSubscriptionAttributes", subscription_attributes::set),
        Operation::read("ListSubscriptions", subscriptions::list),
        Operation::read("ListSubscriptionsByTopic", subscriptions::list_by_topic),
        Operation::write("Publish", publish::one)
            .partly("to topics; the signature of a notification is made up"),
        Operation::write("PublishBatch", publish::many),
        Operation::write("TagResource", tags::tag),
        Operation::write("UntagResource", tags::untag),
        Operation::read("ListTagsForResource", tags::list),
    ],
    missing: &["PutDataProtectionPolicy", "CreatePlatformApplication", "SetSMSAttributes"],
    query_output: Some(query::output),
    happen: Some(fan_out::happen),
    taggable: Some(Taggable { list: tags::taggable, edit: tags::edit }),
    receive: Some(fan_out::receive),
    policy: Some(fan_out::policy),
    ..Service::EMPTY
};

/// The ARN of a topic.
pub(crate) fn arn(world: &World, name: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:sns:{}:{}:{name}", settings.region, settings.account)
}

/// The topic of a name that was just found.
fn topic<'a>(world: &'a World, name: &str) -> Result<&'a Topic, Fault> {
    world.sns.topics.get(name).ok_or_else(faults::no_topic)
}

impl Topic {
    pub(crate) fn is_fifo(&self) -> bool {
        is_fifo(&self.name)
    }

    /// Whether an attribute is set to `true`.
    fn has(&self, attribute: &str) -> bool {
        self.attributes.get(attribute).is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
    }
}

/// Whether a name is one of a FIFO topic or queue: case counts.
fn is_fifo(name: &str) -> bool {
    name.strip_suffix(".fifo").is_some()
}

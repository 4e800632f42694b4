//! Queue attributes: what may be set, to what, and what a queue shows.

use std::collections::BTreeMap;

use super::{Queue, arn, faults, mail, redrive};
use crate::ops::Fault;
use crate::world::World;

/// What an attribute's value must be.
enum Rule {
    Number(u64, u64),
    Flag,
    Choice(&'static [&'static str]),
    Json,
    Text,
}

/// The attributes that can be set, with their defaults (empty where a queue has none).
const SETTABLE: &[(&str, Rule, &str)] = &[
    ("VisibilityTimeout", Rule::Number(0, 43_200), "30"),
    ("MaximumMessageSize", Rule::Number(1_024, 1_048_576), "1048576"),
    ("MessageRetentionPeriod", Rule::Number(60, 1_209_600), "345600"),
    ("DelaySeconds", Rule::Number(0, 900), "0"),
    ("ReceiveMessageWaitTimeSeconds", Rule::Number(0, 20), "0"),
    ("Policy", Rule::Json, ""),
    ("RedrivePolicy", Rule::Text, ""),
    ("RedriveAllowPolicy", Rule::Json, ""),
    ("KmsMasterKeyId", Rule::Text, ""),
    ("KmsDataKeyReusePeriodSeconds", Rule::Number(60, 86_400), ""),
    ("SqsManagedSseEnabled", Rule::Flag, "true"),
    ("FifoQueue", Rule::Flag, ""),
    ("ContentBasedDeduplication", Rule::Flag, ""),
    ("DeduplicationScope", Rule::Choice(&["messageGroup", "queue"]), ""),
    ("FifoThroughputLimit", Rule::Choice(&["perQueue", "perMessageGroupId"]), ""),
];

/// What only FIFO queues have, with its defaults.
const FIFO: &[(&str, &str)] = &[
    ("FifoQueue", "true"),
    ("ContentBasedDeduplication", "false"),
    ("DeduplicationScope", "queue"),
    ("FifoThroughputLimit", "perQueue"),
];

/// What a queue shows besides what can be set.
const COMPUTED: &[&str] = &[
    "QueueArn",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
];

/// Checks the attributes of a request. Empty values clear, so they are let through.
pub(super) fn check(
    world: &World,
    name: &str,
    fifo: bool,
    given: &BTreeMap<String, String>,
) -> Result<(), Fault> {
    for (attribute, value) in given {
        let known = SETTABLE.iter().find(|(known, _, _)| known == attribute);
        let Some((_, rule, _)) = known else {
            return Err(faults::unknown_attribute(attribute));
        };
        if !fifo && FIFO.iter().any(|(only, _)| only == attribute) && attribute != "FifoQueue" {
            return Err(faults::unknown_attribute(attribute));
        }
        if !value.is_empty() && !rule.allows(value) {
            return Err(faults::bad_attribute(attribute));
        }
    }
    if let Some(policy) = given.get("RedrivePolicy").filter(|policy| !policy.is_empty()) {
        redrive::check(world, name, fifo, policy)?;
    }
    Ok(())
}

impl Rule {
    fn allows(&self, value: &str) -> bool {
        match self {
            Rule::Number(low, high) => {
                value.parse::<u64>().is_ok_and(|value| (*low..=*high).contains(&value))
            }
            Rule::Flag => matches!(value.to_ascii_lowercase().as_str(), "true" | "false"),
            Rule::Choice(choices) => choices.contains(&value),
            Rule::Json => {
                serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(value).is_ok()
            }
            Rule::Text => true,
        }
    }
}

/// Every attribute a queue shows.
pub(super) fn shown(world: &World, queue: &Queue) -> BTreeMap<String, String> {
    let mut shown: BTreeMap<String, String> = SETTABLE
        .iter()
        .filter(|(_, _, default)| !default.is_empty())
        .map(|(name, _, default)| ((*name).to_owned(), (*default).to_owned()))
        .collect();
    if queue.is_fifo() {
        shown
            .extend(FIFO.iter().map(|(name, default)| ((*name).to_owned(), (*default).to_owned())));
    }
    if queue.attributes.contains_key("KmsMasterKeyId") {
        shown.insert("KmsDataKeyReusePeriodSeconds".to_owned(), "300".to_owned());
        shown.insert("SqsManagedSseEnabled".to_owned(), "false".to_owned());
    }
    shown.extend(queue.attributes.clone());
    let counts = mail::count(world, &queue.name);
    let computed = [
        arn(world, &queue.name),
        counts.ready.to_string(),
        counts.in_flight.to_string(),
        counts.delayed.to_string(),
        (queue.created_ms / 1000).to_string(),
        (queue.modified_ms / 1000).to_string(),
    ];
    shown.extend(COMPUTED.iter().map(|name| (*name).to_owned()).zip(computed));
    shown
}

/// Whether a name is one that `GetQueueAttributes` knows.
pub(super) fn is_known(name: &str) -> bool {
    name == "All" || COMPUTED.contains(&name) || SETTABLE.iter().any(|(known, _, _)| *known == name)
}

/// Whether a name is one of a FIFO queue: case counts.
pub(crate) fn is_fifo(name: &str) -> bool {
    name.strip_suffix(".fifo").is_some()
}

impl Queue {
    pub(crate) fn is_fifo(&self) -> bool {
        is_fifo(&self.name)
    }

    /// A number among the attributes, set or default.
    pub(crate) fn number(&self, attribute: &str) -> u64 {
        let default =
            SETTABLE.iter().find(|(name, _, _)| *name == attribute).map(|(_, _, default)| *default);
        let set = self.attributes.get(attribute).map(String::as_str);
        set.or(default).and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    /// How long a received message stays hidden.
    pub(crate) fn visibility_ms(&self) -> u64 {
        self.number("VisibilityTimeout") * 1000
    }
}

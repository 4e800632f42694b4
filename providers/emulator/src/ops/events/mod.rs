//! EventBridge: buses, rules by pattern or by time, targets, and events on their way.
//!
//! `put_events` takes events in, `route` finds the rules that match, `delivery` makes what each target gets and hands
//! it over, tries again what can't be taken now, and puts what never arrives into the target's dead-letter queue.
//! Scheduled rules are `ticks`. Not in here: archives, replays, connections, partner sources, pipes.

mod bus_policy;
mod buses;
mod check_target;
mod delivery;
mod event;
mod faults;
mod list_rules;
mod names;
mod path;
mod put_events;
mod route;
mod rules;
mod tags;
mod targets;
mod test_pattern;
mod ticks;
mod transform;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::service::{TagMap, Taggable};
use super::{Operation, Protocol, Service};
use crate::world::World;
use crate::world::table::state;

pub(crate) use event::Event;

state! {
    /// Event buses by name. The default bus is there without a row.
    buses: Bus,
    /// Rules by `bus|name`.
    rules: Rule,
    /// Deliveries to try again, by number.
    retries: delivery::Retry,
}

/// The bus every account has.
pub(crate) const DEFAULT: &str = "default";

/// An event bus.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Bus {
    pub(crate) name: String,
    pub(crate) created_ms: u64,
    pub(crate) modified_ms: u64,
    pub(crate) policy: Option<Value>,
    /// `Description`, `DeadLetterConfig` and the like, as they were given.
    pub(crate) settings: BTreeMap<String, Value>,
    pub(crate) tags: TagMap,
}

/// A rule and its targets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) bus: String,
    pub(crate) pattern: Option<String>,
    pub(crate) schedule: Option<String>,
    pub(crate) state: String,
    pub(crate) description: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) tags: TagMap,
    /// Targets by id, as they were given.
    pub(crate) targets: BTreeMap<String, Value>,
    /// What a scheduled rule counts from: when it was made, changed or enabled last.
    pub(crate) origin_ms: u64,
    /// Tells its present ticks from those it had before a change.
    pub(crate) turn: u64,
}

pub(crate) static SERVICE: Service = Service {
    name: "events",
    signing: "events",
    target: "AWSEvents",
    protocol: Protocol::AwsJson("1.1"),
    operations: &[
        Operation::write("CreateEventBus", buses::create),
        Operation::read("DescribeEventBus", buses::describe),
        Operation::read("ListEventBuses", buses::list),
        Operation::write("UpdateEventBus", buses::update),
        Operation::write("DeleteEventBus", buses::delete),
        Operation::write("PutPermission", bus_policy::put),
        Operation::write("RemovePermission", bus_policy::remove),
        Operation::write("PutRule", rules::put),
        Operation::read("DescribeRule", rules::describe),
        Operation::write("EnableRule", rules::enable),
        Operation::write("DisableRule", rules::disable),
        Operation::write("DeleteRule", rules::delete),
        Operation::read("ListRules", list_rules::list),
        Operation::read("ListRuleNamesByTarget", list_rules::names_by_target),
        Operation::write("PutTargets", targets::put).partly(
            "functions, queues, topics, buses, streams and log groups are delivered to; other targets are kept",
        ),
        Operation::write("RemoveTargets", targets::remove),
        Operation::read("ListTargetsByRule", targets::list),
        Operation::write("PutEvents", put_events::run),
        Operation::read("TestEventPattern", test_pattern::run)
            .partly("a pattern with very many wildcards is not found too complex"),
        Operation::write("TagResource", tags::tag),
        Operation::write("UntagResource", tags::untag),
        Operation::read("ListTagsForResource", tags::list),
    ],
    missing: &["CreateArchive", "StartReplay", "CreateConnection", "CreateApiDestination", "CreateEndpoint"],
    timestamps: &["CreationTime", "LastModifiedTime"],
    happen: Some(happen),
    taggable: Some(Taggable { list: tags::taggable, edit: tags::edit }),
    receive: Some(route::receive),
    policy: Some(route::policy),
    ..Service::EMPTY
};

fn happen(world: &mut World, subject: &str) {
    match subject.split_once('/') {
        Some(("retry", id)) => delivery::again(world, id),
        Some(("tick", what)) => ticks::happen(world, what),
        _ => {}
    }
}

/// Puts an event of an AWS service on the default bus.
pub(crate) fn tell(world: &mut World, event: Event) {
    route::publish(world, DEFAULT, event, 0);
}

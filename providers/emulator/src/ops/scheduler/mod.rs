//! EventBridge Scheduler: groups, and schedules that invoke their targets in a role, on time.
//!
//! `alarm` arranges when a schedule is due next; `invoke` makes what its target gets and hands it over, tries again what
//! can't be taken now, and puts what never arrives into its dead-letter queue.
//! Not in here: universal targets (`aws-sdk:service:operation`); they are kept, and nothing is called.

mod alarm;
mod check;
mod dates;
mod faults;
mod groups;
mod invoke;
mod list_schedules;
mod schedules;
mod tags;
mod target;
mod tokens;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::service::{TagMap, Taggable, Throttle};
use super::{Operation, Protocol, Service};
use crate::world::World;
use crate::world::table::state;

state! {
    /// Groups by name. The default group is there without a row.
    groups: Group,
    /// Schedules by `group/name`.
    schedules: Schedule,
    /// Deliveries to try again, by number.
    retries: invoke::Retry,
    /// What was answered to client tokens.
    tokens: tokens::Answered,
}

/// The group every account has.
const DEFAULT: &str = "default";

/// The service's principal.
const PRINCIPAL: &str = "scheduler.amazonaws.com";

/// A schedule group.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) created_ms: u64,
    pub(crate) modified_ms: u64,
    pub(crate) is_deleting: bool,
    pub(crate) tags: TagMap,
}

/// A schedule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Schedule {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) created_ms: u64,
    pub(crate) modified_ms: u64,
    /// What it shows, defaults included, besides names and times.
    pub(crate) settings: Map<String, Value>,
    /// Tells its present alarms from those it had before a change.
    pub(crate) turn: u64,
}

pub(crate) static SERVICE: Service = Service {
    name: "scheduler",
    signing: "scheduler",
    protocol: Protocol::RestJson,
    throttle: Throttle {
        status: 429,
        code: "ThrottlingException",
        message: "Rate exceeded",
        extra: &[],
    },
    operations: &[
        Operation::write("CreateScheduleGroup", groups::create).at("POST", GROUP, 200),
        Operation::read("GetScheduleGroup", groups::get).at("GET", GROUP, 200),
        Operation::read("ListScheduleGroups", groups::list).at("GET", "/schedule-groups", 200),
        Operation::write("DeleteScheduleGroup", groups::delete)
            .at("DELETE", GROUP, 200)
            .query(&[("clientToken", "ClientToken")]),
        Operation::write("CreateSchedule", schedules::create).at("POST", SCHEDULE, 200).partly(
            "functions, queues, topics and buses are invoked; universal and other targets are kept",
        ),
        Operation::write("UpdateSchedule", schedules::update).at("PUT", SCHEDULE, 200),
        Operation::read("GetSchedule", schedules::get)
            .at("GET", SCHEDULE, 200)
            .query(&[("groupName", "GroupName")]),
        Operation::read("ListSchedules", list_schedules::run)
            .at("GET", "/schedules", 200)
            .query(&[("ScheduleGroup", "GroupName")]),
        Operation::write("DeleteSchedule", schedules::delete)
            .at("DELETE", SCHEDULE, 200)
            .query(&[("groupName", "GroupName"), ("clientToken", "ClientToken")]),
        Operation::write("TagResource", tags::tag).at("POST", TAGS, 200),
        Operation::write("UntagResource", tags::untag)
            .at("DELETE", TAGS, 200)
            .query(&[("TagKeys", "TagKeys[]")]),
        Operation::read("ListTagsForResource", tags::list).at("GET", TAGS, 200),
    ],
    happen: Some(happen),
    taggable: Some(Taggable { list: tags::taggable, edit: tags::edit }),
    ..Service::EMPTY
};

const GROUP: &str = "/schedule-groups/{Name}";
const SCHEDULE: &str = "/schedules/{Name}";
const TAGS: &str = "/tags/{ResourceArn}";

/// The ARN of a group.
pub(crate) fn group_arn(world: &World, name: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:scheduler:{}:{}:schedule-group/{name}", settings.region, settings.account)
}

/// The ARN of a schedule.
pub(crate) fn arn(world: &World, group: &str, name: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:scheduler:{}:{}:schedule/{group}/{name}", settings.region, settings.account)
}

fn happen(world: &mut World, subject: &str) {
    match subject.split_once(' ') {
        Some(("alarm", what)) => alarm::happen(world, what),
        Some(("window", what)) => alarm::in_window(world, what),
        Some(("retry", id)) => invoke::again(world, id),
        Some(("gone", group)) => groups::gone(world, group),
        _ => {}
    }
}

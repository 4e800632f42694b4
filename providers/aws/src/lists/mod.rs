//! Bulk calls, one file a call; an observation remembers their answers.
pub(crate) mod alarms;
pub(crate) mod apis;
pub(crate) mod attachments;
pub(crate) mod buckets;
pub(crate) mod events;
pub(crate) mod functions;
pub(crate) mod log_groups;
pub(crate) mod mappings;
pub(crate) mod parameters;
pub(crate) mod policies;
pub(crate) mod queues;
pub(crate) mod role_details;
pub(crate) mod roles;
pub(crate) mod scaling_targets;
pub(crate) mod schedules;
pub(crate) mod streams;
pub(crate) mod tables;
pub(crate) mod tagged;
pub(crate) mod topics;

use crate::tags::Tags;
use aws_sdk_cloudwatch::types::{CompositeAlarm, MetricAlarm};
use aws_sdk_cloudwatchlogs::types::LogGroup;
use aws_sdk_iam::types::{Role, RoleDetail};
use aws_sdk_lambda::types::EventSourceMappingConfiguration;
use cutover_cloud::Parameter;
use std::collections::{BTreeMap, BTreeSet};

/// Names of the region's functions.
pub(crate) type Functions = BTreeSet<String>;
/// Roles by name.
pub(crate) type Roles = BTreeMap<String, Role>;
/// Roles with their policies, by name.
pub(crate) type Details = BTreeMap<String, RoleDetail>;
/// Queue URLs by name.
pub(crate) type Queues = BTreeMap<String, String>;
/// Log groups by name.
pub(crate) type LogGroups = BTreeMap<String, LogGroup>;
/// ARNs of the region's topics.
pub(crate) type Topics = BTreeSet<String>;
/// ARNs of subscriptions by topic, protocol and endpoint.
pub(crate) type Subscriptions = BTreeMap<(String, String, String), String>;
/// Event source mappings of the region.
pub(crate) type Mappings = Vec<EventSourceMappingConfiguration>;
/// Names of buckets.
pub(crate) type Buckets = BTreeSet<String>;
/// Tags by ARN.
pub(crate) type Tagged = BTreeMap<String, Tags>;
/// Names of the region's tables.
pub(crate) type Tables = BTreeSet<String>;
/// Alarms by name.
#[derive(Debug, Default)]
pub(crate) struct Alarms {
    /// On metrics.
    pub metric: BTreeMap<String, MetricAlarm>,
    /// On other alarms.
    pub composite: BTreeMap<String, CompositeAlarm>,
}
/// Names of the region's data streams.
pub(crate) type Streams = BTreeSet<String>;
/// Names of the region's event buses.
pub(crate) type Buses = BTreeSet<String>;
/// Parameters by name, those that are there.
pub(crate) type Parameters = BTreeMap<String, Parameter>;
/// Names of a bus's rules.
pub(crate) type Rules = BTreeSet<String>;
/// Scaling targets by what they scale: fewest and most environments.
pub(crate) type ScalingTargets = BTreeMap<String, (i32, i32)>;
/// Names of a group's schedules.
pub(crate) type Schedules = BTreeSet<String>;

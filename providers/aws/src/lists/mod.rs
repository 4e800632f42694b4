//! Bulk calls, one file a call; an observation remembers their answers.
pub(crate) mod apis;
pub(crate) mod attachments;
pub(crate) mod functions;
pub(crate) mod log_groups;
pub(crate) mod policies;
pub(crate) mod queues;
pub(crate) mod role_details;
pub(crate) mod roles;
pub(crate) mod tagged;

use crate::tags::Tags;
use aws_sdk_cloudwatchlogs::types::LogGroup;
use aws_sdk_iam::types::{Role, RoleDetail};
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
/// Tags by ARN.
pub(crate) type Tagged = BTreeMap<String, Tags>;

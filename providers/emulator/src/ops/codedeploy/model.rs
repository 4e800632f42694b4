//! The rows of CodeDeploy's state.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ops::service::TagMap;

/// What an application's deployments deploy to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Platform {
    Server,
    Lambda,
    Ecs,
}

impl Platform {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Platform::Server => "Server",
            Platform::Lambda => "Lambda",
            Platform::Ecs => "ECS",
        }
    }
}

/// An application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) platform: Platform,
    pub(crate) created_ms: u64,
    pub(crate) tags: TagMap,
}

/// How traffic goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Routing {
    AllAtOnce,
    /// A share in percent first, the rest after so many minutes.
    Canary {
        percentage: u32,
        minutes: u32,
    },
    /// A share in percent at once and again after each so many minutes.
    Linear {
        percentage: u32,
        minutes: u32,
    },
}

/// A deployment configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Config {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) platform: Platform,
    pub(crate) routing: Option<Routing>,
    /// `minimumHealthyHosts` and `zonalConfig`, as given.
    pub(crate) hosts: BTreeMap<String, Value>,
    pub(crate) created_ms: u64,
    pub(crate) tags: TagMap,
}

/// A deployment group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) application: String,
    pub(crate) name: String,
    pub(crate) config: String,
    pub(crate) role: String,
    /// Members kept and shown as given: the style, alarms, triggers, roll back, what servers have.
    pub(crate) members: BTreeMap<String, Value>,
    pub(crate) tags: TagMap,
    /// The revision that was deployed last.
    pub(crate) revision: Option<Value>,
    pub(crate) last_attempted: Option<String>,
    pub(crate) last_successful: Option<String>,
}

/// Where a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Created,
    InProgress,
    Succeeded,
    Failed,
    Stopped,
}

impl Status {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Status::Created => "Created",
            Status::InProgress => "InProgress",
            Status::Succeeded => "Succeeded",
            Status::Failed => "Failed",
            Status::Stopped => "Stopped",
        }
    }

    pub(crate) fn is_over(self) -> bool {
        match self {
            Status::Created | Status::InProgress => false,
            Status::Succeeded | Status::Failed | Status::Stopped => true,
        }
    }
}

/// Who made a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Creator {
    User,
    Rollback,
}

/// What a deployment moves from one version to another.
#[expect(
    clippy::struct_field_names,
    reason = "the AppSpec's own words: current and target version"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    /// The function's name.
    pub(crate) function: String,
    pub(crate) alias: String,
    pub(crate) current: String,
    pub(crate) target: String,
    /// The functions asked before and after the traffic moves.
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// The events of a Lambda deployment, in their order.
#[expect(clippy::enum_variant_names, reason = "CodeDeploy's own words")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Moment {
    BeforeAllowTraffic,
    AllowTraffic,
    AfterAllowTraffic,
}

impl Moment {
    pub(crate) const ALL: [Moment; 3] =
        [Moment::BeforeAllowTraffic, Moment::AllowTraffic, Moment::AfterAllowTraffic];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Moment::BeforeAllowTraffic => "BeforeAllowTraffic",
            Moment::AllowTraffic => "AllowTraffic",
            Moment::AfterAllowTraffic => "AfterAllowTraffic",
        }
    }
}

/// Where an event stands.
#[expect(clippy::enum_variant_names, reason = "CodeDeploy's own words")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Progress {
    Pending,
    InProgress,
    Succeeded,
    Failed,
    Skipped,
}

impl Progress {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Progress::Pending => "Pending",
            Progress::InProgress => "InProgress",
            Progress::Succeeded => "Succeeded",
            Progress::Failed => "Failed",
            Progress::Skipped => "Skipped",
        }
    }
}

/// A lifecycle event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) moment: Moment,
    pub(crate) progress: Progress,
    pub(crate) started_ms: Option<u64>,
    pub(crate) ended_ms: Option<u64>,
    /// The id that a hook answers with, once one was asked.
    pub(crate) execution: Option<String>,
    /// What went wrong.
    pub(crate) message: Option<String>,
}

/// Why a deployment did not succeed: a code of the service and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// What a deployment has to do with a rollback.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct RollbackInfo {
    /// The deployment that rolls this one back.
    pub(crate) by: Option<String>,
    /// The deployment that this one rolls back.
    pub(crate) of: Option<String>,
    pub(crate) message: Option<String>,
}

/// A deployment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deployment {
    pub(crate) id: String,
    /// Sorts deployments, the newest first.
    pub(crate) order: String,
    pub(crate) application: String,
    pub(crate) group: String,
    pub(crate) config: String,
    /// How the configuration moves traffic, as it was when the deployment was made.
    pub(crate) routing: Routing,
    pub(crate) role: String,
    pub(crate) description: Option<String>,
    pub(crate) creator: Creator,
    pub(crate) revision: Value,
    pub(crate) previous: Option<Value>,
    pub(crate) style: Option<Value>,
    /// The rollback and alarm configurations that hold for it: its own, or the group's.
    pub(crate) auto_rollback: Option<Value>,
    pub(crate) alarms: Option<Value>,
    /// Its own alarm configuration, as given.
    pub(crate) override_alarms: Option<Value>,
    pub(crate) status: Status,
    pub(crate) failure: Option<Failure>,
    pub(crate) created_ms: u64,
    pub(crate) started_ms: Option<u64>,
    pub(crate) completed_ms: Option<u64>,
    pub(crate) updated_ms: u64,
    /// Known once the AppSpec was read.
    pub(crate) target: Option<Target>,
    pub(crate) events: Vec<Event>,
    /// The share in percent that the new version has.
    pub(crate) shifted: u32,
    pub(crate) rollback: RollbackInfo,
}

impl Deployment {
    pub(crate) fn event(&self, moment: Moment) -> Option<&Event> {
        self.events.iter().find(|event| event.moment == moment)
    }

    pub(crate) fn event_mut(&mut self, moment: Moment) -> Option<&mut Event> {
        self.events.iter_mut().find(|event| event.moment == moment)
    }
}

/// The row key of a group.
pub(crate) fn group_key(application: &str, group: &str) -> String {
    format!("{application}/{group}")
}

/// Milliseconds as epoch seconds, the form of timestamps in answers.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 fit a double for 200,000 years"
)]
pub(crate) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

//! A trigger at rest, as plans and the status tell it.
use super::time::rfc3339;
use crate::address::Address;
use crate::ledger::Pause;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A trigger that a person stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PauseDocument {
    /// Its address.
    pub trigger: String,
    /// Why.
    pub reason: String,
    /// ARN of who did it.
    pub by: String,
    /// Since when.
    pub since: String,
}

impl From<(&Address, &Pause)> for PauseDocument {
    fn from((trigger, pause): (&Address, &Pause)) -> Self {
        Self {
            trigger: trigger.to_string(),
            reason: pause.reason.clone(),
            by: pause.by.clone(),
            since: rfc3339(pause.at),
        }
    }
}

//! What a plan newly allows.
use super::audit::WitnessDocument;
use crate::access::NewAccess;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing that a role can newly do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewAccessDocument {
    /// Address of the role.
    pub role: String,
    /// Whether the role is new as well, so that everything it may do is.
    pub new_role: bool,
    /// Action, or a pattern of actions.
    pub action: String,
    /// Resource, or a pattern of resources.
    pub resource: String,
    /// Address of the stack's own resource that has this ARN.
    pub on: Option<String>,
    /// A request that is allowed after the plan and was not before.
    pub witness: Option<WitnessDocument>,
}

impl From<&NewAccess> for NewAccessDocument {
    fn from(one: &NewAccess) -> Self {
        Self {
            role: one.role.to_string(),
            new_role: one.new_role,
            action: one.action.clone(),
            resource: one.resource.clone(),
            on: one.on.as_ref().map(ToString::to_string),
            witness: one.witness.as_ref().map(Into::into),
        }
    }
}

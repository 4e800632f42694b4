//! What a change newly allows.
use crate::address::Address;
use crate::finding::Witness;
use serde::{Deserialize, Serialize};

/// One thing that a role can newly do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccess {
    /// The role.
    pub role: Address,
    /// Whether the role is new as well, so that everything it may do is.
    pub new_role: bool,
    /// Action, or a pattern of actions.
    pub action: String,
    /// Resource, or a pattern of resources.
    pub resource: String,
    /// The stack's own resource that has this ARN.
    pub on: Option<Address>,
    /// A request that is allowed after the plan and was not before; none of a new role, and where it could not be decided.
    pub witness: Option<Witness>,
}

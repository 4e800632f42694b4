//! What whoever carries out plans must be allowed, and nothing else: the actions of the plan's calls and of the looks
//! that planning takes, on the resources that they are about.
//!
//! * `table`: which resource each action takes.
//! * `facts`: names and ids of this stack's resources.
//! * `gather`: calls and looks, as grants.
//! * `document`: grants as policies of few statements, each within AWS's quota.
//! * `missing`: which of them other policies don't give.
mod document;
mod facts;
mod gather;
mod missing;
mod table;

use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::ledger::View;
use cutover_schemas::plan::Plan;
use std::collections::BTreeSet;

pub use document::{MANAGED_LIMIT, Policy};
pub use missing::Missing;

/// For what the policies are.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// Carrying out this plan, after having made it.
    Plan(&'a Plan),
    /// Any plan of this stack as it is written and as it was left: each of its resources made, changed, rolled out,
    /// rolled back and deleted.
    Envelope,
    /// Looking only: `plan`, `drift`, `status`.
    ReadOnly,
}

/// What the policies are made from.
#[derive(Clone, Copy, Debug)]
pub struct Deployment<'a> {
    /// Which deployment, where.
    pub identity: &'a Identity,
    /// What should exist; empty where it is taken down.
    pub graph: &'a Graph,
    /// What the ledger knows.
    pub view: &'a View,
}

/// What a grant is for, in the order in which statements show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Looking.
    Read,
    /// A step's call.
    Change,
    /// A call with which a rollout goes on.
    Rollout,
    /// A call with which a rollout goes back.
    Rollback,
}

/// When a grant holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Always.
    Always,
    /// When the role is passed to this service.
    PassedTo(&'static str),
    /// When the service-linked role is this service's.
    ServiceLinked(&'static str),
    /// When an event source mapping is of one of these functions.
    OfFunctions(BTreeSet<String>),
    /// When what is scaled is the warmth of functions.
    ScalesFunctions,
}

/// An action on a resource, or on those that a pattern fits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// What for.
    pub purpose: Purpose,
    /// When.
    pub condition: Condition,
    /// Such as `sqs:CreateQueue`.
    pub action: &'static str,
    /// An ARN, maybe with stars, or `*`.
    pub resource: String,
}

/// Everything that a scope needs, in a fixed order.
pub fn grants(deployment: &Deployment<'_>, scope: Scope<'_>) -> BTreeSet<Grant> {
    gather::all(deployment, scope)
}

/// The policies that allow these grants: one, unless it would be larger than AWS takes. `name` is what they are
/// called after.
pub fn policies(grants: &BTreeSet<Grant>, name: &str) -> Vec<Policy> {
    document::policies(grants, name)
}

/// Which grants other policies, attached together, don't give.
pub fn missing(
    grants: &BTreeSet<Grant>,
    identity: &Identity,
    policies: &[cutover_audit::policy::Policy],
) -> Vec<Missing> {
    missing::missing(grants, identity, policies)
}

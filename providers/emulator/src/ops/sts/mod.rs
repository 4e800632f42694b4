//! STS: who am I, and borrowing a role.

mod assume_role;
mod get_caller_identity;
pub(crate) mod worker;

use serde::{Deserialize, Serialize};

use super::service::TagMap;
use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {
    /// Role sessions by access key.
    sessions: Session,
}

/// What `AssumeRole` gave out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) expires_ms: u64,
    /// The ARN of the role.
    #[serde(default)]
    pub(crate) role: String,
    #[serde(default)]
    pub(crate) secret: String,
    #[serde(default)]
    pub(crate) token: String,
    /// Tags that the session was given on top of its role's.
    #[serde(default)]
    pub(crate) tags: TagMap,
    /// Policies that narrow it.
    #[serde(default)]
    pub(crate) policies: Vec<String>,
}

pub(crate) static SERVICE: Service = Service {
    name: "sts",
    signing: "sts",
    version: "2011-06-15",
    xmlns: "https://sts.amazonaws.com/doc/2011-06-15/",
    protocol: Protocol::Query,
    validation: "ValidationError",
    operations: &[
        Operation::read("GetCallerIdentity", get_caller_identity::run)
            .partly("any key that is no user's and no session's is the account itself"),
        Operation::write("AssumeRole", assume_role::run)
            .partly("no MFA devices, no source identity"),
    ],
    missing: &["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetSessionToken"],
    timestamps: &["Expiration"],
    ..Service::EMPTY
};

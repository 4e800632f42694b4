//! STS: who am I, and borrowing a role.

mod assume_role;
mod get_caller_identity;

use serde::{Deserialize, Serialize};

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
            .partly("any key that is no role session is the account itself"),
        Operation::write("AssumeRole", assume_role::run).partly(
            "conditions of the trust policy are taken as met; the credentials are checked nowhere",
        ),
    ],
    missing: &["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetSessionToken"],
    timestamps: &["Expiration"],
    ..Service::EMPTY
};

//! STS: who am I, and borrowing a role.

mod assume_role;
mod get_caller_identity;

use super::{Operation, Protocol, Service};
use crate::world::table::state;

state! {}

pub(crate) static SERVICE: Service = Service {
    name: "sts",
    signing: "sts",
    version: "2011-06-15",
    xmlns: "https://sts.amazonaws.com/doc/2011-06-15/",
    protocol: Protocol::Query,
    validation: "ValidationError",
    operations: &[Operation::read(
        "GetCallerIdentity",
        get_caller_identity::run,
    )],
    timestamps: &["Expiration"],
    ..Service::EMPTY
};

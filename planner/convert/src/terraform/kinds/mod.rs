//! The types of Terraform's AWS provider, by service.
mod api;
mod events;
mod iam;
mod lambda;
mod logs;
mod messages;
mod storage;

use super::shape::Type;

/// The row of a type.
pub(super) fn find(name: &str) -> Option<&'static Type> {
    let all = [
        lambda::TYPES,
        iam::TYPES,
        messages::TYPES,
        storage::TYPES,
        events::TYPES,
        api::TYPES,
        logs::TYPES,
    ];
    all.into_iter().flatten().find(|ty| ty.name == name)
}

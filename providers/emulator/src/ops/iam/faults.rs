//! IAM's errors.

use crate::ops::Fault;

pub(super) fn no_role(name: &str) -> Fault {
    Fault::sender(404, "NoSuchEntity", format!("The role with name {name} cannot be found."))
}

pub(super) fn no_user(name: &str) -> Fault {
    Fault::sender(404, "NoSuchEntity", format!("The user with name {name} cannot be found."))
}

pub(super) fn no_inline(kind: &str, name: &str) -> Fault {
    let text = format!("The {} policy with name {name} cannot be found.", kind.to_lowercase());
    Fault::sender(404, "NoSuchEntity", text)
}

pub(super) fn no_policy(arn: &str) -> Fault {
    Fault::sender(404, "NoSuchEntity", format!("Policy {arn} was not found."))
}

pub(super) fn not_attachable(arn: &str) -> Fault {
    Fault::sender(404, "NoSuchEntity", format!("Policy {arn} does not exist or is not attachable."))
}

pub(super) fn no_version(arn: &str, version: &str) -> Fault {
    let text = format!("Policy {arn} version {version} does not exist or is not attachable.");
    Fault::sender(404, "NoSuchEntity", text)
}

pub(super) fn exists(text: impl Into<String>) -> Fault {
    Fault::sender(409, "EntityAlreadyExists", text)
}

pub(super) fn conflict(text: &str) -> Fault {
    Fault::sender(409, "DeleteConflict", text)
}

pub(super) fn limit(text: impl Into<String>) -> Fault {
    Fault::sender(409, "LimitExceeded", text)
}

pub(super) fn malformed(text: impl Into<String>) -> Fault {
    Fault::sender(400, "MalformedPolicyDocument", text)
}

pub(super) fn invalid_input(text: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidInput", text)
}

pub(super) fn validation(text: impl Into<String>) -> Fault {
    Fault::sender(400, "ValidationError", text)
}

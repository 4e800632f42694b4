//! Lambda's refusals, worded and shaped as the service does.

use crate::ops::Fault;

fn user(status: u16, code: &str, message: impl Into<String>) -> Fault {
    Fault::sender(status, code, message).with("Type", "User")
}

/// A value that makes no sense.
pub(crate) fn invalid(message: impl Into<String>) -> Fault {
    user(400, "InvalidParameterValueException", message)
}

/// A clash with what is there or under way.
pub(crate) fn conflict(message: impl Into<String>) -> Fault {
    user(409, "ResourceConflictException", message)
}

/// Something that is not there. This one error spells `Message` with a capital.
pub(crate) fn not_found(message: impl Into<String>) -> Fault {
    let message = message.into();
    user(404, "ResourceNotFoundException", message.clone()).with("Message", message)
}

/// A stale revision id.
pub(crate) fn stale(read_with: &str) -> Fault {
    user(
        412,
        "PreconditionFailedException",
        format!(
            "The Revision Id provided does not match the latest Revision Id. Call the {read_with} API to retrieve \
             the latest Revision Id"
        ),
    )
}

/// A refusal by shape: unmodelled, with the message alone.
pub(crate) fn constraint(member: &str, value: &str, rule: &str) -> Fault {
    Fault::constraint("ValidationException", member, Some(value), rule)
}

/// Too many calls at once.
pub(crate) fn throttled(reason: &str) -> Fault {
    user(429, "TooManyRequestsException", "Rate Exceeded.").with("Reason", reason)
}

/// An error of another code.
pub(crate) fn other(status: u16, code: &str, message: impl Into<String>) -> Fault {
    user(status, code, message)
}

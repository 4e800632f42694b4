//! SNS's errors.

use crate::ops::Fault;

pub(super) fn no_topic() -> Fault {
    Fault::sender(404, "NotFound", "Topic does not exist")
}

pub(super) fn no_subscription() -> Fault {
    Fault::sender(404, "NotFound", "Subscription does not exist")
}

pub(super) fn no_resource() -> Fault {
    Fault::sender(404, "ResourceNotFound", "Resource does not exist")
}

/// `Invalid parameter: ...`.
pub(super) fn invalid(what: impl AsRef<str>) -> Fault {
    Fault::sender(400, "InvalidParameter", format!("Invalid parameter: {}", what.as_ref()))
}

/// An attribute's refusal, as it is told when the attribute comes with others.
pub(super) fn among_attributes(reason: &str) -> Fault {
    invalid(format!("Attributes Reason: {reason}"))
}

/// A message attribute's refusal.
pub(super) fn bad_message_attribute(text: impl Into<String>) -> Fault {
    Fault::sender(400, "ParameterValueInvalid", text)
}

pub(super) fn refused(code: &str, text: impl Into<String>) -> Fault {
    Fault::sender(400, code, text)
}

//! EventBridge's errors.

use crate::ops::Fault;

pub(super) fn invalid(text: impl Into<String>) -> Fault {
    Fault::sender(400, "ValidationException", text)
}

pub(super) fn not_found(text: impl Into<String>) -> Fault {
    Fault::sender(400, "ResourceNotFoundException", text)
}

pub(super) fn no_bus(name: &str) -> Fault {
    not_found(format!("Event bus {name} does not exist."))
}

pub(super) fn no_rule(name: &str, bus: &str) -> Fault {
    not_found(format!("Rule {name} does not exist on EventBus {bus}."))
}

pub(super) fn limit() -> Fault {
    let text = "The requested resource exceeds the maximum number allowed.";
    Fault::sender(400, "LimitExceededException", text)
}

pub(super) fn bad_pattern(reason: &str) -> Fault {
    let text = format!("Event pattern is not valid. Reason: {reason}");
    Fault::sender(400, "InvalidEventPatternException", text)
}

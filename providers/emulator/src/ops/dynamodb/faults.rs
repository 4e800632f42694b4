//! DynamoDB's errors, in its words.

use serde_json::Value;

use crate::ops::Fault;

/// A value that breaks a rule.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ValidationException", message)
}

/// The most common beginning of a refusal.
pub(super) fn parameters(rest: &str) -> Fault {
    invalid(format!("One or more parameter values were invalid: {rest}"))
}

/// A body that does not have the shape of its operation.
pub(super) fn serialization(message: &str) -> Fault {
    Fault::sender(400, "SerializationException", message).with("Message", message)
}

/// A table that control operations do not find.
pub(super) fn no_table(name: &str) -> Fault {
    not_found(format!("Requested resource not found: Table: {name} not found"))
}

/// A table that item operations do not find.
pub(super) fn nothing() -> Fault {
    not_found("Requested resource not found")
}

/// A resource that is not there.
pub(super) fn not_found(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ResourceNotFoundException", message)
}

/// A resource in a state that forbids the change.
pub(super) fn in_use(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ResourceInUseException", message)
}

/// Too many at once.
pub(super) fn limit(message: &str) -> Fault {
    Fault::sender(400, "LimitExceededException", message)
}

/// A condition that does not hold; the item when the caller wants it.
pub(super) fn condition_failed(item: Option<Value>) -> Fault {
    let fault =
        Fault::sender(400, "ConditionalCheckFailedException", "The conditional request failed");
    match item {
        Some(item) => fault.with("Item", item),
        None => fault,
    }
}

/// A parameter that AWS takes and the local cloud does not: better refused than silently left out.
pub(super) fn unmodelled(parameter: &str) -> Fault {
    invalid(format!("the local cloud does not model the parameter {parameter}"))
}

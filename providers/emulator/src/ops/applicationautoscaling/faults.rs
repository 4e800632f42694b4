//! The service's refusals, in its words.

use super::names::Named;
use crate::ops::Fault;

/// A refusal of one of the service's codes. Its errors spell `Message` with a capital.
pub(super) fn refuse(code: &str, message: impl Into<String>) -> Fault {
    let message = message.into();
    Fault::sender(400, code, message.clone()).with("Message", message)
}

pub(super) fn invalid(message: impl Into<String>) -> Fault {
    refuse("ValidationException", message)
}

/// There is no such target, or nothing of that name on it: `what` is `scalable target registered`.
pub(super) fn missing(what: &str, named: &Named, name: Option<(&str, &str)>) -> Fault {
    let tail = name.map(|(word, name)| format!(", {word}: {name}")).unwrap_or_default();
    refuse("ObjectNotFoundException", format!("No {what} for {}{tail}", named.told()))
}

/// Another write of the same target is not settled yet.
pub(super) fn concurrent() -> Fault {
    refuse(
        "ConcurrentUpdateException",
        "You already have a pending update to an Auto Scaling resource.",
    )
}

pub(super) fn limit(message: impl Into<String>) -> Fault {
    refuse("LimitExceededException", message)
}

/// No taggable resource of that ARN.
pub(super) fn no_resource(arn: &str) -> Fault {
    refuse("ResourceNotFoundException", format!("The specified resource doesn't exist: {arn}"))
        .with("ResourceName", arn)
}

//! The Scheduler's errors. They spell `Message` with a capital.

use crate::ops::Fault;

fn fault(status: u16, code: &str, text: impl Into<String>) -> Fault {
    let text = text.into();
    Fault::sender(status, code, text.clone()).with("Message", text)
}

pub(super) fn invalid(text: impl Into<String>) -> Fault {
    fault(400, "ValidationException", text)
}

pub(super) fn conflict(text: impl Into<String>) -> Fault {
    fault(409, "ConflictException", text)
}

pub(super) fn not_found(text: impl Into<String>) -> Fault {
    fault(404, "ResourceNotFoundException", text)
}

pub(super) fn no_group(name: &str) -> Fault {
    not_found(format!("Schedule group {name} does not exist."))
}

pub(super) fn no_schedule(name: &str) -> Fault {
    not_found(format!("Schedule {name} does not exist."))
}

pub(super) fn quota(what: &str) -> Fault {
    let text = format!("The request failed because it exceeds a service quota: {what}.");
    fault(402, "ServiceQuotaExceededException", text)
}

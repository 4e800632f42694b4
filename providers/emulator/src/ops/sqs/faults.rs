//! SQS's errors: a code for JSON clients, another for Query clients.

use crate::ops::Fault;

/// A fault whose Query code is `AWS.SimpleQueueService.<code>`.
fn prefixed(code: &str, query: &str, message: impl Into<String>) -> Fault {
    Fault::sender(400, code, message).query(&format!("AWS.SimpleQueueService.{query}"))
}

pub(super) fn no_queue() -> Fault {
    prefixed("QueueDoesNotExist", "NonExistentQueue", "The specified queue does not exist.")
}

pub(super) fn name_exists(attribute: &str) -> Fault {
    let text = format!(
        "A queue already exists with the same name and a different value for attribute {attribute}"
    );
    Fault::sender(400, "QueueNameExists", text).query("QueueAlreadyExists")
}

pub(super) fn deleted_recently() -> Fault {
    let text = "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
    prefixed("QueueDeletedRecently", "QueueDeletedRecently", text)
}

pub(super) fn unknown_attribute(name: &str) -> Fault {
    Fault::sender(400, "InvalidAttributeName", format!("Unknown Attribute {name}."))
}

pub(super) fn bad_attribute(name: &str) -> Fault {
    Fault::sender(400, "InvalidAttributeValue", format!("Invalid value for the parameter {name}."))
}

pub(super) fn bad_parameter(message: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidParameterValueException", message).query("InvalidParameterValue")
}

pub(super) fn missing(parameter: &str) -> Fault {
    let text = format!("The request must contain the parameter {parameter}.");
    Fault::sender(400, "MissingRequiredParameterException", text).query("MissingParameter")
}

pub(super) fn bad_receipt(receipt: &str) -> Fault {
    let text = format!("The input receipt handle \"{receipt}\" is not a valid receipt handle.");
    Fault::sender(400, "ReceiptHandleIsInvalid", text)
}

pub(super) fn not_in_flight(receipt: &str) -> Fault {
    let text = format!(
        "Value {receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available \
         for visibility timeout change."
    );
    bad_parameter(text)
}

pub(super) fn purge_in_progress(queue: &str) -> Fault {
    let text = format!("Only one PurgeQueue operation on {queue} is allowed every 60 seconds.");
    prefixed("PurgeQueueInProgress", "PurgeQueueInProgress", text)
}

pub(super) fn empty_batch(kind: &str) -> Fault {
    let text = format!("There should be at least one {kind} in the request.");
    prefixed("EmptyBatchRequest", "EmptyBatchRequest", text)
}

pub(super) fn long_batch(count: usize) -> Fault {
    let text = format!("Maximum number of entries per request are 10. You have sent {count}.");
    prefixed("TooManyEntriesInBatchRequest", "TooManyEntriesInBatchRequest", text)
}

pub(super) fn repeated_entry(id: &str) -> Fault {
    prefixed("BatchEntryIdsNotDistinct", "BatchEntryIdsNotDistinct", format!("Id {id} repeated."))
}

pub(super) fn bad_entry() -> Fault {
    let text = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most \
                80 letters long.";
    prefixed("InvalidBatchEntryId", "InvalidBatchEntryId", text)
}

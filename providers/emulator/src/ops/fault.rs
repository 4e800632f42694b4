//! Refusals and failures, in AWS's terms; each protocol writes them its own way.

use std::collections::BTreeMap;

use serde_json::Value;

/// An error answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The HTTP status.
    pub status: u16,
    /// The code on the wire, as the service model's error shape names it.
    pub code: String,
    /// The code for clients of the Query protocol, where it differs (SQS).
    pub query_code: Option<String>,
    /// What people read.
    pub message: String,
    /// Whether the caller is to blame.
    pub sender: bool,
    /// More members of a JSON error body. A member named `Message` takes the message's place.
    pub extra: BTreeMap<String, Value>,
}

impl Fault {
    /// The caller's mistake.
    pub fn sender(status: u16, code: &str, message: impl Into<String>) -> Fault {
        Fault {
            status,
            code: code.to_owned(),
            query_code: None,
            message: message.into(),
            sender: true,
            extra: BTreeMap::new(),
        }
    }

    /// The service's failure.
    pub fn receiver(status: u16, code: &str, message: impl Into<String>) -> Fault {
        Fault { sender: false, ..Fault::sender(status, code, message) }
    }

    /// The same fault with another code for Query clients.
    pub fn query(self, code: &str) -> Fault {
        Fault { query_code: Some(code.to_owned()), ..self }
    }

    /// The same fault with one more member in its JSON body.
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Fault {
        self.extra.insert(member.to_owned(), value.into());
        self
    }

    /// The error in the words of AWS's request validation: `Value .. at '..' failed to satisfy constraint: ..`.
    pub(crate) fn constraint(
        code: &str,
        member: &str,
        value: Option<&str>,
        constraint: &str,
    ) -> Fault {
        let value = value.map_or_else(|| "null".to_owned(), |value| format!("'{value}'"));
        let member = lower_first(member);
        let text = format!(
            "1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: {constraint}"
        );
        Fault::sender(400, code, text)
    }
}

/// The member's name as the validation errors spell it.
fn lower_first(member: &str) -> String {
    let mut letters = member.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn a_constraint_is_told_as_aws_tells_it() {
        let fault =
            Fault::constraint("ValidationError", "RoleName", None, "Member must not be null");
        assert_eq!(
            fault.message,
            "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null"
        );
        assert_eq!((fault.status, fault.sender), (400, true));
    }
}

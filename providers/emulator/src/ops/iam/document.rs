//! Policy documents: the grammar IAM insists on, sizes, and the encoding of answers.
//!
//! Documents are kept as submitted. The words of refusals are AWS's.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::faults;
use crate::ops::Fault;

/// RFC 3986: all but letters, digits and `-_.~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The most characters, spaces aside, of a trust policy.
const TRUST_SIZE: usize = 2_048;

/// The most characters, spaces aside, of a managed policy.
const MANAGED_SIZE: usize = 6_144;

/// What kind of policy a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Identity,
    Trust,
}

/// A document as answers carry it.
pub(crate) fn encoded(document: &str) -> String {
    utf8_percent_encode(document, RESERVED).to_string()
}

/// A document's size as quotas count it: without white space.
pub(super) fn size(document: &str) -> usize {
    document.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// Checks an inline policy.
pub(crate) fn check_identity(document: &str) -> Result<(), Fault> {
    check(document, Kind::Identity)
}

/// Checks a managed policy.
pub(super) fn check_managed(document: &str) -> Result<(), Fault> {
    check(document, Kind::Identity)?;
    if size(document) > MANAGED_SIZE {
        return Err(faults::limit(format!("Cannot exceed quota for PolicySize: {MANAGED_SIZE}")));
    }
    Ok(())
}

/// Checks a trust policy.
pub(super) fn check_trust(document: &str) -> Result<(), Fault> {
    check(document, Kind::Trust)?;
    if size(document) > TRUST_SIZE {
        return Err(faults::limit(format!("Cannot exceed quota for ACLSizePerRole: {TRUST_SIZE}")));
    }
    Ok(())
}

fn check(document: &str, kind: Kind) -> Result<(), Fault> {
    let Ok(Value::Object(policy)) = serde_json::from_str::<Value>(document) else {
        return Err(faults::malformed("This policy contains invalid Json"));
    };
    let syntax = || faults::malformed("Syntax errors in policy.");
    if policy.keys().any(|key| !matches!(key.as_str(), "Version" | "Id" | "Statement")) {
        return Err(syntax());
    }
    if policy
        .get("Version")
        .is_some_and(|version| !matches!(version.as_str(), Some("2012-10-17" | "2008-10-17")))
    {
        return Err(syntax());
    }
    let mut names = BTreeSet::new();
    for statement in statements(&policy).ok_or_else(syntax)? {
        let statement = statement.as_object().ok_or_else(syntax)?;
        check_statement(statement, kind)?;
        if let Some(name) =
            statement.get("Sid").and_then(Value::as_str).filter(|name| !name.is_empty())
            && !names.insert(name)
        {
            return Err(faults::malformed(
                "Statement IDs (SID) in a single policy must be unique.",
            ));
        }
    }
    Ok(())
}

/// The statements of a policy: a list, or one alone; `None` when there are none.
pub(super) fn statements(policy: &Map<String, Value>) -> Option<&[Value]> {
    match policy.get("Statement")? {
        Value::Array(statements) if !statements.is_empty() => Some(statements),
        one @ Value::Object(_) => Some(std::slice::from_ref(one)),
        _ => None,
    }
}

fn check_statement(statement: &Map<String, Value>, kind: Kind) -> Result<(), Fault> {
    const KNOWN: &[&str] = &[
        "Sid",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Principal",
        "NotPrincipal",
        "Condition",
    ];
    let syntax = || faults::malformed("Syntax errors in policy.");
    let has = |name: &str| statement.contains_key(name);
    if statement.keys().any(|key| !KNOWN.contains(&key.as_str())) {
        return Err(syntax());
    }
    if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
        return Err(syntax());
    }
    if let Some(name) = statement.get("Sid") {
        let name = name.as_str().ok_or_else(syntax)?;
        if !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(faults::malformed(
                "Statement IDs (SID) must be alpha numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
            ));
        }
    }
    if statement.get("Condition").is_some_and(|condition| !is_condition(condition)) {
        return Err(syntax());
    }
    if has("Action") == has("NotAction") {
        return Err(faults::malformed("Policy statement must contain actions."));
    }
    check_actions(statement.get("Action").or_else(|| statement.get("NotAction")), kind)?;
    match kind {
        Kind::Trust if has("Resource") || has("NotResource") => {
            Err(faults::malformed("Has prohibited field Resource"))
        }
        Kind::Trust if has("Principal") == has("NotPrincipal") => {
            Err(faults::malformed("Missing required field Principal"))
        }
        Kind::Trust => Ok(()),
        Kind::Identity if has("Principal") || has("NotPrincipal") => {
            Err(faults::malformed("Policy document should not specify a principal."))
        }
        Kind::Identity if has("Resource") == has("NotResource") => {
            Err(faults::malformed("Policy statement must contain resources."))
        }
        Kind::Identity => {
            check_resources(statement.get("Resource").or_else(|| statement.get("NotResource")))
        }
    }
}

fn is_condition(condition: &Value) -> bool {
    condition.as_object().is_some_and(|operators| operators.values().all(Value::is_object))
}

/// A text, or a list of texts.
pub(super) fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    match value? {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn check_actions(actions: Option<&Value>, kind: Kind) -> Result<(), Fault> {
    let actions = texts(actions).ok_or_else(|| faults::malformed("Syntax errors in policy."))?;
    if actions.is_empty() {
        return Err(faults::malformed("Policy statement must contain actions."));
    }
    for action in actions {
        let (vendor, name) = action.split_once(':').unwrap_or(("", action));
        if kind == Kind::Trust && action != "*" && !vendor.eq_ignore_ascii_case("sts") {
            return Err(faults::malformed(
                "AssumeRole policy may only specify STS AssumeRole actions.",
            ));
        }
        if action == "*" {
            continue;
        }
        if vendor.is_empty() || name.is_empty() {
            let text = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
            return Err(faults::malformed(text));
        }
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if !vendor.chars().all(allowed) {
            return Err(faults::malformed(format!("Vendor {vendor} is not valid")));
        }
    }
    Ok(())
}

fn check_resources(resources: Option<&Value>) -> Result<(), Fault> {
    let resources =
        texts(resources).ok_or_else(|| faults::malformed("Syntax errors in policy."))?;
    for resource in resources {
        if resource != "*" && !(resource.starts_with("arn:") || resource.starts_with("arn*")) {
            return Err(faults::malformed(format!(
                "Resource {resource} must be in ARN format or \"*\"."
            )));
        }
        if resource.starts_with("arn:")
            && resource.splitn(6, ':').count() < 6
            && !resource.contains('*')
        {
            return Err(faults::malformed("The policy failed legacy parsing"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{check_identity, check_managed, check_trust, encoded};

    fn check(document: &str, expected: &str) {
        let found = check_identity(document).err().map_or(String::new(), |fault| fault.message);
        assert!(
            found.contains(expected) && found.is_empty() == expected.is_empty(),
            "{document}: {found}"
        );
    }

    #[test]
    fn documents_that_iam_refuses_are_refused_in_its_words() {
        check("{", "invalid Json");
        check(r#"{"Version":"2012-10-17"}"#, "Syntax errors");
        check(
            r#"{"Statement":{"Effect":"allow","Action":"s3:*","Resource":"*"}}"#,
            "Syntax errors",
        );
        check(
            r#"{"Statement":{"Effect":"Allow","Action":"Foo","Resource":"*"}}"#,
            "prefaced by a vendor",
        );
        check(
            r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"bucket"}}"#,
            "ARN format",
        );
        check(r#"{"Statement":{"Effect":"Allow","Action":"s3:*"}}"#, "must contain resources");
        check(
            r#"{"Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":"arn:aws:s3:::b/*"}]}"#,
            "",
        );
    }

    #[test]
    fn a_trust_policy_names_principals_and_sts_only() {
        let good = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
        assert_eq!(check_trust(good), Ok(()));
        assert!(check_trust(&good.replace("sts:AssumeRole", "s3:Get")).is_err());
        assert!(
            check_trust(r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#).is_err()
        );
    }

    #[test]
    fn quotas_count_without_white_space() {
        let long = format!(
            r#"{{"Statement":{{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::{}"}}}}"#,
            "b".repeat(6_144)
        );
        assert_eq!(check_managed(&long).unwrap_err().code, "LimitExceeded");
        let spaced = format!(
            r#"{{"Statement":{{"Effect":"Allow",{}"Action":"s3:*","Resource":"*"}}}}"#,
            " ".repeat(7_000)
        );
        assert_eq!(check_managed(&spaced), Ok(()));
        assert_eq!(encoded("{\"a\": ~}"), "%7B%22a%22%3A%20~%7D");
    }
}

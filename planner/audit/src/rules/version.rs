//! The version of the policy language.
use super::{Found, Rule, Subject};
use crate::json::Node;
use cutover_schemas::finding::Level;

pub(super) static INVALID: Rule = Rule {
    code: "audit/invalid-version",
    level: Level::Error,
    what: "a version of the policy language that there is not",
    why: "There are two: `2012-10-17`, and the older `2008-10-17`. It is no date of the policy.",
    example: r#"{"Version": "2026-11-27", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}"#,
    of: None,
    fix: "write `2012-10-17`",
    access_analyzer: &["INVALID_VERSION"],
    check: |subject| {
        let version = subject.root.get("Version");
        let wrong =
            version.filter(|node| !matches!(node.as_text(), Some("2012-10-17" | "2008-10-17")));
        wrong.map(|node| Found::at(&node.span, "there is no such version")).into_iter().collect()
    },
};

pub(super) static MISSING: Rule = Rule {
    code: "audit/missing-version",
    level: Level::Warning,
    what: "a policy that doesn't say its version",
    why: "Without `Version` a policy is read as of 2008, in which `${...}` is no variable but these very characters.",
    example: r#"{"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/${aws:username}/*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/${aws:username}/*"}]}"#,
    of: None,
    fix: "add `\"Version\": \"2012-10-17\"`",
    access_analyzer: &["MISSING_VERSION"],
    check: missing,
};

fn missing(subject: &Subject<'_>) -> Vec<Found> {
    let is_policy = subject.root.get("Statement").map(Node::elements).is_some();
    if !is_policy || subject.root.get("Version").is_some() {
        return Vec::new();
    }
    let start = subject.root.span.start;
    vec![Found::at(&(start..start + 1), "the policy doesn't say its version")]
}

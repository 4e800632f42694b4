//! Names of services that call on somebody's behalf.
use super::parts::conditions;
use super::{Found, Rule, Subject};
use cutover_schemas::finding::Level;

/// Keys whose values are services, in lower case.
const KEYS: [&str; 3] = ["aws:calledvia", "aws:calledviafirst", "aws:calledvialast"];

pub(super) static RULE: Rule = Rule {
    code: "audit/calling-service",
    level: Level::Error,
    what: "a calling service whose name is none",
    why: "The keys `aws:CalledVia` hold names of the form `SERVICE.amazonaws.com`. Another value is never there, so the condition never passes \
          (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": ["athena"]}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": ["athena.amazonaws.com"]}}}]}"#,
    of: None,
    fix: "write `SERVICE.amazonaws.com`",
    access_analyzer: &["INVALID_SERVICE_PRINCIPAL_FORMAT"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let named = conditions(subject).filter(|(_, condition)| {
        KEYS.iter().any(|key| condition.key.value.eq_ignore_ascii_case(key))
    });
    let found = named.flat_map(|(statement, condition)| {
        let wrong = condition.values.iter().filter(|value| !is_service(&value.value));
        wrong.map(move |value| {
            let message = format!("`{}` is no name of a service that calls", value.value);
            Found::at(&value.span, message).of(statement)
        })
    });
    found.collect()
}

fn is_service(name: &str) -> bool {
    let bare = name.strip_suffix(".cn").unwrap_or(name).strip_suffix(".amazonaws.com");
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '*' | '?');
    name.contains(['$', '*'])
        || bare.is_some_and(|bare| !bare.is_empty() && bare.chars().all(letter))
}

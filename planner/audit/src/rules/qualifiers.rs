//! Keys with several values, and keys with one.
use super::parts::{conditions, key_kind};
use super::{Found, Rule, Subject};
use crate::policy::{Effect, Qualifier, Test};
use cutover_schemas::finding::Level;

pub(super) static MISSING: Rule = Rule {
    code: "audit/missing-qualifier",
    level: Level::Error,
    what: "a key with several values that is compared as if it had one",
    why: "A request may carry several values for such a key; `ForAllValues` or `ForAnyValue` says whether all or any of them must pass \
          (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"StringEquals": {"aws:TagKeys": "team"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}}]}"#,
    of: None,
    fix: "put `ForAllValues:` or `ForAnyValue:` before the operator; with the former, `Null` must ask that the key is there",
    access_analyzer: &["MISSING_QUALIFIER"],
    check: missing,
};

pub(super) static FOR_ALL_OF_ONE: Rule = Rule {
    code: "audit/for-all-of-one",
    level: Level::Security,
    what: "`ForAllValues` on a key with one value",
    why: "`ForAllValues` passes where the key is missing, so that the condition is no restriction for requests that don't carry it.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}}]}"#,
    of: None,
    fix: "take out `ForAllValues:`",
    access_analyzer: &["FORALLVALUES_WITH_SINGLE_VALUED_KEY"],
    check: for_all_of_one,
};

fn missing(subject: &Subject<'_>) -> Vec<Found> {
    let found = conditions(subject).filter(|(_, condition)| {
        condition.operator.qualifier.is_none()
            && condition.operator.test != Test::Null
            && key_kind(subject.table, &condition.key.value).is_some_and(|(_, many)| many)
    });
    let found = found.map(|(statement, condition)| {
        let message = format!("`{}` may have several values", condition.key.value);
        Found::at(&condition.key.span, message).of(statement)
    });
    found.collect()
}

fn for_all_of_one(subject: &Subject<'_>) -> Vec<Found> {
    let statements = subject.policy.statements.iter();
    let allows = statements.filter(|statement| statement.effect == Effect::Allow);
    let found = allows.flat_map(|statement| {
        let all = statement.conditions.iter().filter(|condition| {
            condition.operator.qualifier == Some(Qualifier::ForAllValues)
                && key_kind(subject.table, &condition.key.value).is_some_and(|(_, many)| !many)
        });
        all.map(|condition| {
            let message = format!("`{}` has one value, or none, which passes", condition.key.value);
            Found::at(&condition.key.span, message).of(statement.index)
        })
    });
    found.collect()
}

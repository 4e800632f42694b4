//! Conditions that ask no more than that a key is there.
use super::parts::conditions;
use super::{Found, Rule, Subject};
use crate::policy::{Qualifier, Test};
use cutover_schemas::finding::Level;

pub(super) static RULE: Rule = Rule {
    code: "audit/any-value",
    level: Level::Suggestion,
    what: "a condition that every value passes",
    why: "`StringLike` with `*` passes whatever the key's value is, and fails where the key is missing: it asks whether the key is there. `Null` says so in words that nobody takes for a restriction.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"StringLike": {"aws:RequestTag/team": "*"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"Null": {"aws:RequestTag/team": "false"}}}]}"#,
    of: None,
    fix: "write `\"Null\": {\"KEY\": \"false\"}`",
    access_analyzer: &["EQUIVALENT_TO_NULL_FALSE"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let any = conditions(subject).filter(|(_, condition)| {
        let operator = condition.operator;
        operator.test == Test::StringLike
            && !operator.if_exists
            && operator.qualifier != Some(Qualifier::ForAllValues)
    });
    let found = any.flat_map(|(statement, condition)| {
        let stars = condition.values.iter().filter(|value| value.value == "*");
        stars.map(move |value| {
            let message = format!("`{}` may have any value", condition.key.value);
            Found::at(&value.span, message).of(statement)
        })
    });
    found.collect()
}

//! Conditions on tags for actions that never tell them.
use super::{Found, Rule, Subject};
use crate::policy::{Condition, Effect, Statement, Text};
use crate::table::{Action, Service, Table};
use cutover_schemas::finding::Level;

pub(super) static RULE: Rule = Rule {
    code: "audit/untold-tag",
    level: Level::Suggestion,
    what: "a condition on a resource's tags for actions that don't tell them",
    why: "Not every action tells IAM the tags of its resource. Where it does not, the key is missing: an allowing statement never applies, and a denying one never denies.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage", "iam:ListRoles"], "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "web"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "web"}}}]}"#,
    of: None,
    fix: "give these actions a statement of their own",
    access_analyzer: &[
        "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    ],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let statements = subject.policy.statements.iter();
    statements.filter_map(|statement| of_statement(subject.table, statement)).collect()
}

fn of_statement(table: &Table, statement: &Statement) -> Option<Found> {
    let condition = statement.conditions.iter().find(|one| needs_tag(one))?;
    let actions = statement.actions.as_ref().filter(|actions| !actions.negated)?;
    let untold: Vec<&Text> =
        actions.patterns.iter().filter(|text| tells_no_tags(table, &text.value)).collect();
    let first = untold.first()?;
    let code = match statement.effect {
        Effect::Allow => "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        Effect::Deny => "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    };
    let message = format!("`{}` never tells the tags of its resource", first.value);
    let found = Found::at(&first.span, message).of(statement.index).called(code);
    let found =
        untold.iter().skip(1).fold(found, |found, text| found.with(&text.span, "nor does this"));
    Some(found.with(&condition.key.span, "which are asked for here"))
}

/// Whether a condition fails where the resource's tag is not told.
fn needs_tag(condition: &Condition) -> bool {
    let operator = condition.operator;
    let key = condition.key.value.to_ascii_lowercase();
    key.starts_with("aws:resourcetag/")
        && !operator.if_exists
        && !operator.test.is_negated()
        && operator.test != crate::policy::Test::Null
}

/// Whether an action is known, and none of its keys is its resource's tags.
fn tells_no_tags(table: &Table, action: &str) -> bool {
    if action.contains(['*', '?']) {
        return false;
    }
    table
        .action(action)
        .is_some_and(|(service, action)| !action.retired && !tells_tags(service, action))
}

fn tells_tags(service: &Service, action: &Action) -> bool {
    let is_tag = |key: &String| key.to_ascii_lowercase().starts_with("aws:resourcetag/");
    action.keys.iter().any(is_tag)
        || action.resources.iter().any(|target| {
            target.keys.iter().any(is_tag)
                || service.resource(&target.resource).is_some_and(|one| one.keys.iter().any(is_tag))
        })
}

//! Wildcards under the wrong operator.
use super::parts::{conditions, key_kind};
use super::{Found, Rule, Subject};
use crate::policy::Test;
use crate::table::KeyKind;
use cutover_schemas::finding::Level;

pub(super) static ARN_AS_TEXT: Rule = Rule {
    code: "audit/arn-as-text",
    level: Level::Security,
    what: "an ARN that is compared as a text with wildcards",
    why: "`StringLike` lets `*` reach over the colons of an ARN, so that the pattern fits ARNs of other services, regions and accounts. `ArnLike` keeps a wildcard in its field \
          (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"StringLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}}]}"#,
    of: None,
    fix: "use `ArnLike` or `ArnNotLike`",
    access_analyzer: &["STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"],
    check: arn_as_text,
};

pub(super) static WILDCARD_AS_LETTER: Rule = Rule {
    code: "audit/wildcard-as-letter",
    level: Level::Warning,
    what: "a wildcard under an operator that takes it for a letter",
    why: "`StringEquals` compares `*` and `?` as the characters they are: the condition passes only where the value has an asterisk itself.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "web-*"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "web-*"}}}]}"#,
    of: None,
    fix: "use `StringLike`, or `${*}` where the character itself is meant",
    access_analyzer: &["WILDCARD_WITHOUT_LIKE_OPERATOR"],
    check: wildcard_as_letter,
};

fn arn_as_text(subject: &Subject<'_>) -> Vec<Found> {
    let texts = conditions(subject).filter(|(_, condition)| {
        matches!(condition.operator.test, Test::StringLike | Test::StringNotLike)
            && key_kind(subject.table, &condition.key.value)
                .is_some_and(|kind| kind.0 == KeyKind::Arn)
    });
    let found = texts.map(|(statement, condition)| {
        let message =
            format!("`{}` is an ARN, and wildcards reach over its fields", condition.key.value);
        Found::at(&condition.key.span, message).of(statement)
    });
    found.collect()
}

fn wildcard_as_letter(subject: &Subject<'_>) -> Vec<Found> {
    let equals = conditions(subject).filter(|(_, condition)| {
        matches!(
            condition.operator.test,
            Test::StringEquals
                | Test::StringNotEquals
                | Test::StringEqualsIgnoreCase
                | Test::StringNotEqualsIgnoreCase
        )
    });
    let found = equals.flat_map(|(statement, condition)| {
        // `${*}` says that the character is meant.
        let wild = |value: &str| value.replace("${*}", "").replace("${?}", "").contains(['*', '?']);
        let values = condition.values.iter().filter(move |value| wild(&value.value));
        values.map(move |value| {
            let message = format!("`{}` is compared letter by letter", value.value);
            Found::at(&value.span, message).of(statement)
        })
    });
    found.collect()
}

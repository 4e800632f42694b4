//! Operators of one kind on keys of another.
use super::parts::{conditions, key_kind};
use super::{Found, Rule, Subject};
use crate::policy::Test;
use crate::table::KeyKind;
use cutover_schemas::finding::Level;

pub(super) static RULE: Rule = Rule {
    code: "audit/type-mismatch",
    level: Level::Warning,
    what: "an operator that does not fit the key's values",
    why: "A key's values are texts, numbers, dates, addresses, ARNs, or true and false. An operator of another kind compares what can't be compared, and hardly passes ever.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:SecureTransport": "lambda.amazonaws.com"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    of: None,
    fix: "use an operator of the key's kind",
    access_analyzer: &["TYPE_MISMATCH"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let wrong = conditions(subject).filter_map(|(statement, condition)| {
        let (kind, _) = key_kind(subject.table, &condition.key.value)?;
        let told = told(kind);
        (!fits(condition.operator.test, kind, &condition.values)).then(|| {
            let message = format!("the values of `{}` are {told}", condition.key.value);
            Found::at(&condition.key.span, message).of(statement)
        })
    });
    wrong.collect()
}

fn told(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::String => "texts",
        KeyKind::Arn => "ARNs",
        KeyKind::Bool => "true or false",
        KeyKind::Numeric => "numbers",
        KeyKind::Date => "dates",
        KeyKind::IpAddress => "addresses",
        KeyKind::Binary => "bytes in base64",
    }
}

/// Whether a test fits. Texts may be compared with whatever they can spell: `true` is a text as well.
fn fits(test: Test, kind: KeyKind, values: &[crate::policy::Text]) -> bool {
    let spells_bool = || {
        let is_bool =
            |text: &str| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false");
        values.iter().all(|value| is_bool(&value.value) || value.value.contains("${"))
    };
    match test {
        Test::Null => true,
        Test::StringEquals
        | Test::StringNotEquals
        | Test::StringEqualsIgnoreCase
        | Test::StringNotEqualsIgnoreCase
        | Test::StringLike
        | Test::StringNotLike => match kind {
            KeyKind::Bool => spells_bool(),
            KeyKind::IpAddress | KeyKind::Date => false,
            _ => true,
        },
        Test::Bool => matches!(kind, KeyKind::Bool | KeyKind::String),
        Test::NumericEquals
        | Test::NumericNotEquals
        | Test::NumericLessThan
        | Test::NumericLessThanEquals
        | Test::NumericGreaterThan
        | Test::NumericGreaterThanEquals => {
            matches!(kind, KeyKind::Numeric | KeyKind::String | KeyKind::Date)
        }
        Test::DateEquals
        | Test::DateNotEquals
        | Test::DateLessThan
        | Test::DateLessThanEquals
        | Test::DateGreaterThan
        | Test::DateGreaterThanEquals => {
            matches!(kind, KeyKind::Date | KeyKind::Numeric | KeyKind::String)
        }
        Test::IpAddress | Test::NotIpAddress => {
            matches!(kind, KeyKind::IpAddress | KeyKind::String)
        }
        Test::ArnEquals | Test::ArnNotEquals | Test::ArnLike | Test::ArnNotLike => {
            matches!(kind, KeyKind::Arn | KeyKind::String)
        }
        Test::BinaryEquals => matches!(kind, KeyKind::Binary | KeyKind::String),
    }
}

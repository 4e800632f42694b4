//! Operators and keys of conditions as they are written.
use super::{Found, Rule, Subject};
use crate::json::{Kind, Member, Node};
use crate::policy::{Effect, Operator, Test};
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::finding::Level;

pub(super) static UNKNOWN: Rule = Rule {
    code: "audit/unknown-operator",
    level: Level::Error,
    what: "a condition operator that there is not",
    why: "IAM refuses the policy \
          (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"StringMatches": {"aws:PrincipalTag/team": "web"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "web"}}}]}"#,
    of: None,
    fix: "use one of IAM's operators; `Null` has no `IfExists`",
    access_analyzer: &["INVALID_CONDITION_OPERATOR", "NULL_WITH_IF_EXISTS"],
    check: unknown,
};

pub(super) static KEY_FORM: Rule = Rule {
    code: "audit/key-form",
    level: Level::Error,
    what: "a condition key without a prefix",
    why: "Keys are written `PREFIX:NAME`, such as `aws:SourceIp` or `s3:prefix`; IAM refuses others.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"Bool": {"SecureTransport": "true"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    of: None,
    fix: "write the prefix before the name",
    access_analyzer: &["INVALID_CONDITION_KEY_FORMAT"],
    check: key_form,
};

pub(super) static ALLOW_ALL_BUT: Rule = Rule {
    code: "audit/allow-all-but",
    level: Level::Security,
    what: "a statement that lets everyone in but those it names",
    why: "`NotPrincipal` with `Allow` grants to everyone else, those without a name among them.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sqs:SendMessage", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sqs:SendMessage", "Resource": "*"}]}"#,
    of: None,
    fix: "name who is let in with `Principal`",
    access_analyzer: &["ALLOW_WITH_NOT_PRINCIPAL"],
    check: allow_all_but,
};

/// The operators of every statement.
fn operators<'p>(subject: &Subject<'p>) -> Vec<(usize, &'p Member)> {
    let statements = subject.root.get("Statement").map_or(&[][..], Node::elements);
    let conditions =
        statements.iter().enumerate().filter_map(|(at, one)| Some((at, one.get("Condition")?)));
    conditions
        .flat_map(|(at, node)| node.members().iter().map(move |member| (at, member)))
        .collect()
}

fn unknown(subject: &Subject<'_>) -> Vec<Found> {
    let unknown =
        operators(subject).into_iter().filter(|(_, one)| Operator::parse(&one.name).is_none());
    let found = unknown.map(|(index, one)| {
        let bare = one.name.rsplit(':').next().unwrap_or_default();
        let found = Found::at(&one.name_span, format!("there is no operator `{}`", one.name));
        if bare.eq_ignore_ascii_case("NullIfExists") {
            return found.of(index).called("NULL_WITH_IF_EXISTS");
        }
        let near = did_you_mean(bare, Test::ALL.iter().map(|(name, _)| *name));
        let found = match near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found,
        };
        found.of(index).called("INVALID_CONDITION_OPERATOR")
    });
    found.collect()
}

fn key_form(subject: &Subject<'_>) -> Vec<Found> {
    let keys = operators(subject)
        .into_iter()
        .flat_map(|(index, operator)| operator.value.members().iter().map(move |key| (index, key)));
    let well = |name: &str| {
        name.split_once(':').is_some_and(|(prefix, rest)| !prefix.is_empty() && !rest.is_empty())
    };
    let wrong =
        keys.filter(|(_, key)| !well(&key.name) && !matches!(key.value.kind, Kind::Object(_)));
    let found = wrong.map(|(index, key)| {
        Found::at(&key.name_span, format!("`{}` has no prefix", key.name)).of(index)
    });
    found.collect()
}

fn allow_all_but(subject: &Subject<'_>) -> Vec<Found> {
    let statements = subject.policy.statements.iter();
    let allows = statements.filter(|statement| statement.effect == Effect::Allow);
    let found = allows.filter_map(|statement| {
        let principals = statement.principals.as_ref().filter(|principals| principals.negated)?;
        Some(Found::at(&principals.span, "everyone else is let in").of(statement.index))
    });
    found.collect()
}

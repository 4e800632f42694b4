//! Services that anyone can send.
use super::{Found, Rule, Subject};
use crate::contain::{Ask, Options, Verdict, reach};
use crate::policy::{Effect, Policy, PolicyType, PrincipalKind};
use crate::request::{Caller, Layers, Values};
use cutover_schemas::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "audit/confused-deputy",
    level: Level::Security,
    what: "a service that may use a resource for whoever asks it to",
    why: "Another account can make the service do it for them: the service is let in, whoever sent it (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:orders"}}}]}"#,
    of: Some(PolicyType::Resource),
    fix: "add a condition on `aws:SourceArn` or `aws:SourceAccount`; for S3 on `aws:SourceAccount`, as ARNs of buckets have no account",
    access_analyzer: &["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    if subject.kind != PolicyType::Resource {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (at, one) in subject.policy.statements.iter().enumerate() {
        let named = one.principals.iter().filter(|_| one.effect == Effect::Allow);
        for who in named.filter(|names| !names.negated).flat_map(|names| &names.who) {
            if who.kind == PrincipalKind::Service
                && let Some(found) = open(subject, at, &who.name.value)
            {
                all.push(Found {
                    span: who.name.span.clone(),
                    statement: Some(one.index),
                    ..found
                });
            }
        }
    }
    all
}

/// What this principal could ask by one statement and all that deny.
fn open(subject: &Subject<'_>, at: usize, name: &str) -> Option<Found> {
    let statements = subject.policy.statements.iter().enumerate();
    let kept = statements.filter(|(other, one)| *other == at || one.effect == Effect::Deny);
    let alone = Policy {
        version: subject.policy.version,
        statements: kept.map(|(_, one)| one.clone()).collect(),
    };
    let options = Options { link: false, ..Options::default() };
    let ask = ask(name);
    match reach(&Layers::resource(&alone), &ask, subject.table, &options) {
        Verdict::Witness(request) => Some(Found {
            message: message(name),
            help: None,
            span: 0..0,
            statement: None,
            access_analyzer: RULE.access_analyzer.first().copied(),
            evidence: vec![*request],
            related: Vec::new(),
        }),
        Verdict::None | Verdict::Undecided(_) => None,
    }
}

fn message(name: &str) -> String {
    format!("`{name}` may do this for any account")
}

/// S3 says the bucket's ARN, which holds no account.
fn ask(name: &str) -> Ask {
    let mut missing = vec!["aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];
    let mut keys = std::collections::BTreeMap::new();
    if !name.starts_with("s3.") {
        missing.push("aws:sourcearn");
    }
    keys.extend(missing.into_iter().map(|key| (key.to_owned(), None::<Values>)));
    Ask {
        actions: vec!["*".to_owned()],
        keys,
        caller: Some(Caller::Service(name.to_owned())),
        ..Ask::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::table::Table;

    fn found(principal: &str, condition: &str) -> usize {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":"*"{condition}}}}}"#
        );
        let root = json::parse(&text).unwrap();
        let (policy, table) = (Policy::read(&root), Table::default());
        let kind = PolicyType::Resource;
        check(&Subject { text: &text, root: &root, policy: &policy, kind, table: &table }).len()
    }

    #[test]
    fn a_service_needs_its_source() {
        let of = |service: &str, key: &str| {
            let condition =
                format!(r#","Resource":"*","Condition":{{"StringLike":{{"{key}":"x"}}}}"#);
            found(&format!(r#"{{"Service":"{service}"}}"#), &condition)
        };
        assert_eq!(found(r#"{"Service":"sns.amazonaws.com"}"#, r#","Resource":"*""#), 1);
        assert_eq!(of("sns.amazonaws.com", "aws:SourceArn"), 0);
        assert_eq!(of("sns.amazonaws.com", "aws:CurrentTime"), 1);
        assert_eq!(of("s3.amazonaws.com", "aws:SourceArn"), 1, "a bucket's ARN has no account");
        assert_eq!(of("s3.amazonaws.com", "aws:SourceAccount"), 0);
        assert_eq!(found(r#"{"AWS":"111122223333"}"#, r#","Resource":"*""#), 0);
    }
}

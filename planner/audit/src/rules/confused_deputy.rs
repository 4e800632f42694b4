//! Services that anyone can send.
use super::{Found, Rule, Subject, named};
use crate::contain::Ask;
use crate::policy::{PolicyType, PrincipalKind};
use crate::request::{Caller, Values};
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
    named::open(subject, PrincipalKind::Service, ask, message)
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
    use crate::policy::Policy;
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

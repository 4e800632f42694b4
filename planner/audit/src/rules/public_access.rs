//! Resources that anyone can reach.
use super::{Found, Rule, Subject, named};
use crate::contain::Ask;
use crate::policy::PolicyType;
use crate::request::Caller;
use cutover_schemas::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "audit/public-access",
    level: Level::Security,
    what: "a resource's policy that allows some request by a caller that nobody knows",
    why: "Anyone at all can make the request, signed or not (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example1"}}}]}"#,
    of: Some(PolicyType::Resource),
    fix: "name the principals, or a condition that only yours meet, such as `aws:PrincipalOrgID`",
    access_analyzer: &[],
    check,
};

/// What says that a caller or source is one's own: a stranger's request has none of them.
const TRUST: [&str; 10] = [
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
];

/// A stranger's request is proven against the whole policy; each statement that allows one is then told by itself.
fn check(subject: &Subject<'_>) -> Vec<Found> {
    if !matches!(subject.kind, PolicyType::Resource | PolicyType::Trust) {
        return Vec::new();
    }
    let ask = Ask {
        actions: vec!["*".to_owned()],
        keys: TRUST.iter().map(|key| ((*key).to_owned(), None)).collect(),
        caller: Some(Caller::Anonymous),
        ..Ask::default()
    };
    let statements = subject.policy.statements.iter().enumerate();
    let open = statements.filter_map(|(at, one)| {
        let request = named::allowed(subject, at, &ask)?;
        let found = Found::at(&one.span, "anyone at all may do this").of(one.index);
        Some(Found { evidence: vec![request], ..found })
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::policy::Policy;
    use crate::table::Table;

    fn statements(text: &str) -> Vec<Option<usize>> {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{text}]}}"#);
        let root = json::parse(&text).unwrap();
        let (policy, table) = (Policy::read(&root), Table::default());
        let kind = PolicyType::Resource;
        let subject = Subject { text: &text, root: &root, policy: &policy, kind, table: &table };
        check(&subject).iter().map(|one| one.statement).collect()
    }

    fn allow(principal: &str, condition: &str) -> String {
        format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"sqs:SendMessage","Resource":"*"{condition}}}"#
        )
    }

    #[test]
    fn strangers_are_found_and_friends_are_not() {
        assert_eq!(statements(&allow(r#""*""#, "")), [Some(0)]);
        let date = r#","Condition":{"DateLessThan":{"aws:CurrentTime":"2030-01-01"}}"#;
        assert_eq!(statements(&allow(r#"{"AWS":"*"}"#, date)), [Some(0)], "not who but when");
        let own = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}"#;
        assert_eq!(statements(&allow(r#""*""#, own)), []);
        assert_eq!(statements(&allow(r#"{"AWS":"111122223333"}"#, "")), []);
        let deny = r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#;
        assert_eq!(statements(&format!("{},{deny}", allow(r#""*""#, ""))), []);
    }
}

//! Roles for whomever an identity provider knows.
use super::{Found, Rule, Subject};
use crate::contain::{Ask, Options, Verdict, reach};
use crate::policy::{Effect, Policy, PolicyType, PrincipalKind};
use crate::request::{Caller, Layers, Values};
use cutover_schemas::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "audit/open-oidc-trust",
    level: Level::Security,
    what: "a role that any identity of an OIDC provider may assume",
    why: "Everyone with a token of that provider gets the role (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/shop:*"}}}]}"#,
    of: Some(PolicyType::Trust),
    fix: "add a condition on the provider's `sub`",
    access_analyzer: &["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    if subject.kind != PolicyType::Trust {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (at, one) in subject.policy.statements.iter().enumerate() {
        let named = one.principals.iter().filter(|_| one.effect == Effect::Allow);
        for who in named.filter(|names| !names.negated).flat_map(|names| &names.who) {
            if who.kind == PrincipalKind::Federated
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
    format!("every identity of `{name}` may assume the role")
}

/// Someone else's identity: no condition that means one's own lets it pass.
fn ask(name: &str) -> Ask {
    let domain = name.split_once(":oidc-provider/").map_or(name, |(_, domain)| domain);
    let stranger = Values::One("stranger-0e6b".to_owned());
    let mut keys = std::collections::BTreeMap::new();
    keys.insert(format!("{}:sub", domain.to_ascii_lowercase()), Some(stranger.clone()));
    // Providers that serve everyone, without an own ARN, tell their customers apart by `aud`.
    if domain == name {
        keys.insert(format!("{}:aud", domain.to_ascii_lowercase()), Some(stranger));
    }
    Ask {
        actions: vec!["sts:AssumeRoleWithWebIdentity".to_owned()],
        keys,
        caller: Some(Caller::Federated(name.to_owned())),
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
        let kind = PolicyType::Trust;
        check(&Subject { text: &text, root: &root, policy: &policy, kind, table: &table }).len()
    }

    #[test]
    fn a_provider_needs_its_subject() {
        let own = r#"{"Federated":"arn:aws:iam::111122223333:oidc-provider/ci.example.com"}"#;
        let on = |key: &str, value: &str| {
            format!(r#","Condition":{{"StringLike":{{"{key}":"{value}"}}}}"#)
        };
        assert_eq!(found(own, ""), 1);
        assert_eq!(found(own, &on("ci.example.com:aud", "sts.amazonaws.com")), 1);
        assert_eq!(found(own, &on("ci.example.com:sub", "*")), 1);
        assert_eq!(found(own, &on("ci.example.com:sub", "repo:me/*")), 0);
        let pool = r#"{"Federated":"cognito-identity.amazonaws.com"}"#;
        assert_eq!(found(pool, &on("cognito-identity.amazonaws.com:aud", "eu:1")), 0);
        assert_eq!(found(pool, ""), 1);
    }
}

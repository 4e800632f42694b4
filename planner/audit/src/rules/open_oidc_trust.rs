//! Roles for whomever an identity provider knows.
use super::{Found, Rule, Subject, named};
use crate::contain::Ask;
use crate::policy::{PolicyType, PrincipalKind};
use crate::request::{Caller, Values};
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
    named::open(subject, PrincipalKind::Federated, ask, message)
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
    use crate::policy::Policy;
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

//! From JSON to statements, leaving out what means nothing.
use super::{
    Condition, Effect, Operator, Patterns, Policy, Principal, PrincipalKind, Principals, Statement,
    Text, Version,
};
use crate::json::{Kind, Node};

pub(super) fn policy(document: &Node) -> Policy {
    let version = match document.get("Version").and_then(Node::as_text) {
        Some("2012-10-17") => Version::V2012,
        _ => Version::V2008,
    };
    let statements = document.get("Statement").map_or(&[][..], Node::elements);
    let read = |(index, node)| statement(index, node);
    Policy { version, statements: statements.iter().enumerate().filter_map(read).collect() }
}

/// A statement whose effect can't be read does nothing.
fn statement(index: usize, node: &Node) -> Option<Statement> {
    let effect = match node.get("Effect")?.as_text()? {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return None,
    };
    Some(Statement {
        index,
        span: node.span.clone(),
        sid: node.get("Sid").and_then(text),
        effect,
        actions: either(node, "Action", "NotAction"),
        resources: either(node, "Resource", "NotResource"),
        principals: principals(node),
        conditions: node.get("Condition").map(conditions).unwrap_or_default(),
    })
}

fn text(node: &Node) -> Option<Text> {
    Some(Text { value: node.as_text()?.to_owned(), span: node.span.clone() })
}

fn either(statement: &Node, name: &str, not_name: &str) -> Option<Patterns> {
    let (negated, node) = match statement.get(name) {
        Some(node) => (false, node),
        None => (true, statement.get(not_name)?),
    };
    let patterns = node.elements().iter().filter_map(text).collect();
    Some(Patterns { negated, patterns, span: node.span.clone() })
}

fn principals(statement: &Node) -> Option<Principals> {
    let (negated, node) = match statement.get("Principal") {
        Some(node) => (false, node),
        None => (true, statement.get("NotPrincipal")?),
    };
    let who = match &node.kind {
        Kind::Text(word) if word == "*" => text(node)
            .map(|name| Principal { kind: PrincipalKind::Everyone, name })
            .into_iter()
            .collect(),
        _ => node
            .members()
            .iter()
            .filter_map(|member| Some((principal_kind(&member.name)?, &member.value)))
            .flat_map(|(kind, value)| {
                value.elements().iter().filter_map(text).map(move |name| Principal { kind, name })
            })
            .collect(),
    };
    Some(Principals { negated, who, span: node.span.clone() })
}

fn principal_kind(name: &str) -> Option<PrincipalKind> {
    Some(match name {
        "AWS" => PrincipalKind::Aws,
        "Service" => PrincipalKind::Service,
        "Federated" => PrincipalKind::Federated,
        "CanonicalUser" => PrincipalKind::CanonicalUser,
        _ => return None,
    })
}

/// Conditions under an operator that doesn't exist are left out; the grammar tells of them.
fn conditions(node: &Node) -> Vec<Condition> {
    node.members()
        .iter()
        .filter_map(|operator| Some((Operator::parse(&operator.name)?, operator)))
        .flat_map(|(parsed, operator)| {
            operator.value.members().iter().map(move |key| Condition {
                operator: parsed,
                operator_span: operator.name_span.clone(),
                key: Text { value: key.name.clone(), span: key.name_span.clone() },
                values: key.value.elements().iter().filter_map(scalar).collect(),
            })
        })
        .collect()
}

/// IAM compares texts: `true` is `"true"`, `5` is `"5"`.
fn scalar(node: &Node) -> Option<Text> {
    let value = match &node.kind {
        Kind::Text(text) => text.clone(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(number) => number.clone(),
        Kind::Null | Kind::Array(_) | Kind::Object(_) => return None,
    };
    Some(Text { value, span: node.span.clone() })
}

#[cfg(test)]
mod tests {
    use crate::json;
    use crate::policy::{Effect, Policy, PolicyType, PrincipalKind, Version};

    fn read(text: &str) -> Policy {
        Policy::read(&json::parse(text).unwrap())
    }

    #[test]
    fn one_or_many_is_the_same() {
        let many = read(
            r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*"], "Resource": ["*"],
                "Condition": {"Bool": {"aws:SecureTransport": [true]}}}]}"#,
        );
        let one = read(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#,
        );
        assert_eq!(many.version, Version::V2012);
        let values = |policy: &Policy| {
            let statement = policy.statements.first().unwrap();
            let texts = |texts: &[super::Text]| {
                texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>()
            };
            (
                statement.effect,
                texts(&statement.actions.as_ref().unwrap().patterns),
                texts(&statement.resources.as_ref().unwrap().patterns),
                texts(&statement.conditions.first().unwrap().values),
            )
        };
        assert_eq!(values(&many), values(&one));
        assert_eq!(values(&one).0, Effect::Allow);
    }

    #[test]
    fn a_slip_hides_nothing_else() {
        let policy = read(
            r#"{"Statement": [{"Effect": "allow", "Action": "*"}, {"Effect": "Deny", "NotAction": ["s3:*", 7], "NotPrincipal":
                {"AWS": "123456789012", "Who": "x"}, "Condition": {"StringIs": {"a": "b"}, "StringLike": {"a:b": "c"}}}]}"#,
        );
        assert_eq!(policy.version, Version::V2008);
        let [statement] = &policy.statements[..] else { panic!("{policy:?}") };
        assert_eq!(statement.index, 1);
        assert!(statement.actions.as_ref().unwrap().negated);
        let principals = statement.principals.as_ref().unwrap();
        assert!(principals.negated);
        assert_eq!(principals.who.first().unwrap().kind, PrincipalKind::Aws);
        assert_eq!(statement.conditions.len(), 1);
    }

    #[test]
    fn types_are_guessed() {
        let of = |text: &str| read(text).guess_type();
        let identity = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        assert_eq!(of(identity), PolicyType::Identity);
        let trust = r#"{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}}"#;
        assert_eq!(of(trust), PolicyType::Trust);
        let queue = r#"{"Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": "*", "Resource": "*"}}"#;
        assert_eq!(of(queue), PolicyType::Resource);
    }
}

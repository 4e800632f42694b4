//! Rights that make roles: passing any of them to a service, and creating service-linked ones.
use super::parts::{covers, with_effect};
use super::{Found, Rule, Subject};
use crate::json::Span;
use crate::policy::{Effect, Patterns, PolicyType, Qualifier, Statement, Test};
use cutover_schemas::finding::Level;

pub(super) static PASS_ROLE: Rule = Rule {
    code: "audit/pass-role",
    level: Level::Security,
    what: "a statement that lets any role be passed to any service",
    why: "Whoever may pass a role to a service that runs their code has all the rights of that role. Without names of roles, every role of the account is meant, those of administrators among \
          them (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app", "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}]}"#,
    of: None,
    fix: "name the roles, and say with `iam:PassedToService` which service they may be passed to",
    access_analyzer: &[
        "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
        "PASS_ROLE_WITH_NOT_RESOURCE",
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        "PASS_ROLE_WITH_NOT_ACTION_AND_STAR_IN_RESOURCE",
        "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    ],
    check: |subject| check(subject, &PASSING),
};

pub(super) static CREATE_LINKED_ROLE: Rule = Rule {
    code: "audit/create-linked-role",
    level: Level::Warning,
    what: "a statement that lets service-linked roles of any service be created",
    why: "A service-linked role gives a service rights in the account that were never decided on. Without a name it may be any service's \
          (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html).",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/*", "Condition": {"StringEquals": {"iam:AWSServiceName": "lambda.amazonaws.com"}}}]}"#,
    of: None,
    fix: "name the role's path, `arn:aws:iam::*:role/aws-service-role/SERVICE/*`, and the service with `iam:AWSServiceName`",
    access_analyzer: &[
        "CREATE_SLR_WITH_STAR_IN_RESOURCE",
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        "CREATE_SLR_WITH_NOT_RESOURCE",
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        "CREATE_SLR_WITH_NOT_ACTION_AND_STAR_IN_RESOURCE",
        "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    ],
    check: |subject| check(subject, &LINKING),
};

/// One of the two rights.
struct Right {
    rule: &'static Rule,
    /// In lower case.
    action: &'static str,
    /// The key that says which service it is for, in lower case.
    service: &'static str,
    told: &'static str,
}

const PASSING: Right = Right {
    rule: &PASS_ROLE,
    action: "iam:passrole",
    service: "iam:passedtoservice",
    told: "any role can be passed",
};

const LINKING: Right = Right {
    rule: &CREATE_LINKED_ROLE,
    action: "iam:createservicelinkedrole",
    service: "iam:awsservicename",
    told: "service-linked roles of any service can be created",
};

fn check(subject: &Subject<'_>, right: &Right) -> Vec<Found> {
    if subject.kind != PolicyType::Identity {
        return Vec::new();
    }
    let statements = with_effect(subject, Effect::Allow);
    statements.filter_map(|statement| of_statement(statement, right)).collect()
}

fn of_statement(statement: &Statement, right: &Right) -> Option<Found> {
    let (named, action) = action(statement.actions.as_ref()?, right)?;
    let (whole, resource) = resource(statement.resources.as_ref()?)?;
    if names_service(statement, right) {
        return None;
    }
    let [star, both, not, star_not, not_star, not_not] = right.rule.access_analyzer else {
        return None;
    };
    let code = match (named, whole) {
        (Named::Itself, Whole::Star) => star,
        (Named::ByStar, Whole::Star) => both,
        (Named::Itself, Whole::ByNot) => not,
        (Named::ByStar, Whole::ByNot) => star_not,
        (Named::ByNot, Whole::Star) => not_star,
        (Named::ByNot, Whole::ByNot) => not_not,
    };
    let found = Found::at(&action, right.told).of(statement.index).called(code);
    Some(found.with(&resource, "on all of these"))
}

enum Named {
    Itself,
    ByStar,
    ByNot,
}

enum Whole {
    Star,
    ByNot,
}

/// How the actions name the right, and where.
fn action(actions: &Patterns, right: &Right) -> Option<(Named, Span)> {
    let lower = |one: &crate::policy::Text| one.value.to_ascii_lowercase();
    if actions.negated {
        let named = actions.patterns.iter().any(|one| covers(&lower(one), right.action));
        return (!named).then(|| (Named::ByNot, actions.span.clone()));
    }
    let itself = actions.patterns.iter().find(|one| lower(one) == right.action);
    let by_star = || actions.patterns.iter().find(|one| covers(&lower(one), right.action));
    match itself {
        Some(one) => Some((Named::Itself, one.span.clone())),
        None => by_star().map(|one| (Named::ByStar, one.span.clone())),
    }
}

/// Where all resources are meant.
fn resource(resources: &Patterns) -> Option<(Whole, Span)> {
    if resources.negated {
        return Some((Whole::ByNot, resources.span.clone()));
    }
    let star = resources.patterns.iter().find(|one| is_all(&one.value))?;
    Some((Whole::Star, star.span.clone()))
}

/// Whether a resource is every role.
fn is_all(resource: &str) -> bool {
    let role = resource.splitn(6, ':').nth(5);
    resource == "*" || role.is_some_and(|role| matches!(role, "*" | "role/*" | "role*"))
}

/// Whether a condition says which service it is for, of every request.
fn names_service(statement: &Statement, right: &Right) -> bool {
    statement.conditions.iter().any(|condition| {
        let operator = condition.operator;
        let compares = matches!(
            operator.test,
            Test::StringEquals
                | Test::StringEqualsIgnoreCase
                | Test::StringLike
                | Test::ArnEquals
                | Test::ArnLike
        );
        compares
            && !operator.if_exists
            && operator.qualifier != Some(Qualifier::ForAllValues)
            && condition.key.value.eq_ignore_ascii_case(right.service)
            && !condition.values.iter().any(|value| value.value == "*")
    })
}

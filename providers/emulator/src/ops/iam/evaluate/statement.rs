//! One policy document held against one request.

use serde_json::{Map, Value};

use super::glob::{Glob, Reading};
use super::who::Named;
use super::{Context, Request, condition};
use crate::ops::iam::document;

/// What a document says about a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Judgement {
    /// How the statement that allows it names who asks; documents without principals name exactly.
    pub(super) allows: Option<Named>,
    pub(super) denies: bool,
}

impl Judgement {
    /// What documents of an identity say together.
    pub(super) fn of_all(documents: &[String], request: Request<'_>) -> Judgement {
        documents
            .iter()
            .fold(Judgement::default(), |sum, text| sum.and(judge(text, request, false)))
    }

    fn and(self, other: Judgement) -> Judgement {
        Judgement { allows: self.allows.max(other.allows), denies: self.denies || other.denies }
    }
}

/// What the document of a resource says, whose statements name principals.
pub(super) fn judge_with_principal(text: &str, request: Request<'_>) -> Judgement {
    judge(text, request, true)
}

fn judge(text: &str, request: Request<'_>, with_principal: bool) -> Judgement {
    let Ok(policy) = serde_json::from_str::<Map<String, Value>>(text) else {
        // Documents are checked when they are written; one that cannot be read grants nothing.
        return Judgement::default();
    };
    let has_variables = policy.get("Version").and_then(Value::as_str) == Some("2012-10-17");
    let variables = has_variables.then_some(request.context);
    let statements = document::statements(&policy).unwrap_or_default();
    statements.iter().filter_map(Value::as_object).fold(Judgement::default(), |sum, statement| {
        let named = if with_principal { named(statement, request) } else { Some(Named::Exactly) };
        match named {
            Some(named) if applies(statement, request, variables) => {
                let denies = statement.get("Effect").and_then(Value::as_str) != Some("Allow");
                sum.and(Judgement { allows: (!denies).then_some(named), denies })
            }
            _ => sum,
        }
    })
}

fn named(statement: &Map<String, Value>, request: Request<'_>) -> Option<Named> {
    match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(principal), _) => request.who.named_by(principal),
        (None, Some(others)) => request.who.named_by(others).is_none().then_some(Named::Exactly),
        (None, None) => None,
    }
}

/// Whether action, resource and conditions of a statement fit.
fn applies(
    statement: &Map<String, Value>,
    request: Request<'_>,
    variables: Option<&Context>,
) -> bool {
    let reading = Reading { variables: None, wildcards: true };
    let action = |pattern: &str| {
        Glob::read(pattern, reading).is_some_and(|glob| glob.matches_any_case(request.action))
    };
    let reading = Reading { variables, wildcards: true };
    let resource = |pattern: &str| {
        Glob::read(pattern, reading).is_some_and(|glob| glob.matches_resource(request.resource))
    };
    fits(statement, "Action", "NotAction", action)
        && (fits(statement, "Resource", "NotResource", resource) || is_trust(statement))
        && condition::all_met(statement.get("Condition"), request.context, variables)
}

/// A trust policy's statements name no resource: they are about the role they belong to.
fn is_trust(statement: &Map<String, Value>) -> bool {
    !statement.contains_key("Resource") && !statement.contains_key("NotResource")
}

/// Whether one of the texts of an element fits, or none of its opposite's.
fn fits(
    statement: &Map<String, Value>,
    element: &str,
    opposite: &str,
    fit: impl Fn(&str) -> bool,
) -> bool {
    let texts = |element: &str| document::texts(statement.get(element));
    match (texts(element), texts(opposite)) {
        (Some(texts), _) => texts.into_iter().any(fit),
        (None, Some(texts)) => !texts.into_iter().any(fit),
        (None, None) => false,
    }
}

//! Policies of a graph as the auditor reads them.
use cutover_audit::json::{Kind, Member, Node};
use cutover_audit::policy::{Effect, Policy, Statement};
use cutover_schemas::address::Address;
use cutover_schemas::value::{Part, Value};
use serde_json::Value as Json;

/// A policy document. What is known only after apply stands for itself: the same output is the same text, and no
/// wildcard.
pub(super) fn policy(document: &Value) -> Policy {
    Policy::read(&node(&json(document)))
}

/// A policy document as text, for the auditor's rules.
pub(super) fn text(document: &Value) -> String {
    json(document).to_string()
}

/// One policy of several.
pub(super) fn joined<'p>(policies: impl IntoIterator<Item = &'p Policy>) -> Policy {
    let mut all = Policy::default();
    for policy in policies {
        all.version = policy.version;
        all.statements.extend(policy.statements.iter().cloned());
    }
    all
}

/// A policy with one statement that allows, and with everything that its policy denies.
pub(super) fn alone(statement: &Statement, of: &Policy) -> Policy {
    let denied = of.statements.iter().filter(|one| one.effect == Effect::Deny);
    let statements = std::iter::once(statement).chain(denied).cloned().collect();
    Policy { version: of.version, statements }
}

/// Every statement that allows, for one action on one resource at a time.
pub(super) fn grains(policy: &Policy) -> Vec<Statement> {
    let allows = policy.statements.iter().filter(|one| one.effect == Effect::Allow);
    allows.flat_map(grains_of).collect()
}

fn grains_of(statement: &Statement) -> Vec<Statement> {
    let (Some(actions), Some(resources)) = (&statement.actions, &statement.resources) else {
        return vec![statement.clone()];
    };
    // What a `Not` form allows is one thing.
    if actions.negated || resources.negated {
        return vec![statement.clone()];
    }
    let mut grains = Vec::new();
    for action in &actions.patterns {
        for resource in &resources.patterns {
            let mut grain = statement.clone();
            if let Some(actions) = &mut grain.actions {
                actions.patterns = vec![action.clone()];
            }
            if let Some(resources) = &mut grain.resources {
                resources.patterns = vec![resource.clone()];
            }
            grains.push(grain);
        }
    }
    grains
}

/// A document as JSON without anything unknown: an output is a text that names it.
fn json(value: &Value) -> Json {
    match value {
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(entries) => {
            Json::Object(entries.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
        Value::Reference(address) => Json::String(format!("<{address}>")),
        Value::Output { address, field } => Json::String(output(address, field)),
        Value::Template(parts) => Json::String(parts.iter().map(part).collect()),
        // Policies are no place for secrets; whatever is in there stays hidden.
        Value::Secret(_) | Value::Redacted(_) => Json::String("<secret>".to_owned()),
        plain => plain.to_json(),
    }
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Output { address, field } => output(address, field),
    }
}

fn output(address: &Address, field: &str) -> String {
    format!("<{address}.{field}>")
}

fn node(json: &Json) -> Node {
    let kind = match json {
        Json::Null => Kind::Null,
        Json::Bool(value) => Kind::Bool(*value),
        Json::Number(value) => Kind::Number(value.to_string()),
        Json::String(value) => Kind::Text(value.clone()),
        Json::Array(items) => Kind::Array(items.iter().map(node).collect()),
        Json::Object(entries) => Kind::Object(entries.iter().map(member).collect()),
    };
    Node { span: 0..0, kind }
}

fn member((name, value): (&String, &Json)) -> Member {
    Member { name: name.clone(), name_span: 0..0, value: node(value) }
}

//! Policies of a graph as the auditor reads them.
use cutover_audit::json::{Kind, Member, Node};
use cutover_audit::policy::{Effect, Policy, Statement};
use cutover_schemas::value::{Part, Value};

/// A policy document. What is known only after apply stands for itself: the same output is the same text, and no
/// wildcard.
pub(super) fn policy(document: &Value) -> Policy {
    Policy::read(&node(document))
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

fn node(value: &Value) -> Node {
    let text = |text: String| Kind::Text(text);
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Bool(*value),
        Value::Int(value) => Kind::Number(value.to_string()),
        Value::Float(value) => Kind::Number(value.to_string()),
        Value::Text(value) => text(value.clone()),
        Value::List(items) => Kind::Array(items.iter().map(node).collect()),
        Value::Map(entries) => Kind::Object(
            entries
                .iter()
                .map(|(name, value)| Member {
                    name: name.clone(),
                    name_span: 0..0,
                    value: node(value),
                })
                .collect(),
        ),
        Value::Reference(address) => text(format!("<{address}>")),
        Value::Output { address, field } => text(format!("<{address}.{field}>")),
        Value::Template(parts) => text(parts.iter().map(part).collect()),
        // Policies are no place for secrets; whatever is in there stays hidden.
        Value::Secret(_) | Value::Redacted(_) => text("<secret>".to_owned()),
    };
    Node { span: 0..0, kind }
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Output { address, field } => format!("<{address}.{field}>"),
    }
}

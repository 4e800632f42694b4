//! Resource policies: one for each qualifier.

use serde_json::{Map, Value, json};

use super::faults::{conflict, constraint, invalid, not_found, other, stale};
use super::model::{Policy, qualified_key};
use super::reference;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The largest policy, in bytes.
const LARGEST: usize = 20 * 1024;

pub(super) fn add_permission(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = input.need_text("StatementId")?;
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if id.is_empty() || !id.chars().all(letters) {
        return Err(constraint(
            "statementId",
            id,
            "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
        ));
    }
    input.length("StatementId", 1, 100)?;
    let action = input.need_text("Action")?;
    let name = action.strip_prefix("lambda:").unwrap_or_default();
    if action != "*"
        && name != "*"
        && (name.is_empty() || !name.chars().all(|c| c.is_ascii_alphabetic()))
    {
        let rule =
            "Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])";
        return Err(constraint("action", action, rule));
    }
    let (function, qualifier, key) = place(world, input)?;
    let statement = statement(world, input, &function, qualifier.as_deref())?;
    let mut policy = world.lambda.policies.get(&key).cloned().unwrap_or_default();
    guard(input, &policy)?;
    if policy.statements.iter().any(|statement| sid(statement) == id) {
        return Err(conflict(format!(
            "The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement."
        )));
    }
    policy.statements.push(statement.clone());
    let length = document(&policy).to_string().len();
    if length > LARGEST {
        return Err(other(
            400,
            "PolicyLengthExceededException",
            format!("The final policy size ({length}) is bigger than the limit ({LARGEST})."),
        ));
    }
    policy.revision = world.uuid();
    world.lambda.policies.insert(key, policy);
    Ok(Reply::from(json!({ "Statement": statement.to_string() })))
}

pub(super) fn remove_permission(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let id = input.need_text("StatementId")?;
    let (_, _, key) = place(world, input)?;
    let Some(mut policy) = world.lambda.policies.get(&key).cloned() else {
        return Err(not_found("No policy is associated with the given resource."));
    };
    if !policy.statements.iter().any(|statement| sid(statement) == id) {
        return Err(not_found(format!("Statement {id} is not found in resource policy.")));
    }
    guard(input, &policy)?;
    policy.statements.retain(|statement| sid(statement) != id);
    policy.revision = world.uuid();
    if policy.statements.is_empty() {
        world.lambda.policies.remove(&key);
    } else {
        world.lambda.policies.insert(key, policy);
    }
    Ok(Reply::empty())
}

pub(super) fn get_policy(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (_, _, key) = place(world, input)?;
    let policy = world.lambda.policies.get(&key);
    let policy = policy.ok_or_else(|| not_found("The resource you requested does not exist."))?;
    Ok(Reply::from(
        json!({ "Policy": document(policy).to_string(), "RevisionId": policy.revision }),
    ))
}

/// The function, the qualifier, and the row of their policy.
fn place(world: &World, input: &Input) -> Result<(String, Option<String>, String), Fault> {
    let named = reference::existing(world, input)?;
    if named.qualifier.as_deref() == Some("$LATEST") {
        return Err(invalid("We currently do not support adding policies for $LATEST."));
    }
    reference::target(world, &named.name, named.qualifier.as_deref())?;
    let key = qualified_key(&named.name, named.qualifier.as_deref());
    Ok((named.name, named.qualifier, key))
}

fn guard(input: &Input, policy: &Policy) -> Result<(), Fault> {
    match input.text("RevisionId") {
        Some(revision) if revision != policy.revision => Err(stale("GetPolicy")),
        _ => Ok(()),
    }
}

fn sid(statement: &Value) -> &str {
    statement.get("Sid").and_then(Value::as_str).unwrap_or_default()
}

fn document(policy: &Policy) -> Value {
    json!({ "Version": "2012-10-17", "Id": "default", "Statement": policy.statements })
}

fn statement(
    world: &World,
    input: &Input,
    function: &str,
    qualifier: Option<&str>,
) -> Result<Value, Fault> {
    let mut out = json!({
        "Sid": input.need_text("StatementId")?,
        "Effect": "Allow",
        "Principal": principal(input.need_text("Principal")?)?,
        "Action": input.need_text("Action")?,
        "Resource": reference::arn(world, function, qualifier),
    });
    let conditions = conditions(input);
    if let Some(members) = out.as_object_mut().filter(|_| !conditions.is_empty()) {
        members.insert("Condition".to_owned(), Value::Object(conditions));
    }
    Ok(out)
}

fn principal(text: &str) -> Result<Value, Fault> {
    let account = text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
    if text == "*" {
        Ok(json!("*"))
    } else if account {
        Ok(json!({ "AWS": format!("arn:aws:iam::{text}:root") }))
    } else if text.starts_with("arn:aws:iam::") {
        Ok(json!({ "AWS": text }))
    } else if text.ends_with(".amazonaws.com") {
        Ok(json!({ "Service": text }))
    } else {
        Err(invalid(
            "The provided principal was invalid. Please check the principal and try again.",
        ))
    }
}

fn conditions(input: &Input) -> Map<String, Value> {
    let mut out = Map::new();
    let mut add = |operator: &str, key: &str, value: Value| {
        let entry = out.entry(operator).or_insert_with(|| json!({}));
        super::render::put(entry, key, value);
    };
    let pairs = [
        ("StringEquals", "AWS:SourceAccount", "SourceAccount"),
        ("StringEquals", "aws:PrincipalOrgID", "PrincipalOrgID"),
        ("StringEquals", "lambda:EventSourceToken", "EventSourceToken"),
        ("StringEquals", "lambda:FunctionUrlAuthType", "FunctionUrlAuthType"),
        ("ArnLike", "AWS:SourceArn", "SourceArn"),
    ];
    for (operator, key, member) in pairs {
        if let Some(value) = input.text(member) {
            add(operator, key, value.into());
        }
    }
    if input.flag("InvokedViaFunctionUrl") == Some(true) {
        add("Bool", "lambda:InvokedViaFunctionUrl", "true".into());
    }
    out
}

/// Whether the policy of a qualifier lets a service invoke the function for a source.
pub(crate) fn lets_invoke(
    world: &World,
    name: &str,
    qualifier: Option<&str>,
    service: &str,
    source: &str,
) -> bool {
    let Some(policy) = world.lambda.policies.get(&qualified_key(name, qualifier)) else {
        return false;
    };
    policy.statements.iter().any(|statement| {
        let principal = statement.get("Principal");
        let meant = principal.and_then(Value::as_str) == Some("*")
            || principal.and_then(|p| p.get("Service")).and_then(Value::as_str) == Some(service);
        let action = statement.get("Action").and_then(Value::as_str).unwrap_or_default();
        let allowed = matches!(action, "lambda:InvokeFunction" | "lambda:*" | "*");
        meant && allowed && conditions_met(world, statement.get("Condition"), source)
    })
}

fn conditions_met(world: &World, condition: Option<&Value>, source: &str) -> bool {
    let value = |operator: &str, key: &str| condition?.get(operator)?.get(key)?.as_str();
    let like = value("ArnLike", "AWS:SourceArn").is_none_or(|pattern| wildcard(pattern, source));
    let account = &world.settings().account;
    let owner = value("StringEquals", "AWS:SourceAccount").is_none_or(|owner| owner == account);
    let others = ["aws:PrincipalOrgID", "lambda:EventSourceToken", "lambda:FunctionUrlAuthType"];
    let unmet = others.iter().any(|key| value("StringEquals", key).is_some());
    like && owner && !unmet && value("Bool", "lambda:InvokedViaFunctionUrl").is_none()
}

/// Matches `*` and `?` as policies do.
pub(crate) fn wildcard(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut place, mut star) = (0, 0, None);
    while place < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(c) if *c == '?' || text.get(place) == Some(c) => {
                at += 1;
                place += 1;
            }
            _ => match star {
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    at = back + 1;
                    place = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::wildcard;

    #[test]
    fn sources_match_with_wildcards() {
        let arn = "arn:aws:execute-api:r:1:api/$default/GET/orders";
        assert!(wildcard("arn:aws:execute-api:r:1:api/*/*/orders", arn));
        assert!(wildcard("arn:aws:execute-api:r:1:api/*", arn));
        assert!(wildcard("*/GET/order?", arn));
        assert!(!wildcard("arn:aws:execute-api:r:1:other/*", arn));
        assert!(!wildcard("arn:aws:execute-api:r:1:api", arn));
        assert!(!wildcard("", "x"));
    }
}

//! Resource policies: one for each qualifier.

use serde_json::{Map, Value, json};

use super::faults::{conflict, constraint, invalid, not_found, other, stale};
use super::model::{Policy, qualified_key};
use super::reference;
use crate::ops::iam::evaluate::{ByService, service_may};
use crate::ops::iam::principals::is_aws_principal;
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
        "Principal": principal(world, input.need_text("Principal")?)?,
        "Action": input.need_text("Action")?,
        "Resource": reference::arn(world, function, qualifier),
    });
    let conditions = conditions(input);
    if let Some(members) = out.as_object_mut().filter(|_| !conditions.is_empty()) {
        members.insert("Condition".to_owned(), Value::Object(conditions));
    }
    Ok(out)
}

fn principal(world: &World, text: &str) -> Result<Value, Fault> {
    let account = text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
    if text == "*" {
        Ok(json!("*"))
    } else if account {
        Ok(json!({ "AWS": format!("arn:aws:iam::{text}:root") }))
    } else if text.starts_with("arn:aws:iam::") && is_aws_principal(world, text) {
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

/// The policy of a function or of one of its qualifiers, if it has one.
pub(crate) fn policy_text(world: &World, name: &str, qualifier: Option<&str>) -> Option<String> {
    let policy = world.lambda.policies.get(&qualified_key(name, qualifier))?;
    Some(document(policy).to_string())
}

/// The policy of the function or qualifier of an ARN.
pub(super) fn policy_of(world: &World, arn: &str) -> Option<String> {
    let named = reference::parse(world, arn).ok()?;
    policy_text(world, &named.name, named.qualifier.as_deref())
}

/// Whether the policy of a qualifier lets a service invoke the function for a source.
pub(crate) fn lets_invoke(
    world: &World,
    name: &str,
    qualifier: Option<&str>,
    service: &str,
    source: &str,
) -> bool {
    let resource = reference::arn(world, name, qualifier);
    let call = ByService { service, source, action: "lambda:InvokeFunction", resource: &resource };
    policy_text(world, name, qualifier).is_some_and(|policy| service_may(world, &policy, call))
}

//! `PutPermission` and `RemovePermission`: a bus's policy, whole or by statements.

use serde_json::{Map, Value, json};

use super::names::{self, bus_arn};
use super::{Bus, faults};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The largest policy, in bytes.
const LARGEST: usize = 10_240;

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = names::existing_bus(world, input, "EventBusName")?;
    let mut bus = names::bus(world, &name).unwrap_or_default();
    let policy = match input.text("Policy") {
        Some(text) => whole(text)?,
        None => with_statement(world, &bus, input)?,
    };
    if policy.to_string().len() > LARGEST {
        let text = format!("The final policy size is bigger than the limit ({LARGEST}).");
        return Err(Fault::sender(400, "PolicyLengthExceededException", text));
    }
    bus.policy = Some(policy);
    save(world, bus);
    Ok(Reply::empty())
}

/// A policy that was given whole.
fn whole(text: &str) -> Result<Value, Fault> {
    let policy: Map<String, Value> = serde_json::from_str(text).map_err(|_| {
        faults::invalid("Parameter Policy is not valid. Reason: Policy is not valid JSON.")
    })?;
    let refuse = |reason: &str| {
        Err(faults::invalid(format!("Parameter Policy is not valid. Reason: {reason}")))
    };
    let statements = match policy.get("Statement") {
        Some(Value::Array(all)) => all.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        _ => return refuse("Statement is a required field."),
    };
    for statement in &statements {
        let has = |name: &str| statement.get(name).is_some();
        let effect = statement.get("Effect").and_then(Value::as_str);
        if !matches!(effect, Some("Allow" | "Deny")) || !has("Action") || !has("Principal") {
            return refuse("The policy is malformed.");
        }
        if !has("Resource") {
            return refuse("Resource is a required field.");
        }
    }
    Ok(Value::Object(policy))
}

/// The policy of a bus with one statement more, or with another of the same id.
fn with_statement(world: &World, bus: &Bus, input: &Input) -> Result<Value, Fault> {
    let (id, action) = (input.need_text("StatementId")?, input.need_text("Action")?);
    let principal = input.need_text("Principal")?;
    let account = principal.len() == 12 && principal.chars().all(|c| c.is_ascii_digit());
    if !account && principal != "*" {
        let pattern = "Member must satisfy regular expression pattern: (\\d{12}|\\*)";
        return Err(input.invalid("Principal", principal, pattern));
    }
    let who =
        if account { json!({"AWS": format!("arn:aws:iam::{principal}:root")}) } else { json!("*") };
    let mut statement = json!({
        "Sid": id,
        "Effect": "Allow",
        "Principal": who,
        "Action": action,
        "Resource": bus_arn(world, &bus.name),
    });
    if let (Some(condition), Some(members)) = (input.get("Condition"), statement.as_object_mut()) {
        let text = |name: &str| condition.get(name).and_then(Value::as_str).unwrap_or_default();
        members.insert("Condition".to_owned(), json!({text("Type"): {text("Key"): text("Value")}}));
    }
    let mut statements = statements(bus);
    statements.retain(|statement| sid(statement) != id);
    statements.push(statement);
    Ok(policy(statements))
}

fn policy(statements: Vec<Value>) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn statements(bus: &Bus) -> Vec<Value> {
    match bus.policy.as_ref().and_then(|policy| policy.get("Statement")) {
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

fn sid(statement: &Value) -> &str {
    statement.get("Sid").and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn remove(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = names::existing_bus(world, input, "EventBusName")?;
    let mut bus = names::bus(world, &name).unwrap_or_default();
    if input.flag("RemoveAllPermissions") == Some(true) {
        bus.policy = None;
        save(world, bus);
        return Ok(Reply::empty());
    }
    let id = input
        .text("StatementId")
        .ok_or_else(|| faults::invalid("Parameter StatementId is required."))?;
    let mut left = statements(&bus);
    let before = left.len();
    left.retain(|statement| sid(statement) != id);
    if left.len() == before {
        return Err(faults::not_found("Statement with the provided id does not exist."));
    }
    bus.policy = (!left.is_empty()).then(|| policy(left));
    save(world, bus);
    Ok(Reply::empty())
}

fn save(world: &mut World, mut bus: Bus) {
    bus.modified_ms = world.now_ms();
    world.events.buses.insert(bus.name.clone(), bus);
}

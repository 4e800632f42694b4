//! Who may use a layer version.

use serde_json::{Value, json};

use super::{existing, key, name, number, version_arn};
use crate::ops::lambda::configure::one_of;
use crate::ops::lambda::faults::{conflict, constraint, not_found, stale};
use crate::ops::lambda::model::Policy;
use crate::ops::lambda::render::put;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::lambda) fn add_permission(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (layer, number) = (name(world, input)?, number(input)?);
    let id = input.need_text("StatementId")?;
    input.length("StatementId", 1, 100)?;
    one_of("action", input.need_text("Action")?, &["lambda:GetLayerVersion"])?;
    let principal = principal(input.need_text("Principal")?)?;
    let policy = &existing(world, &layer, number)?.policy;
    guard(input, policy)?;
    if policy.statements.iter().any(|statement| sid(statement) == id) {
        return Err(conflict(format!(
            "The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement."
        )));
    }
    let mut statement = json!({
        "Sid": id, "Effect": "Allow", "Principal": principal, "Action": "lambda:GetLayerVersion",
        "Resource": version_arn(world, &layer, number),
    });
    if let Some(organization) = input.text("OrganizationId") {
        let condition = json!({ "StringEquals": { "aws:PrincipalOrgID": organization } });
        put(&mut statement, "Condition", condition);
    }
    let revision = world.uuid();
    if let Some(row) = world.lambda.layer_versions.get_mut(&key(&layer, number)) {
        row.policy.statements.push(statement.clone());
        row.policy.revision.clone_from(&revision);
    }
    Ok(Reply::from(json!({ "Statement": statement.to_string(), "RevisionId": revision })))
}

pub(in crate::ops::lambda) fn remove_permission(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (layer, number) = (name(world, input)?, number(input)?);
    let id = input.need_text("StatementId")?;
    let policy = &existing(world, &layer, number)?.policy;
    if policy.statements.is_empty() {
        return Err(none());
    }
    if !policy.statements.iter().any(|statement| sid(statement) == id) {
        return Err(not_found(format!("Statement {id} is not found in resource policy.")));
    }
    guard(input, policy)?;
    let revision = world.uuid();
    if let Some(row) = world.lambda.layer_versions.get_mut(&key(&layer, number)) {
        row.policy.statements.retain(|statement| sid(statement) != id);
        row.policy.revision = revision;
    }
    Ok(Reply::empty())
}

pub(in crate::ops::lambda) fn get_policy(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (layer, number) = (name(world, input)?, number(input)?);
    let policy = &existing(world, &layer, number)?.policy;
    if policy.statements.is_empty() {
        return Err(none());
    }
    let document =
        json!({ "Version": "2012-10-17", "Id": "default", "Statement": policy.statements });
    Ok(Reply::from(json!({ "Policy": document.to_string(), "RevisionId": policy.revision })))
}

fn none() -> Fault {
    not_found("No policy is associated with the given resource.")
}

fn sid(statement: &Value) -> &str {
    statement.get("Sid").and_then(Value::as_str).unwrap_or_default()
}

fn principal(text: &str) -> Result<Value, Fault> {
    let digits = |text: &str| text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
    let root = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
    if text == "*" {
        return Ok(json!("*"));
    }
    if digits(text) {
        return Ok(json!({ "AWS": format!("arn:aws:iam::{text}:root") }));
    }
    if root.is_some_and(digits) {
        return Ok(json!({ "AWS": text }));
    }
    let rule = "Member must satisfy regular expression pattern: \\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root";
    Err(constraint("principal", text, rule))
}

fn guard(input: &Input, policy: &Policy) -> Result<(), Fault> {
    match input.text("RevisionId") {
        Some(revision) if revision != policy.revision => Err(stale("GetLayerVersionPolicy")),
        _ => Ok(()),
    }
}

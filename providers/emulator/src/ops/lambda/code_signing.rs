//! Code signing configurations and the functions bound to them. Signatures themselves are not looked at: with
//! `Enforce`, code that is not signed is refused, and no code that reaches the local cloud is.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::configure::one_of;
use super::faults::{conflict, not_found, other};
use super::model::Function;
use super::{read_function, reference, render};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// A code signing configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Config {
    pub(crate) description: String,
    pub(crate) publishers: Vec<String>,
    /// `Warn` or `Enforce`.
    pub(crate) untrusted: String,
    pub(crate) modified_ms: u64,
}

fn arn(world: &World, id: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:lambda:{}:{}:code-signing-config:{id}", settings.region, settings.account)
}

/// The id in an ARN, if the configuration exists.
fn id_of(world: &World, given: &str) -> Option<String> {
    let id = given.rsplit(':').next().unwrap_or_default();
    let there = world.lambda.code_signing.contains(id) && arn(world, id) == given;
    there.then(|| id.to_owned())
}

/// The configuration that a function is to be bound to: its absence has an error of its own.
fn to_bind(world: &World, given: &str) -> Result<String, Fault> {
    id_of(world, given).ok_or_else(|| {
        let text = format!(
            "The code signing configuration cannot be found. Check that the provided configuration is not deleted: {given}."
        );
        other(404, "CodeSigningConfigNotFoundException", text)
    })
}

/// The configuration that a call is about.
fn named(world: &World, input: &Input) -> Result<String, Fault> {
    let given = input.need_text("CodeSigningConfigArn")?;
    id_of(world, given).ok_or_else(|| {
        not_found(format!("The Lambda code signing configuration {given} can not be found."))
    })
}

fn merge(world: &World, input: &Input, row: &mut Config) -> Result<(), Fault> {
    input.length("Description", 0, 256)?;
    if let Some(description) = input.text("Description") {
        description.clone_into(&mut row.description);
    }
    if let Some(publishers) = input.get("AllowedPublishers") {
        row.publishers = input.part(publishers).texts("SigningProfileVersionArns");
        if row.publishers.is_empty() || row.publishers.len() > 20 {
            let rule =
                "Member must have length greater than or equal to 1 and less than or equal to 20";
            let shown = format!("[{}]", row.publishers.join(", "));
            return Err(input.invalid("allowedPublishers.signingProfileVersionArns", &shown, rule));
        }
    }
    let policies = input.get("CodeSigningPolicies");
    if let Some(policy) =
        policies.and_then(|policies| policies.get("UntrustedArtifactOnDeployment"))
    {
        let policy = policy.as_str().unwrap_or_default();
        one_of("codeSigningPolicies.untrustedArtifactOnDeployment", policy, &["Warn", "Enforce"])?;
        policy.clone_into(&mut row.untrusted);
    }
    row.modified_ms = world.now_ms();
    Ok(())
}

fn shown(world: &World, id: &str) -> Value {
    let Some(row) = world.lambda.code_signing.get(id) else { return Value::Null };
    json!({
        "CodeSigningConfigId": id,
        "CodeSigningConfigArn": arn(world, id),
        "Description": row.description,
        "AllowedPublishers": { "SigningProfileVersionArns": row.publishers },
        "CodeSigningPolicies": { "UntrustedArtifactOnDeployment": row.untrusted },
        "LastModified": render::time(row.modified_ms),
    })
}

fn whole(world: &World, id: &str) -> Reply {
    Reply::from(json!({ "CodeSigningConfig": shown(world, id) }))
}

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    if !input.has("AllowedPublishers") {
        return Err(input.missing("AllowedPublishers"));
    }
    let mut row = Config {
        description: String::new(),
        publishers: Vec::new(),
        untrusted: "Warn".to_owned(),
        modified_ms: 0,
    };
    merge(world, input, &mut row)?;
    let letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    let id = format!("csc-{}", world.random_text(17, letters));
    world.lambda.code_signing.insert(id.clone(), row);
    Ok(whole(world, &id))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = named(world, input)?;
    Ok(whole(world, &id))
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = named(world, input)?;
    if let Some(mut row) = world.lambda.code_signing.get(&id).cloned() {
        merge(world, input, &mut row)?;
        world.lambda.code_signing.insert(id.clone(), row);
    }
    Ok(whole(world, &id))
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = named(world, input)?;
    if bound(world, &id).next().is_some() {
        return Err(conflict(format!(
            "Cannot delete code signing config {} because functions use it.",
            arn(world, &id)
        )));
    }
    world.lambda.code_signing.remove(&id);
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let rows = world.lambda.code_signing.keys().map(|id| (id.to_owned(), id));
    let page = read_function::cut(world, input, rows)?;
    let items = page.items.iter().map(|id| shown(world, id)).collect();
    Ok(read_function::listed("CodeSigningConfigs", items, page.next))
}

fn bound<'a>(world: &'a World, id: &'a str) -> impl Iterator<Item = &'a Function> {
    let functions = world.lambda.functions.values();
    functions.filter(move |function| function.code_signing.as_deref() == Some(id))
}

pub(super) fn functions(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = named(world, input)?;
    let rows = bound(world, &id).map(|function| (function.name.clone(), function.name.clone()));
    let page = read_function::cut(world, input, rows)?;
    let items = page.items.iter().map(|name| reference::arn(world, name, None).into()).collect();
    Ok(read_function::listed("FunctionArns", items, page.next))
}

/// The id of the configuration that a new function is bound to.
pub(super) fn given(world: &World, input: &Input) -> Result<Option<String>, Fault> {
    input.text("CodeSigningConfigArn").map(|arn| to_bind(world, arn)).transpose()
}

/// Refuses code that is not signed where only signed code may run.
pub(super) fn check(world: &World, config: Option<&str>) -> Result<(), Fault> {
    let row = config.and_then(|id| world.lambda.code_signing.get(id));
    if row.is_none_or(|row| row.untrusted != "Enforce") {
        return Ok(());
    }
    let text = "Lambda cannot deploy the function. The function or layer might be signed using a signature that the \
                client is not configured to accept. Check the provided signature for unsigned.";
    Err(other(400, "CodeVerificationFailedException", text))
}

pub(super) fn put_function(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let id = to_bind(world, input.need_text("CodeSigningConfigArn")?)?;
    if let Some(function) = world.lambda.functions.get_mut(&name) {
        function.code_signing = Some(id.clone());
    }
    let arn = arn(world, &id);
    Ok(Reply::from(json!({ "CodeSigningConfigArn": arn, "FunctionName": name })))
}

/// An unbound function answers without an ARN.
pub(super) fn get_function(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let id = world.lambda.functions.get(&name).and_then(|row| row.code_signing.clone());
    Ok(Reply::from(match id {
        Some(id) => json!({ "CodeSigningConfigArn": arn(world, &id), "FunctionName": name }),
        None => json!({ "FunctionName": name }),
    }))
}

pub(super) fn delete_function(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    if let Some(function) = world.lambda.functions.get_mut(&name) {
        function.code_signing = None;
    }
    Ok(Reply::empty())
}

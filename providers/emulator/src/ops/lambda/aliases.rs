//! Aliases and their weights.

use serde_json::Value;

use super::faults::{conflict, constraint, invalid, not_found, stale};
use super::model::{Alias, qualified_key};
use super::{delete_function, provisioned, read_function, reference, render};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn create_alias(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let function = reference::read(world, input)?.name;
    let name = input.need_text("Name")?.to_owned();
    check_name(&name)?;
    let version = input.need_text("FunctionVersion")?.to_owned();
    check_version(&version)?;
    input.length("Description", 0, 256)?;
    let weight = weights(input)?.flatten();
    reference::need(world, &function)?;
    let key = format!("{function}/{name}");
    if world.lambda.aliases.contains(&key) {
        let arn = reference::arn(world, &function, Some(&name));
        return Err(conflict(format!("Alias already exists: {arn}")));
    }
    routing(world, &function, &version, weight.as_ref())?;
    let alias = Alias {
        name,
        version,
        description: input.text("Description").unwrap_or_default().to_owned(),
        weight,
        moving_from: None,
        revision: world.uuid(),
    };
    let body = render::alias(world, &function, &alias);
    world.lambda.aliases.insert(key, alias);
    Ok(Reply::from(body))
}

pub(super) fn get_alias(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (function, alias) = existing(world, input)?;
    Ok(Reply::from(render::alias(world, &function, &alias)))
}

pub(super) fn list_aliases(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let function = reference::existing(world, input)?.name;
    let wanted = input.text("FunctionVersion");
    let prefix = format!("{function}/");
    let rows = world.lambda.aliases.prefixed(&prefix);
    let rows = rows.filter(|(_, alias)| {
        wanted.is_none_or(|wanted| {
            alias.version == wanted || alias.routing().is_some_and(|(version, _)| version == wanted)
        })
    });
    let page = read_function::cut(world, input, rows.map(|(key, alias)| (key.to_owned(), alias)))?;
    let aliases: Vec<Value> =
        page.items.iter().map(|alias| render::alias(world, &function, alias)).collect();
    Ok(read_function::listed("Aliases", aliases, page.next))
}

pub(super) fn update_alias(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let given = weights(input)?;
    input.length("Description", 0, 256)?;
    if let Some(version) = input.text("FunctionVersion") {
        check_version(version)?;
    }
    let (function, mut alias) = existing(world, input)?;
    if input.text("RevisionId").is_some_and(|revision| revision != alias.revision) {
        return Err(stale("GetAlias"));
    }
    let old = alias.version.clone();
    if let Some(version) = input.text("FunctionVersion") {
        version.clone_into(&mut alias.version);
    }
    match given {
        Some(weight) => {
            alias.weight = weight;
            // Whoever sets the routing ends the move of provisioned concurrency.
            alias.moving_from = None;
        }
        None if alias.moving_from.is_some() && input.has("FunctionVersion") => {
            return Err(invalid("Invalid alias configuration for Provisioned Concurrency"));
        }
        None => {}
    }
    routing(world, &function, &alias.version, alias.weight.as_ref())?;
    if let Some(description) = input.text("Description") {
        description.clone_into(&mut alias.description);
    }
    if alias.version != old {
        provisioned::refuse_move(world, &function, &alias)?;
    }
    alias.revision = world.uuid();
    // The answer itself shows no weights for a move that only begins.
    let body = render::alias(world, &function, &alias);
    let key = qualified_key(&function, Some(&alias.name));
    if alias.version != old && alias.weight.is_none() {
        provisioned::begin_move(world, &key, &mut alias, &old);
    }
    world.lambda.aliases.insert(key, alias);
    Ok(Reply::from(body))
}

pub(super) fn delete_alias(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let function = reference::existing(world, input)?.name;
    let name = input.need_text("Name")?;
    world.lambda.aliases.remove(&format!("{function}/{name}"));
    world.lambda.draws.remove(&format!("{function}/{name}"));
    delete_function::forget_qualifier(world, &function, name);
    Ok(Reply::empty())
}

fn existing(world: &World, input: &Input) -> Result<(String, Alias), Fault> {
    let function = reference::read(world, input)?.name;
    let name = input.need_text("Name")?;
    let alias = world.lambda.aliases.get(&format!("{function}/{name}")).cloned();
    let arn = reference::arn(world, &function, Some(name));
    let alias = alias.ok_or_else(|| not_found(format!("Cannot find alias arn: {arn}")))?;
    Ok((function, alias))
}

fn check_name(name: &str) -> Result<(), Fault> {
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if name.is_empty() || !letters || name.chars().all(|c| c.is_ascii_digit()) {
        let rule = "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)";
        return Err(constraint("name", name, rule));
    }
    if name.len() > 128 {
        return Err(constraint("name", name, "Member must have length less than or equal to 128"));
    }
    Ok(())
}

fn check_version(version: &str) -> Result<(), Fault> {
    if version == "$LATEST" || (!version.is_empty() && version.chars().all(|c| c.is_ascii_digit()))
    {
        return Ok(());
    }
    let rule = "Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)";
    Err(constraint("functionVersion", version, rule))
}

/// The weights of a call: absent, cleared, or one version's share. The shape is checked, not the versions.
#[expect(
    clippy::option_option,
    reason = "absent and cleared differ: the one keeps the weights, the other ends them"
)]
fn weights(input: &Input) -> Result<Option<Option<(String, f64)>>, Fault> {
    let Some(config) = input.get("RoutingConfig") else { return Ok(None) };
    let Some(weights) = config.get("AdditionalVersionWeights").and_then(Value::as_object) else {
        return Ok(Some(None));
    };
    let member = "routingConfig.additionalVersionWeights";
    let shown = || {
        let pairs: Vec<String> =
            weights.iter().map(|(version, weight)| format!("{version}={weight}")).collect();
        format!("{{{}}}", pairs.join(", "))
    };
    let mut read = Vec::new();
    for (version, weight) in weights {
        if version.is_empty() || !version.chars().all(|c| c.is_ascii_digit()) {
            let rule = "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member \
                        must have length greater than or equal to 1, Member must satisfy regular expression pattern: \
                        [0-9]+, Member must not be null]";
            return Err(constraint(member, &shown(), rule));
        }
        match weight.as_f64() {
            Some(share) if (0.0..=1.0).contains(&share) => read.push((version.clone(), share)),
            _ => {
                let rule = "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, \
                            Member must have value greater than or equal to 0.0, Member must not be null]";
                return Err(constraint(member, &shown(), rule));
            }
        }
    }
    if read.len() > 1 {
        return Err(invalid(
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ));
    }
    Ok(Some(read.pop()))
}

/// Refuses versions that are not there or cannot share an alias.
fn routing(
    world: &World,
    function: &str,
    version: &str,
    weight: Option<&(String, f64)>,
) -> Result<(), Fault> {
    let primary = reference::configuration(world, function, version)?;
    let Some((second, _)) = weight else { return Ok(()) };
    if version == "$LATEST" {
        return Err(invalid(
            "$LATEST is not supported for an alias pointing to more than 1 version",
        ));
    }
    if second == version {
        return Err(invalid(format!(
            "Invalid function version {second}. Function version {second} is already included in routing configuration."
        )));
    }
    let additional = reference::configuration(world, function, second)?;
    if primary.role != additional.role {
        return Err(invalid(
            "Invalid routing configuration: both versions must have the same execution role.",
        ));
    }
    if primary.optional.get("DeadLetterConfig") != additional.optional.get("DeadLetterConfig") {
        return Err(invalid(
            "Invalid routing configuration: both versions must have the same dead-letter queue.",
        ));
    }
    Ok(())
}

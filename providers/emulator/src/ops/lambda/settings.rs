//! The small settings with calls of their own: runtime updates, recursion.

use serde_json::{Value, json};

use super::configure::one_of;
use super::faults::invalid;
use super::reference;
use super::render::put;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn get_runtime_management(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::existing(world, input)?;
    let qualifier = named.qualifier.unwrap_or_else(|| "$LATEST".to_owned());
    reference::target(world, &named.name, Some(&qualifier))?;
    let function = world.lambda.functions.get(&named.name);
    let kept = function.and_then(|function| function.runtime_updates.get(&qualifier));
    let mut body = kept.cloned().unwrap_or_else(|| json!({ "UpdateRuntimeOn": "Auto" }));
    put(&mut body, "FunctionArn", reference::arn(world, &named.name, Some(&qualifier)).into());
    Ok(Reply::from(body))
}

pub(super) fn put_runtime_management(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::existing(world, input)?;
    let qualifier = named.qualifier.unwrap_or_else(|| "$LATEST".to_owned());
    reference::target(world, &named.name, Some(&qualifier))?;
    let when = input.need_text("UpdateRuntimeOn")?;
    one_of("updateRuntimeOn", when, &["Auto", "Manual", "FunctionUpdate"])?;
    if when == "Manual" && !input.has("RuntimeVersionArn") {
        return Err(invalid("You must specify RuntimeVersionArn when UpdateRuntimeOn is Manual."));
    }
    let mut kept = json!({ "UpdateRuntimeOn": when });
    if let Some(arn) = input.text("RuntimeVersionArn") {
        put(&mut kept, "RuntimeVersionArn", arn.into());
    }
    if let Some(function) = world.lambda.functions.get_mut(&named.name) {
        function.runtime_updates.insert(qualifier.clone(), kept.clone());
    }
    put(&mut kept, "FunctionArn", reference::arn(world, &named.name, Some(&qualifier)).into());
    Ok(Reply::from(kept))
}

pub(super) fn get_recursion(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let recursion = world.lambda.functions.get(&name).map(|function| function.recursion.clone());
    Ok(Reply::from(json!({ "RecursiveLoop": recursion.map(Value::from) })))
}

pub(super) fn put_recursion(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let recursion = input.need_text("RecursiveLoop")?;
    one_of("recursiveLoop", recursion, &["Allow", "Terminate"])?;
    if let Some(function) = world.lambda.functions.get_mut(&name) {
        recursion.clone_into(&mut function.recursion);
    }
    Ok(Reply::from(json!({ "RecursiveLoop": recursion })))
}

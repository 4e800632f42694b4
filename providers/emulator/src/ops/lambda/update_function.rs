//! UpdateFunctionCode and UpdateFunctionConfiguration.

use super::faults::invalid;
use super::model::Place;
use super::render::{self, Show};
use super::{code_signing, configure, layers, life, mappings, publish, reference, source};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn update_function_code(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = writable(world, input)?;
    let architectures = configure::architectures(input)?;
    let signing = world.lambda.functions.get(&name).and_then(|row| row.code_signing.clone());
    code_signing::check(world, signing.as_deref())?;
    let read = source::read(world, input)?;
    let mut changed = reference::configuration(world, &name, "$LATEST")?.clone();
    let same_kind =
        matches!(read.code.place, Place::Zip(_)) == matches!(changed.code.place, Place::Zip(_));
    if !same_kind {
        let kind = if matches!(changed.code.place, Place::Zip(_)) { "Zip" } else { "Image" };
        return Err(invalid(format!(
            "Please don't provide the other source when updating a function with packageType {kind}."
        )));
    }
    if let Some(architectures) = architectures {
        changed.architectures = architectures;
    }
    if input.flag("DryRun") == Some(true) {
        changed.code = read.code;
        let life = None;
        return Ok(Reply::from(render::configuration(
            world, &name, &changed, "$LATEST", None, life,
        )));
    }
    let old = changed.code.place.clone();
    changed.code = read.code.clone();
    layers::fits(&changed)?;
    source::store(world, read);
    if let Some(function) = world.lambda.functions.get_mut(&name) {
        function.latest = changed;
    }
    source::release(world, &old);
    life::touch(world, &name);
    if input.flag("Publish") == Some(true) {
        let number = publish::cut(world, &name, None);
        return Ok(Reply::from(render::version(
            world,
            &name,
            number,
            &number.to_string(),
            Show::Whole,
        )));
    }
    Ok(Reply::from(render::latest(world, &name, None, Show::Whole)))
}

pub(super) fn update_function_configuration(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = writable(world, input)?;
    let mut changed = reference::configuration(world, &name, "$LATEST")?.clone();
    let old = changed.clone();
    configure::merge(world, input, &name, &mut changed)?;
    layers::fits(&changed)?;
    if changed.timeout > old.timeout {
        mappings::visibility_covers(world, &name, changed.timeout)?;
    }
    if let Some(function) = world.lambda.functions.get_mut(&name) {
        function.latest = changed;
    }
    source::release_all(world, &old);
    life::touch(world, &name);
    Ok(Reply::from(render::latest(world, &name, None, Show::Whole)))
}

/// The function of a write to `$LATEST`: there, at rest, and of the revision the caller knows.
fn writable(world: &World, input: &Input) -> Result<String, Fault> {
    let named = reference::existing(world, input)?;
    if named.qualifier.is_some_and(|qualifier| qualifier != "$LATEST") {
        return Err(invalid(
            "Versions and aliases cannot be changed: name the function without a qualifier.",
        ));
    }
    life::settled(world, &named.name)?;
    life::guard(world, &named.name, input.text("RevisionId"))?;
    Ok(named.name)
}

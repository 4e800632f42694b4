//! UpdateEventSourceMapping: what is not given stays.

use super::model::State;
use super::{check, create, source, states};
use crate::ops::lambda::faults::invalid;
use crate::ops::lambda::reference::{self, Reference};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::lambda) fn update(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let uuid = input.need_text("UUID")?;
    let mut row = states::writable(world, uuid, "update")?;
    let arn = row.source_arn.clone();
    let kind = source::kind(&arn).ok_or_else(|| invalid("Unrecognized event source."))?;
    check::merge(input, kind, &mut row.settings)?;
    let named = match input.text("FunctionName") {
        Some(text) => reference::parse(world, text)?,
        None => Reference { name: row.function.clone(), qualifier: row.qualifier.clone() },
    };
    let configuration = create::function(world, &named)?;
    if let Some(target) = &row.settings.on_failure {
        source::writable(world, target, &configuration.role)?;
    }
    if input.has("FunctionName") {
        source::readable(world, kind, &arn, &configuration.role)?;
        source::covered(world, kind, &arn, configuration)?;
        create::no_other(world, kind, &arn, &named, Some(uuid))?;
    }
    (row.function, row.qualifier) = (named.name, named.qualifier);
    let state = match input.flag("Enabled") {
        Some(true) if !row.enabled => State::Enabling,
        Some(false) if row.enabled => State::Disabling,
        _ => State::Updating,
    };
    row.enabled = input.flag("Enabled").unwrap_or(row.enabled);
    world.lambda.mappings.insert(uuid.to_owned(), row);
    Ok(Reply::from(states::begin(world, uuid, state)))
}

//! `DeleteParameter` and `DeleteParameters`: at once, with every version.

use serde_json::json;

use super::faults::no_parameter;
use super::get::names;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn one(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("Name")?;
    world.ssm.parameters.remove(name).map(|_| Reply::empty()).ok_or_else(no_parameter)
}

pub(super) fn many(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (deleted, invalid): (Vec<String>, Vec<String>) =
        names(input)?.into_iter().partition(|name| world.ssm.parameters.remove(name).is_some());
    Ok(json!({"DeletedParameters": deleted, "InvalidParameters": invalid}).into())
}

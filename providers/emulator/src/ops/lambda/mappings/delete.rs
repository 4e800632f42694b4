//! DeleteEventSourceMapping.

use super::model::State;
use super::states;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::lambda) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let uuid = input.need_text("UUID")?;
    states::writable(world, uuid, "delete")?;
    Ok(Reply::from(states::begin(world, uuid, State::Deleting)))
}

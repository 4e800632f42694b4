//! DeleteLayerVersion. A version that is not there is deleted, too.

use super::{key, name, number};
use crate::ops::lambda::source;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::lambda) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (layer, number) = (name(world, input)?, number(input)?);
    if let Some(row) = world.lambda.layer_versions.remove(&key(&layer, number)) {
        source::release(world, &row.code.place);
    }
    Ok(Reply::empty())
}

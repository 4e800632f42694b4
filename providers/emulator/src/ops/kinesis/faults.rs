//! Kinesis's errors, in its words.

use super::model::{Status, Stream};
use crate::ops::Fault;
use crate::world::World;

/// An argument that makes no sense here.
pub(super) fn argument(message: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidArgumentException", message)
}

/// A value that breaks a rule.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ValidationException", message)
}

pub(super) fn not_found(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ResourceNotFoundException", message)
}

pub(super) fn in_use(message: impl Into<String>) -> Fault {
    Fault::sender(400, "ResourceInUseException", message)
}

pub(super) fn limit(message: impl Into<String>) -> Fault {
    Fault::sender(400, "LimitExceededException", message)
}

pub(super) fn no_stream(world: &World, name: &str) -> Fault {
    not_found(format!("Stream {name} under account {} not found.", world.settings().account))
}

pub(super) fn no_shard(world: &World, stream: &str, shard: &str) -> Fault {
    not_found(format!(
        "Shard {shard} in stream {stream} under account {} does not exist",
        world.settings().account
    ))
}

/// Refuses a change of a stream that is not active.
pub(super) fn need_active(world: &World, stream: &Stream) -> Result<(), Fault> {
    if stream.status == Status::Active {
        return Ok(());
    }
    Err(in_use(format!(
        "Stream {} under account {} not ACTIVE, instead in state {}",
        stream.name,
        world.settings().account,
        stream.status.word()
    )))
}

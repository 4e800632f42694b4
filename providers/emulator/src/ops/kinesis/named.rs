//! Which stream a request means: by name, by ARN, or by both.

use super::faults::{argument, no_stream};
use super::model::{Stream, arn};
use crate::ops::{Fault, Input};
use crate::world::World;

/// Checks a name that Kinesis could have given.
pub(super) fn check_name(input: &Input, member: &str, most: usize) -> Result<(), Fault> {
    input.length(member, 1, most)?;
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    input.characters(member, letters, "[a-zA-Z0-9_.-]+")
}

/// The name of the stream of the request, whether it exists or not.
pub(super) fn name(world: &World, input: &Input) -> Result<String, Fault> {
    check_name(input, "StreamName", 128)?;
    let by_name = input.text("StreamName");
    let by_arn = match input.text("StreamARN") {
        Some(given) => Some(of_arn(world, given)?),
        None => None,
    };
    match (by_name, by_arn) {
        (Some(one), Some(two)) if one != two => {
            Err(argument("StreamName and StreamARN do not match"))
        }
        (Some(name), _) => Ok(name.to_owned()),
        (None, Some(name)) => Ok(name),
        (None, None) => Err(argument("Either StreamName or StreamARN must be provided.")),
    }
}

/// The name in an ARN of this world's.
pub(super) fn of_arn(world: &World, given: &str) -> Result<String, Fault> {
    let name = given.split_once(":stream/").map(|(_, name)| name).unwrap_or_default();
    if name.is_empty() || arn(world, name) != given {
        return Err(no_stream(world, if name.is_empty() { given } else { name }));
    }
    Ok(name.to_owned())
}

/// The stream of the request.
pub(super) fn stream(world: &World, input: &Input) -> Result<Stream, Fault> {
    let name = name(world, input)?;
    world.kinesis.streams.get(&name).cloned().ok_or_else(|| no_stream(world, &name))
}

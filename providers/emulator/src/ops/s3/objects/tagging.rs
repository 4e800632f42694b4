//! The tags of objects.

use super::describe;
use super::events::{self, Deed};
use crate::ops::s3::model::Version;
use crate::ops::s3::settings::tagging;
use crate::ops::s3::{checksum, faults, store};
use crate::ops::service::TagMap;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (version, _) = store::asked(world, input)?;
    let reply = Reply::from(tagging::shown(&version.tags));
    Ok(named(world, version, reply))
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let version = store::asked(world, input)?.0.clone();
    checksum::required(input)?;
    let set = input.get("Tagging").and_then(|document| document.get("TagSet"));
    let tags = tagging::read(set.ok_or_else(faults::malformed)?, 10)?;
    events::tell(world, &Deed::tagged(true, &version, caller));
    Ok(replaced(world, &version, tags))
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let version = store::asked(world, input)?.0.clone();
    events::tell(world, &Deed::tagged(false, &version, caller));
    Ok(replaced(world, &version, TagMap::new()))
}

fn replaced(world: &mut World, version: &Version, tags: TagMap) -> Reply {
    if let Some(row) = world.s3.versions.get_mut(&store::row(version)) {
        row.tags = tags;
    }
    named(world, version, Reply::empty())
}

fn named(world: &World, version: &Version, reply: Reply) -> Reply {
    let header = describe::version_header(world.s3.buckets.get(&version.bucket), version);
    Reply { headers: header.into_iter().collect(), ..reply }
}

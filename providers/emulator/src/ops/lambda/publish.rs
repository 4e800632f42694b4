//! PublishVersion and ListVersionsByFunction.

use super::faults::invalid;
use super::model::{State, Version, version_key};
use super::render::{self, Show};
use super::{life, read_function, reference};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn publish_version(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::existing(world, input)?;
    let name = named.name;
    input.length("Description", 0, 256)?;
    life::settled(world, &name)?;
    life::guard(world, &name, input.text("RevisionId"))?;
    let latest = reference::configuration(world, &name, "$LATEST")?;
    if let Some(given) = input.text("CodeSha256").filter(|given| !given.is_empty()) {
        let present = &latest.code.sha256;
        if given != present {
            return Err(invalid(format!(
                "CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({present}). Please try again \
                 with the CodeSHA256 in $LATEST."
            )));
        }
    }
    let published = world.lambda.functions.get(&name).and_then(|function| function.published);
    let same =
        published.filter(|number| world.lambda.versions.contains(&version_key(&name, *number)));
    let number = if let Some(number) = same {
        number
    } else {
        let number = cut(world, &name, input.text("Description"));
        let revision = world.uuid();
        if let Some(function) = world.lambda.functions.get_mut(&name) {
            function.latest.revision = revision;
        }
        number
    };
    Ok(Reply::from(render::version(world, &name, number, &number.to_string(), Show::Whole)))
}

/// Cuts a version from `$LATEST`; it is active when `$LATEST` is.
pub(super) fn cut(world: &mut World, name: &str, description: Option<&str>) -> u64 {
    let (revision, now) = (world.uuid(), world.now_ms());
    let delays = world.settings().delays.clone();
    let Some(function) = world.lambda.functions.get_mut(name) else { return 0 };
    let mut configuration = function.latest.clone();
    configuration.revision = revision;
    if let Some(description) = description {
        description.clone_into(&mut configuration.description);
    }
    let ready_ms = match (function.state, function.update) {
        (State::Pending, _) => now + delays.function_pending_ms,
        (State::Active, Some(super::model::Update::InProgress)) => now + delays.function_update_ms,
        (State::Active, _) => now,
    };
    let snapshot = configuration.snap_start == "PublishedVersions";
    let ready_ms = if snapshot { ready_ms.max(now + delays.snapshot_ms) } else { ready_ms };
    function.last_version += 1;
    let number = function.last_version;
    function.published = Some(number);
    world
        .lambda
        .versions
        .insert(version_key(name, number), Version { number, configuration, ready_ms });
    number
}

pub(super) fn list_versions_by_function(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let numbers = read_function::numbers(&world.lambda.versions, &name);
    let keys = numbers.into_iter().map(|number| (format!("{number:020}"), Some(number)));
    // `$LATEST` comes first: its key sorts before every digit.
    let keys = std::iter::once(("$".to_owned(), None)).chain(keys);
    let page = read_function::cut(world, input, keys)?;
    let versions = page.items.iter().map(|number| match number {
        None => render::latest(world, &name, Some("$LATEST"), Show::Listed),
        Some(number) => render::version(world, &name, *number, &number.to_string(), Show::Listed),
    });
    Ok(read_function::listed("Versions", versions.collect(), page.next))
}

//! DeleteFunction: one version, or the function with all that belongs to it.

use super::faults::{conflict, invalid};
use super::model::version_key;
use super::{read_function, reference, source};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;
use crate::world::table::Table;

pub(super) fn delete_function(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::existing(world, input)?;
    match named.qualifier.as_deref() {
        None => delete_all(world, &named.name),
        Some("$LATEST") => {
            return Err(invalid(
                "$LATEST version cannot be deleted without deleting the function.",
            ));
        }
        Some(qualifier) => delete_version(world, &named.name, qualifier)?,
    }
    Ok(Reply { status: Some(204), ..Reply::empty() })
}

fn delete_version(world: &mut World, name: &str, qualifier: &str) -> Result<(), Fault> {
    let Ok(number) = qualifier.parse::<u64>() else {
        return Err(invalid("Deletion of aliases is not currently supported: name a version."));
    };
    let users: Vec<String> = world
        .lambda
        .aliases
        .prefixed(&format!("{name}/"))
        .filter(|(_, alias)| {
            alias.version == qualifier
                || alias.routing().is_some_and(|(version, _)| version == qualifier)
        })
        .map(|(_, alias)| alias.name.clone())
        .collect();
    if !users.is_empty() {
        let names = users.join(", ");
        return Err(conflict(format!(
            "Unable to delete version because the following aliases reference it: [{names}]"
        )));
    }
    let removed = world.lambda.versions.remove(&version_key(name, number));
    forget_qualifier(world, name, qualifier);
    if let Some(version) = removed {
        source::release_all(world, &version.configuration);
    }
    Ok(())
}

/// Removes what belongs to one qualifier.
pub(super) fn forget_qualifier(world: &mut World, name: &str, qualifier: &str) {
    let key = format!("{name}/{qualifier}");
    world.lambda.policies.remove(&key);
    world.lambda.provisioned.remove(&key);
    world.lambda.event_configs.remove(&key);
    world.lambda.urls.remove(&key);
}

fn delete_all(world: &mut World, name: &str) {
    let mut gone = Vec::new();
    gone.extend(world.lambda.functions.remove(name).map(|function| function.latest));
    for number in read_function::numbers(&world.lambda.versions, name) {
        let version = world.lambda.versions.remove(&version_key(name, number));
        gone.extend(version.map(|version| version.configuration));
    }
    let prefix = format!("{name}/");
    remove_all(&mut world.lambda.aliases, &prefix);
    remove_all(&mut world.lambda.draws, &prefix);
    remove_all(&mut world.lambda.policies, &prefix);
    remove_all(&mut world.lambda.provisioned, &prefix);
    remove_all(&mut world.lambda.event_configs, &prefix);
    remove_all(&mut world.lambda.urls, &prefix);
    for row in gone {
        source::release_all(world, &row);
    }
}

fn remove_all<V: Clone>(table: &mut Table<V>, prefix: &str) {
    let keys: Vec<String> = table.prefixed(prefix).map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        table.remove(&key);
    }
}

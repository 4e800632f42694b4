//! What the page shows, as one JSON document, made anew for each look.

use serde_json::{Value, json};

use super::shared::Shared;
use crate::ops::lambda::model::{Alias, Function, State, version_key};
use crate::world::World;

/// How many functions are told; the page's filter finds the others.
const MOST: usize = 60;
/// How many calls are told.
const CALLS: usize = 40;
/// The versions of a function that are told, the newest.
const VERSIONS: u64 = 5;

/// The world at a glance; functions are those whose names hold `filter`.
pub(super) fn live(shared: &Shared, filter: &str) -> Value {
    let (mut told, now_ms) = shared.with(|world| {
        let all = world.lambda.functions.len();
        let found = || world.lambda.functions.iter().filter(|(name, _)| name.contains(filter));
        let count = found().count();
        let functions: Vec<Value> =
            found().take(MOST).map(|(_, one)| function(world, one)).collect();
        let settings = world.settings();
        let told = json!({
            "account": settings.account, "region": settings.region, "now_ms": world.now_ms(),
            "clock": settings.clock, "functions": functions, "found": count, "all": all,
            "queues": queues(world),
        });
        (told, world.now_ms())
    });
    for function in told.get_mut("functions").and_then(Value::as_array_mut).into_iter().flatten() {
        let name = function.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(members) = function.as_object_mut() {
            members.insert("traffic".to_owned(), shared.traffic.of(&name, now_ms));
        }
    }
    if let Some(members) = told.as_object_mut() {
        members.insert("ran".to_owned(), shared.traffic.latest());
        members.insert("calls".to_owned(), shared.journal.latest(CALLS));
        members.insert("notes".to_owned(), shared.notes.revisions());
    }
    told
}

fn function(world: &World, function: &Function) -> Value {
    let name = &function.name;
    let prefix = format!("{name}/");
    let aliases: Vec<Value> =
        world.lambda.aliases.prefixed(&prefix).map(|(_, one)| alias(one)).collect();
    let oldest = function.last_version.saturating_sub(VERSIONS - 1).max(1);
    let versions: Vec<u64> = (oldest..=function.last_version)
        .filter(|number| world.lambda.versions.contains(&version_key(name, *number)))
        .collect();
    json!({
        "name": name,
        "runtime": function.latest.runtime,
        "memory": function.latest.memory,
        "active": function.state == State::Active,
        "versions": versions,
        "aliases": aliases,
    })
}

fn alias(alias: &Alias) -> Value {
    let (second, share) =
        alias.routing().map_or((None, 0.0), |(version, share)| (Some(version), share));
    let first = json!({"version": alias.version, "share": 1.0 - share});
    let second = second.map(|version| json!({"version": version, "share": share}));
    let serves: Vec<Value> = [first].into_iter().chain(second).collect();
    json!({"name": alias.name, "serves": serves})
}

/// Queues with how many messages they hold.
fn queues(world: &World) -> Value {
    let each = world.sqs.queues.keys().take(MOST).map(|name| {
        let prefix = format!("{name}/");
        json!({"name": name, "messages": world.sqs.messages.prefixed(&prefix).count()})
    });
    Value::Array(each.collect())
}

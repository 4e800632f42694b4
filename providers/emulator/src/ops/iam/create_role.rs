//! `CreateRole`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::role::{Role, View};
use super::{boundary, document, faults, principals, role};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The letters of unique ids.
const ID: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// How many roles an account has at most.
const MOST: usize = 5_000;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = role::name(input)?;
    let trust = input.need_text("AssumeRolePolicyDocument")?;
    let path = role::path(input, "Path")?.unwrap_or("/").to_owned();
    role::description(input)?;
    let max_session = input.integer_within("MaxSessionDuration", 3_600, 43_200)?.unwrap_or(3_600);
    let tags = role::tags_of(input)?;
    let boundary = boundary::of(world, input)?;
    document::check_trust(trust)?;
    let trust = principals::resolve(world, trust)?;
    if world.iam.roles.contains(name) {
        return Err(faults::exists(format!("Role with name {name} already exists.")));
    }
    if world.iam.roles.len() >= MOST {
        return Err(faults::limit(format!("Cannot exceed quota for RolesPerAccount: {MOST}")));
    }
    let id = unique_id(world, "AROA");
    let now_ms = world.now_ms();
    let role = Role {
        name: name.to_owned(),
        id,
        arn: format!("arn:aws:iam::{}:role{path}{name}", world.settings().account),
        path,
        created_ms: now_ms,
        description: input.text("Description").map(str::to_owned),
        max_session,
        trust,
        trusted_ms: now_ms,
        trust_before: None,
        tags,
        boundary,
        inline: BTreeMap::new(),
        attached: BTreeSet::new(),
    };
    let shown = role.shown(View::Created);
    world.iam.roles.insert(name, role);
    Ok(json!({"Role": shown}).into())
}

/// A new unique id with its kind's prefix.
pub(super) fn unique_id(world: &mut World, prefix: &str) -> String {
    format!("{prefix}{}", world.random_text(17, ID))
}

//! `CreatePolicy`, `GetPolicy`, `ListPolicies` and `DeletePolicy`.

use serde_json::{Value, json};

use super::policy::{self, Policy, Version, View};
use super::{create_role, document, faults, managed, paging, role};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn create(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("PolicyName")?;
    input.characters("PolicyName", role::is_name, r"[\w+=,.@-]+")?;
    input.length("PolicyName", 1, 128)?;
    role::description(input)?;
    let path = role::path(input, "Path")?.unwrap_or("/");
    let text = input.need_text("PolicyDocument")?;
    document::check_managed(text)?;
    let tags = role::tags_of(input)?;
    // Names are unique whatever the path.
    if world.iam.policies.values().any(|policy| policy.name == name) {
        let text =
            format!("A policy called {name} already exists. Duplicate names are not allowed.");
        return Err(faults::exists(text));
    }
    let now_ms = world.now_ms();
    let policy = Policy {
        name: name.to_owned(),
        path: path.to_owned(),
        id: create_role::unique_id(world, "ANPA"),
        arn: format!("arn:aws:iam::{}:policy{path}{name}", world.settings().account),
        description: input.text("Description").map(str::to_owned).filter(|text| !text.is_empty()),
        created_ms: now_ms,
        updated_ms: now_ms,
        versions: vec![Version { number: 1, document: text.to_owned(), created_ms: now_ms }],
        default: 1,
        next: 2,
        tags,
    };
    let shown = policy.shown(world, View::Whole);
    world.iam.policies.insert(policy.arn.clone(), policy);
    Ok(json!({"Policy": shown}).into())
}

pub(super) fn get(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let policy = policy::find(world, input)?;
    Ok(json!({"Policy": policy.shown(world, View::Whole)}).into())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let scope = input.one_of("Scope", &["All", "AWS", "Local"])?.unwrap_or("All");
    input.one_of("PolicyUsageFilter", &["PermissionsPolicy", "PermissionsBoundary"])?;
    let prefix = input.text("PathPrefix").unwrap_or("/");
    let mut policies: Vec<Policy> = Vec::new();
    if scope != "Local" {
        policies.extend(managed::all());
    }
    if scope != "AWS" {
        policies.extend(world.iam.policies.values().cloned());
    }
    policies.retain(|policy| policy.path.starts_with(prefix) && is_asked_for(world, input, policy));
    policies.sort_by(|one, two| one.arn.cmp(&two.arn));
    let items = policies
        .into_iter()
        .map(|policy| (policy.arn.clone(), Value::Object(policy.shown(world, View::Listed))));
    paging::answer(world, input, "Policies", items)
}

fn is_asked_for(world: &World, input: &Input, policy: &Policy) -> bool {
    let (attached, bounding) = policy::uses(world, &policy.arn);
    match (input.flag("OnlyAttached").unwrap_or(false), input.text("PolicyUsageFilter")) {
        (_, Some("PermissionsBoundary")) => bounding > 0,
        (_, Some(_)) => attached > 0,
        (true, None) => attached + bounding > 0,
        (false, None) => true,
    }
}

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = policy::find_mut(world, input)?.arn.clone();
    let (attached, bounding) = policy::uses(world, &arn);
    if attached + bounding > 0 {
        return Err(faults::conflict("Cannot delete a policy attached to entities."));
    }
    if world.iam.policies.get(&arn).is_some_and(|policy| policy.versions.len() > 1) {
        return Err(faults::conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's \
             versions. The default version is deleted with the policy.",
        ));
    }
    world.iam.policies.remove(&arn);
    Ok(Reply::empty())
}

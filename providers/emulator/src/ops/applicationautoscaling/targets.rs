//! Registering, deregistering and describing scalable targets.

use serde_json::{Value, json};

use super::faults::{concurrent, invalid, missing};
use super::model::{Suspended, Target, seconds};
use super::names::Named;
use super::{answer, capacity, names};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// The targets of a page.
const PAGE: u8 = 50;

/// Letters of the last part of a target's ARN.
const HEX: &str = "0123456789abcdef";

pub(super) fn register(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let named = names::read(input)?;
    let (min, max) = (bound(input, "MinCapacity")?, bound(input, "MaxCapacity")?);
    let key = named.key();
    let present = world.applicationautoscaling.targets.get(&key).cloned();
    if present.is_some() {
        settled(world, &named)?;
    }
    names::exists(world, &named)?;
    let mut target = match present {
        Some(target) => target,
        None => new(world, &named, input, min, max)?,
    };
    target.min = min.unwrap_or(target.min);
    target.max = max.unwrap_or(target.max);
    if target.max < target.min {
        return Err(invalid("Maximum capacity cannot be less than minimum capacity"));
    }
    if let Some(given) = input.get("SuspendedState") {
        suspend(&mut target.suspended, &input.part(given));
    }
    target.written_ms = world.now_ms();
    let body = json!({ "ScalableTargetARN": arn(world, &target) });
    world.applicationautoscaling.targets.insert(key, target);
    capacity::fit(world, &named);
    Ok(Reply::from(body))
}

fn new(
    world: &mut World,
    named: &Named,
    input: &Input,
    min: Option<u32>,
    max: Option<u32>,
) -> Result<Target, Fault> {
    let (Some(min), Some(max)) = (min, max) else {
        return Err(invalid(
            "Minimum and maximum capacity are required to register a new scalable target",
        ));
    };
    let given = input.text_map("Tags").unwrap_or_default();
    if let Some(text) = tags::refusal(&given) {
        return Err(invalid(text));
    }
    Ok(Target {
        named: named.clone(),
        id: world.random_text(36, HEX),
        min,
        max,
        role: names::role(world, named, input.text("RoleARN"))?,
        created_ms: world.now_ms(),
        suspended: Suspended::default(),
        tags: given,
        written_ms: world.now_ms(),
        ticking: false,
        last_out: None,
        last_in: None,
        held: false,
    })
}

fn bound(input: &Input, member: &str) -> Result<Option<u32>, Fault> {
    let Some(given) = input.integer(member)? else { return Ok(None) };
    u32::try_from(given).map(Some).map_err(|_| {
        let which = if member == "MinCapacity" { "Minimum" } else { "Maximum" };
        invalid(format!("{which} capacity must be greater than or equal to 0"))
    })
}

/// What is not mentioned stays as it is.
fn suspend(suspended: &mut Suspended, given: &Input) {
    let flag = |member: &str, old: bool| given.flag(member).unwrap_or(old);
    *suspended = Suspended {
        dynamic_in: flag("DynamicScalingInSuspended", suspended.dynamic_in),
        dynamic_out: flag("DynamicScalingOutSuspended", suspended.dynamic_out),
        scheduled: flag("ScheduledScalingSuspended", suspended.scheduled),
    };
}

pub(super) fn deregister(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let named = names::read(input)?;
    let key = named.key();
    if !world.applicationautoscaling.targets.contains(&key) {
        return Err(missing("scalable target found", &named, None));
    }
    settled(world, &named)?;
    world.applicationautoscaling.targets.remove(&key);
    let prefix = format!("{key}|");
    let state = &mut world.applicationautoscaling;
    let policies: Vec<String> =
        state.policies.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in policies {
        state.policies.remove(&key);
    }
    let actions: Vec<String> =
        state.actions.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in actions {
        state.actions.remove(&key);
    }
    Ok(Reply::empty())
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let namespace = names::namespace(input)?;
    let dimension = names::dimension(input)?;
    let wanted = input.texts("ResourceIds");
    if dimension.is_some() && wanted.is_empty() {
        return Err(invalid("Resource IDs must be given with a scalable dimension"));
    }
    if wanted.len() > 50 {
        let rule = "Member must have length less than or equal to 50";
        return Err(input.invalid("ResourceIds", &format!("[{}]", wanted.join(", ")), rule));
    }
    let prefix = format!("{namespace}|");
    let rows = world.applicationautoscaling.targets.prefixed(&prefix).filter(|(_, target)| {
        (wanted.is_empty() || wanted.contains(&target.named.resource))
            && dimension.is_none_or(|dimension| target.named.dimension == dimension)
    });
    let rows = rows.map(|(key, target)| (key.to_owned(), shown(world, target)));
    answer(world, input, "ScalableTargets", rows, PAGE)
}

fn shown(world: &World, target: &Target) -> Value {
    json!({
        "ServiceNamespace": target.named.namespace,
        "ResourceId": target.named.resource,
        "ScalableDimension": target.named.dimension,
        "MinCapacity": target.min,
        "MaxCapacity": target.max,
        "RoleARN": target.role,
        "CreationTime": seconds(target.created_ms),
        "SuspendedState": {
            "DynamicScalingInSuspended": target.suspended.dynamic_in,
            "DynamicScalingOutSuspended": target.suspended.dynamic_out,
            "ScheduledScalingSuspended": target.suspended.scheduled,
        },
        "ScalableTargetARN": arn(world, target),
    })
}

pub(super) fn arn(world: &World, target: &Target) -> String {
    let settings = world.settings();
    format!(
        "arn:aws:application-autoscaling:{}:{}:scalable-target/{}",
        settings.region, settings.account, target.id
    )
}

/// Refuses to write what was written a moment ago, where the world has such moments.
pub(super) fn settled(world: &World, named: &Named) -> Result<(), Fault> {
    let target = world.applicationautoscaling.targets.get(&named.key());
    let window = world.settings().windows.scaling_update_ms;
    let pending = target.is_some_and(|target| world.now_ms() < target.written_ms + window);
    if pending { Err(concurrent()) } else { Ok(()) }
}

/// Marks a target as written; it must be registered.
pub(super) fn write(world: &mut World, named: &Named) -> Result<(), Fault> {
    settled(world, named)?;
    let now = world.now_ms();
    let target = world.applicationautoscaling.targets.get_mut(&named.key());
    let target = target.ok_or_else(|| missing("scalable target registered", named, None))?;
    target.written_ms = now;
    Ok(())
}

//! Scaling policies.

use serde_json::{Value, json};

use super::faults::{invalid, limit, missing};
use super::model::{Policy, seconds};
use super::names::Named;
use super::{answer, names, policy_config, targets, tracking};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The policies of a page.
const PAGE: u8 = 10;

/// The most policies of one target.
const MOST: usize = 50;

/// The policy type that acts.
pub(super) const TRACKING: &str = "TargetTrackingScaling";

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = policy_name(input)?;
    let named = names::read(input)?;
    let key = format!("{}|{name}", named.key());
    let present = world.applicationautoscaling.policies.get(&key).cloned();
    let (kind, configuration) = policy_config::read(input, &named, present.as_ref())?;
    if !world.applicationautoscaling.targets.contains(&named.key()) {
        return Err(missing("scalable target registered", &named, None));
    }
    if present.is_none() && of(world, &named).count() >= MOST {
        return Err(limit(format!("A scalable target can have at most {MOST} scaling policies")));
    }
    targets::write(world, &named)?;
    let alarms = alarms(world, &named, present.as_ref(), &kind, &configuration);
    let policy = match present {
        Some(present) => Policy { kind, configuration, alarms, ..present },
        None => Policy {
            arn: arn(world, &named, &name),
            created_ms: world.now_ms(),
            named: named.clone(),
            name,
            kind,
            configuration,
            alarms,
        },
    };
    let tracks = policy.kind == TRACKING;
    let body = json!({ "PolicyARN": policy.arn, "Alarms": shown_alarms(world, &policy) });
    world.applicationautoscaling.policies.insert(key, policy);
    if tracks {
        tracking::begin(world, &named);
    }
    Ok(Reply::from(body))
}

fn policy_name(input: &Input) -> Result<String, Fault> {
    let name = input.need_text("PolicyName")?;
    input.length("PolicyName", 1, 256)?;
    input.characters("PolicyName", |letter| !letter.is_control(), "\\p{Print}+")?;
    if let Some(letter) = name.chars().find(|letter| "|:/".contains(*letter)) {
        return Err(invalid(format!("Policy name cannot contain the character {letter}")));
    }
    Ok(name.to_owned())
}

fn arn(world: &mut World, named: &Named, name: &str) -> String {
    let id = world.uuid();
    let settings = world.settings();
    format!(
        "arn:aws:autoscaling:{}:{}:scalingPolicy:{id}:resource/{}/{}:policyName/{name}",
        settings.region, settings.account, named.namespace, named.resource
    )
}

/// The alarms that the service owns for a policy: kept as long as it needs them.
fn alarms(
    world: &mut World,
    named: &Named,
    present: Option<&Policy>,
    kind: &str,
    configuration: &Value,
) -> Vec<String> {
    if kind != TRACKING {
        return Vec::new();
    }
    let both = !policy_config::never_shrinks(configuration);
    let sides = if both { &["AlarmHigh", "AlarmLow"][..] } else { &["AlarmHigh"] };
    let name = |side: &&str| {
        let prefix = format!("TargetTracking-{}-{side}-", named.resource);
        let kept = present.and_then(|policy| {
            policy.alarms.iter().find(|alarm| alarm.starts_with(&prefix)).cloned()
        });
        kept.unwrap_or_else(|| format!("{prefix}{}", world.uuid()))
    };
    sides.iter().map(name).collect()
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("PolicyName")?;
    let named = names::read(input)?;
    let key = format!("{}|{name}", named.key());
    if !world.applicationautoscaling.policies.contains(&key) {
        return Err(missing("scaling policy found", &named, Some(("policy name", name))));
    }
    targets::write(world, &named)?;
    world.applicationautoscaling.policies.remove(&key);
    Ok(Reply::empty())
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let namespace = names::namespace(input)?;
    let (resource, dimension) = (names::resource(input)?, names::dimension(input)?);
    if dimension.is_some() && resource.is_none() {
        return Err(invalid("A resource ID must be given with a scalable dimension"));
    }
    let wanted = input.texts("PolicyNames");
    let prefix = format!("{namespace}|");
    let rows = world.applicationautoscaling.policies.prefixed(&prefix).filter(|(_, policy)| {
        (wanted.is_empty() || wanted.contains(&policy.name))
            && resource.is_none_or(|resource| policy.named.resource == resource)
            && dimension.is_none_or(|dimension| policy.named.dimension == dimension)
    });
    let rows = rows.map(|(key, policy)| (key.to_owned(), shown(world, policy)));
    answer(world, input, "ScalingPolicies", rows, PAGE)
}

fn shown(world: &World, policy: &Policy) -> Value {
    json!({
        "PolicyARN": policy.arn,
        "PolicyName": policy.name,
        "ServiceNamespace": policy.named.namespace,
        "ResourceId": policy.named.resource,
        "ScalableDimension": policy.named.dimension,
        "PolicyType": policy.kind,
        (policy_config::member(&policy.kind)): policy.configuration,
        "Alarms": shown_alarms(world, policy),
        "CreationTime": seconds(policy.created_ms),
    })
}

fn shown_alarms(world: &World, policy: &Policy) -> Vec<Value> {
    let settings = world.settings();
    let arn = |name: &str| {
        format!("arn:aws:cloudwatch:{}:{}:alarm:{name}", settings.region, settings.account)
    };
    let alarms = policy.alarms.iter();
    alarms.map(|name| json!({ "AlarmName": name, "AlarmARN": arn(name) })).collect()
}

/// The policies of a target.
pub(super) fn of<'a>(world: &'a World, named: &Named) -> impl Iterator<Item = &'a Policy> {
    let prefix = format!("{}|", named.key());
    let state = &world.applicationautoscaling;
    let keys: Vec<String> =
        state.policies.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    keys.into_iter().filter_map(|key| state.policies.get(&key))
}

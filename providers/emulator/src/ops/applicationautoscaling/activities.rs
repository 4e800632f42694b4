//! Scaling activities: what was done, newest first.

use serde_json::{Value, json};

use super::faults::invalid;
use super::model::{Activity, Held, Outcome, seconds};
use super::names::Named;
use super::{answer, names};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The activities of a page.
const PAGE: u8 = 50;

/// How long activities are kept: six weeks, as AWS says.
const KEPT_MS: u64 = 42 * 24 * 60 * 60 * 1000;

/// An activity to record.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) description: String,
    pub(super) cause: String,
    pub(super) status: Outcome,
    pub(super) message: Option<String>,
    pub(super) size: Option<u32>,
    pub(super) held: Option<Held>,
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let namespace = names::namespace(input)?;
    let (resource, dimension) = (names::resource(input)?, names::dimension(input)?);
    if dimension.is_some() && resource.is_none() {
        return Err(invalid("A resource ID must be given with a scalable dimension"));
    }
    let with_held = input.flag("IncludeNotScaledActivities") == Some(true);
    let oldest = world.now_ms().saturating_sub(KEPT_MS);
    let rows = world.applicationautoscaling.activities.iter().filter(|(_, activity)| {
        activity.named.namespace == namespace
            && resource.is_none_or(|resource| activity.named.resource == resource)
            && dimension.is_none_or(|dimension| activity.named.dimension == dimension)
            && (with_held || activity.held.is_none())
            && activity.start_ms >= oldest
    });
    let rows = rows.map(|(key, activity)| (key.to_owned(), shown(activity)));
    answer(world, input, "ScalingActivities", rows, PAGE)
}

fn shown(activity: &Activity) -> Value {
    let mut out = json!({
        "ActivityId": activity.id,
        "ServiceNamespace": activity.named.namespace,
        "ResourceId": activity.named.resource,
        "ScalableDimension": activity.named.dimension,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": seconds(activity.start_ms),
        "StatusCode": activity.status.word(),
    });
    if let Some(members) = out.as_object_mut() {
        if let Some(end) = activity.end_ms {
            members.insert("EndTime".to_owned(), json!(seconds(end)));
        }
        if let Some(message) = &activity.message {
            members.insert("StatusMessage".to_owned(), json!(message));
        }
        if let Some(held) = activity.held {
            let reason = match held {
                Held::AtMax(max) => json!({ "Code": "AlreadyAtMaxCapacity", "MaxCapacity": max }),
                Held::AtMin(min) => json!({ "Code": "AlreadyAtMinCapacity", "MinCapacity": min }),
            };
            members.insert("NotScaledReasons".to_owned(), json!([reason]));
        }
    }
    out
}

/// Records an activity of this moment; its row's key.
pub(super) fn record(world: &mut World, named: &Named, draft: Draft) -> String {
    let now = world.now_ms();
    forget_old(world, now);
    world.meta.events += 1;
    let key = format!("{:020}-{:020}", u64::MAX - now, u64::MAX - world.meta.events);
    let activity = Activity {
        id: world.uuid(),
        named: named.clone(),
        description: draft.description,
        cause: draft.cause,
        start_ms: now,
        end_ms: (draft.status != Outcome::InProgress).then_some(now),
        status: draft.status,
        message: draft.message,
        size: draft.size,
        held: draft.held,
    };
    world.applicationautoscaling.activities.insert(key.clone(), activity);
    key
}

fn forget_old(world: &mut World, now: u64) {
    let oldest = format!("{:020}", u64::MAX - now.saturating_sub(KEPT_MS));
    let rows = world.applicationautoscaling.activities.iter();
    let old: Vec<String> =
        rows.filter(|(key, _)| **key > *oldest).map(|(key, _)| key.to_owned()).collect();
    for key in old {
        world.applicationautoscaling.activities.remove(&key);
    }
}

/// Ends an activity that was in progress.
pub(super) fn end(world: &mut World, key: &str, status: Outcome, message: String) {
    let now = world.now_ms();
    if let Some(activity) = world.applicationautoscaling.activities.get_mut(key) {
        activity.status = status;
        activity.message = Some(message);
        activity.end_ms = Some(now);
    }
}

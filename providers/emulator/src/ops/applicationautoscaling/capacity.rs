//! The size of what is scaled, read from its service and set there.

use serde_json::json;

use super::activities::{self, Draft};
use super::model::Outcome;
use super::names::Named;
use crate::ops::lambda;
use crate::ops::lambda::model::{Allocation, Provisioned, qualified_key};
use crate::world::World;

/// How often an allocation that takes its time is looked at again.
const AGAIN_MS: u64 = 1_000;

/// The provisioned concurrency asked for; none is zero. `None` for services that are not scaled here.
pub(super) fn present(world: &World, named: &Named) -> Option<u32> {
    named.function()?;
    Some(row(world, named).map_or(0, |row| row.requested))
}

/// Whether a change of size is still on its way.
pub(super) fn is_moving(world: &World, named: &Named) -> bool {
    row(world, named).is_some_and(|row| row.status == Allocation::InProgress)
}

/// When the size was last asked for.
pub(super) fn changed_ms(world: &World, named: &Named) -> u64 {
    row(world, named).map_or(0, |row| row.modified_ms)
}

fn row<'a>(world: &'a World, named: &Named) -> Option<&'a Provisioned> {
    let (name, qualifier) = named.function()?;
    world.lambda.provisioned.get(&qualified_key(name, Some(qualifier)))
}

/// Brings the size within the target's bounds, as registering and scheduled actions do.
pub(super) fn fit(world: &mut World, named: &Named) {
    let bounds = world.applicationautoscaling.targets.get(&named.key());
    let Some((min, max)) = bounds.map(|target| (target.min, target.max)) else { return };
    match present(world, named) {
        Some(size) if size < min => {
            set(world, named, min, format!("minimum capacity was set to {min}"));
        }
        Some(size) if size > max => {
            set(world, named, max, format!("maximum capacity was set to {max}"));
        }
        _ => {}
    }
}

/// Sets the size and records the attempt; whether the service took it.
pub(super) fn set(world: &mut World, named: &Named, size: u32, cause: String) -> bool {
    let Some((name, qualifier)) = named.function() else { return false };
    let mut members = json!({ "FunctionName": name, "Qualifier": qualifier });
    let operation = if size == 0 {
        "DeleteProvisionedConcurrencyConfig"
    } else {
        if let Some(members) = members.as_object_mut() {
            members.insert("ProvisionedConcurrentExecutions".to_owned(), size.into());
        }
        "PutProvisionedConcurrencyConfig"
    };
    let outcome = lambda::SERVICE.act(world, operation, members);
    let (status, message) = match &outcome {
        Ok(_) if size == 0 => (Outcome::Successful, done(size)),
        Ok(_) => (
            Outcome::InProgress,
            format!(
                "Successfully set desired concurrency to {size}. Waiting for change to be fulfilled by lambda."
            ),
        ),
        Err(fault) => (
            Outcome::Failed,
            format!("Failed to set desired concurrency to {size}. Reason: {}", fault.message),
        ),
    };
    let key = activities::record(
        world,
        named,
        Draft {
            description: format!("Setting desired concurrency to {size}."),
            cause,
            status,
            message: Some(message),
            size: Some(size),
            held: None,
        },
    );
    if status == Outcome::InProgress {
        look_again(world, &key, world.settings().delays.provisioned_ms);
    }
    outcome.is_ok()
}

fn done(size: u32) -> String {
    format!(
        "Successfully set desired concurrency to {size}. Change successfully fulfilled by lambda."
    )
}

fn look_again(world: &mut World, key: &str, delay_ms: u64) {
    let at = world.now_ms() + delay_ms;
    world.schedule(at, "applicationautoscaling", &format!("fulfilled {key}"));
}

/// Looks whether an activity's change has come about, and ends the activity.
pub(super) fn fulfilled(world: &mut World, key: &str) {
    let Some(activity) = world.applicationautoscaling.activities.get(key).cloned() else { return };
    let size = activity.size.unwrap_or_default();
    let present =
        row(world, &activity.named).map(|row| (row.requested, row.status, row.reason.clone()));
    let (status, message) = match present {
        Some((requested, Allocation::InProgress, _)) if requested == size => {
            return look_again(world, key, AGAIN_MS);
        }
        Some((requested, Allocation::Ready, _)) if requested == size => {
            (Outcome::Successful, done(size))
        }
        Some((requested, Allocation::Failed, reason)) if requested == size => (
            Outcome::Failed,
            format!(
                "Failed to set desired concurrency to {size}. Reason: {}",
                reason.unwrap_or_default()
            ),
        ),
        _ => (Outcome::Overridden, format!("The change to {size} was overridden by a newer one.")),
    };
    activities::end(world, key, status, message);
}

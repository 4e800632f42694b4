//! The digest of everything that decides what apply does: equal digests, equal deeds.
use super::compare;
use cutover_schemas::plan::{Plan, Step, StepAction};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Digest of a plan. Secrets enter as keyed digests, so a changed secret is a changed plan.
pub(super) fn of(plan: &Plan, key: Option<&str>) -> String {
    let fields = plan
        .changes
        .iter()
        .flat_map(|change| change.fields.iter().map(move |field| (change, field)));
    let secrets: Vec<_> = fields
        .filter(|(_, field)| field.sensitive)
        .map(|(change, field)| {
            json!([change.address, field.path, compare::redacted(&field.after, key).to_json()])
        })
        .collect();
    // The caller is left out: whoever plans in one job and applies in another is two callers.
    let identity = &plan.identity;
    let place = json!([
        identity.stack,
        identity.stage,
        identity.partition,
        identity.account,
        identity.region
    ]);
    let steps: Vec<Step> = plan.steps.iter().map(without_counts).collect();
    let content = json!([plan.format, place, plan.mode, plan.changes, steps, secrets]);
    hex::encode(Sha256::digest(content.to_string())).chars().take(32).collect()
}

/// Traffic is counted anew whenever a plan is made: what follows from it is in the plan, the counts themselves are not.
fn without_counts(step: &Step) -> Step {
    let mut step = step.clone();
    if let StepAction::Rollout(rollout) = &mut step.action {
        for member in &mut rollout.members {
            member.habits.baseline = None;
        }
    }
    step
}

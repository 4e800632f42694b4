//! The digest of everything that decides what apply does: equal digests, equal deeds.
use super::compare;
use cutover_schemas::plan::Plan;
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
    let content = json!([plan.format, place, plan.mode, plan.changes, plan.steps, secrets]);
    hex::encode(Sha256::digest(content.to_string())).chars().take(32).collect()
}

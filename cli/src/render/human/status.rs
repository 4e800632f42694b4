//! Where a deployment stands.
use super::heading;
use super::history::result;
use crate::render::{push, words};
use crate::style::{Style, Tone};
use cutover_schemas::documents::status::{ResourceDocument, RolloutStatus, StatusDocument};

/// The status as text.
pub fn status(status: &StatusDocument, style: &Style) -> String {
    let mut out = String::new();
    let deployment = format!("{}/{}", status.stack, status.stage);
    let place = match (&status.account, &status.region) {
        (Some(account), Some(region)) => format!("  account {account}  region {region}"),
        _ => String::new(),
    };
    push(&mut out, &[&style.paint(Tone::Strong, &deployment), &place]);
    let Some(last) = &status.last_run else {
        push(&mut out, &["Never applied: the ledger is empty."]);
        return out;
    };
    let state = status
        .revision
        .map_or_else(|| "no complete state yet".to_owned(), |n| format!("revision {n}"));
    push(&mut out, &[&state, ", ", &words::count(status.resources.len(), "resource", "resources")]);
    push(
        &mut out,
        &[
            "last run: ",
            &last.command,
            " by ",
            &last.caller,
            " at ",
            &last.began,
            ", ",
            &result(last.result, style),
        ],
    );
    in_flight(&mut out, status, style);
    rollouts(&mut out, &status.rollouts, style);
    resources(&mut out, &status.resources, style);
    outputs(&mut out, status, style);
    out
}

fn in_flight(out: &mut String, status: &StatusDocument, style: &Style) {
    if status.in_flight.is_empty() {
        return;
    }
    heading(out, "May have taken effect, its end is not known", style);
    for call in &status.in_flight {
        push(out, &["  ", &call.operation, " ", &call.address]);
    }
    push(out, &["  the next apply finds out and goes on"]);
}

fn rollouts(out: &mut String, rollouts: &[RolloutStatus], style: &Style) {
    if rollouts.is_empty() {
        return;
    }
    heading(out, "Rollouts under way", style);
    for rollout in rollouts {
        let version =
            |number: Option<i64>| number.map_or_else(|| "none".to_owned(), |n| n.to_string());
        let versions = format!(" {} -> {}", version(rollout.stable), version(rollout.candidate));
        push(
            out,
            &["  ", &rollout.function, "  ", &rollout.phase, &versions, " since ", &rollout.since],
        );
        if let Some(why) = &rollout.why {
            push(out, &["      ", why]);
        }
    }
}

fn resources(out: &mut String, resources: &[ResourceDocument], style: &Style) {
    if resources.is_empty() {
        return;
    }
    heading(out, "Resources", style);
    let longest = resources.iter().map(|one| one.address.chars().count()).max();
    let width = longest.unwrap_or_default().min(48);
    for resource in resources {
        let address = format!("  {:<width$}", resource.address);
        let name = resource.name.as_deref().unwrap_or_default();
        push(out, &[format!("{address}  {:<12}  {name}", resource.kind).trim_end()]);
    }
}

fn outputs(out: &mut String, status: &StatusDocument, style: &Style) {
    if status.outputs.is_empty() {
        return;
    }
    heading(out, "Outputs", style);
    for (name, value) in &status.outputs {
        push(out, &["  ", name, " = ", &value.to_string()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_deployment_in_trouble_says_so() {
        let run = json!({"epoch": 3, "command": "apply", "mode": "apply", "result": "open",
            "revision": null, "began": "2026-01-31T12:00:00Z", "caller": "arn:ann", "commit": null,
            "ci_run": null, "reason": null, "plan_digest": "d", "summary": null});
        let document = json!({"format": 1, "stack": "shop", "stage": "dev", "account": "1", "region": "r",
            "revision": 2, "last_run": run, "outputs": {"url": "https://x"},
            "in_flight": [{"address": "queue.jobs", "operation": "CreateQueue"}],
            "rollouts": [{"function": "function.f", "phase": "baking", "stable": 1, "candidate": 2,
                "since": "2026-01-31T12:00:01Z", "why": "errors"}],
            "resources": [{"address": "queue.jobs", "kind": "queue", "name": "shop-dev-jobs"},
                {"address": "function.f/permission[\"x\"]", "kind": "permission", "name": null}]});
        let document: StatusDocument = serde_json::from_value(document).unwrap();
        insta::assert_snapshot!(status(&document, &Style::PLAIN));
    }
}

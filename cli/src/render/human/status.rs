//! Where a deployment stands.
use super::heading;
use super::history::result;
use super::tree::Tree;
use crate::render::{push, words};
use crate::style::{Style, Tone};
use cutover_schemas::address::Address;
use cutover_schemas::documents::pause::PauseDocument;
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
    paused(&mut out, &status.paused, style);
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

fn paused(out: &mut String, paused: &[PauseDocument], style: &Style) {
    if paused.is_empty() {
        return;
    }
    heading(out, "Paused", style);
    for one in paused {
        push(out, &["  ", &one.trigger, " since ", &one.since, " by ", &one.by, ": ", &one.reason]);
    }
}

fn resources(out: &mut String, resources: &[ResourceDocument], style: &Style) {
    if resources.is_empty() {
        return;
    }
    let mut tree = Tree::default();
    for resource in resources {
        tree.put(&levels(&resource.address), facts(resource, style));
    }
    heading(out, "Resources", style);
    tree.lines(out, style);
}

/// The block, in its address's words, and the words of each part below it.
fn levels(address: &str) -> Vec<String> {
    let Ok(parsed) = Address::parse(address) else { return vec![address.to_owned()] };
    let words = |(at, level): (usize, &str)| match level.split_once("[\"") {
        Some((word, key)) if at > 0 => {
            let key = key.strip_suffix("\"]").unwrap_or(key);
            format!("{word} {}", key.replace("\\\"", "\"").replace("\\\\", "\\"))
        }
        _ => level.to_owned(),
    };
    parsed.levels().into_iter().enumerate().map(words).collect()
}

/// The physical name, and the versions that serve with their shares.
fn facts(resource: &ResourceDocument, style: &Style) -> String {
    let name = resource.name.clone().into_iter();
    let several = resource.serves.len() > 1;
    let serves = resource.serves.iter().map(|one| {
        let share = if several { format!(" {}", words::share(one.share)) } else { String::new() };
        style.paint(Tone::Adopt, &format!("version {}{share}", one.version))
    });
    name.chain(serves).collect::<Vec<String>>().join("  ")
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
            "paused": [{"trigger": "trigger.queue.jobs", "reason": "poison messages", "by": "arn:ann",
                "since": "2026-01-31T12:00:02Z"}],
            "resources": [{"address": "queue.jobs", "kind": "queue", "name": "shop-dev-jobs"},
                {"address": "function.f", "kind": "function", "name": "shop-dev-f"},
                {"address": "function.f/alias", "kind": "alias", "name": "live",
                    "serves": [{"version": 1, "share": 9500}, {"version": 2, "share": 500}]},
                {"address": "function.f/permission[\"api.a GET /\"]", "kind": "permission", "name": null},
                {"address": "function.f/role", "kind": "role", "name": "shop-dev-f-exec"},
                {"address": "function.f/role/policy[\"derived\"]", "kind": "role_policy", "name": "derived"},
                {"address": "function.f-two/logs", "kind": "log_group", "name": "/aws/lambda/f-two"}]});
        let document: StatusDocument = serde_json::from_value(document).unwrap();
        insta::assert_snapshot!(status(&document, &Style::PLAIN));
    }
}

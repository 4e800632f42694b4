//! Aliases: whether traffic has to move, and what was left warm.
use super::{Decision, Decisions};
use crate::make::Situation;
use cutover_rollout::digest;
use cutover_schemas::graph::Resource;
use cutover_schemas::plan::Action;
use cutover_schemas::value::Value;

/// An alias moves when the version behind it is not what the spec says.
pub(super) fn rolls(
    situation: &Situation<'_>,
    decisions: &Decisions,
    alias: &Resource,
    decision: Decision,
) -> Decision {
    let Some(function) = alias.parent.as_ref().and_then(|parent| decisions.get(parent)) else {
        return decision;
    };
    if matches!(decision.action, Action::Blocked) {
        return decision;
    }
    if decision.action == Action::Create {
        return Decision { rolls: true, ..decision };
    }
    if decision.present.get("candidate").is_some_and(|candidate| !candidate.is_null()) {
        return decision.because(
            Action::Blocked,
            "someone else is shifting its traffic: the alias has weights that cutover did not set",
        );
    }
    let key = situation.view.key.as_deref();
    let digest = digest::of_function(&function.resolved, &|text| {
        key.and_then(|key| cutover_schemas::keyed::digest(key, text))
    });
    let same = digest.is_some()
        && digest.as_deref() == decision.present.get("digest").and_then(Value::as_text);
    let version = decision.present.get("version").and_then(Value::as_int);
    let baking = same && open_bake(situation, alias, version);
    if same && !baking {
        return leaks(decision);
    }
    let reason = match version {
        Some(version) if baking => format!("the bake of version {version} goes on"),
        Some(version) => {
            format!("version {version} serves, and the spec asks for other code or settings")
        }
        None => "the spec asks for other code or settings than serve".to_owned(),
    };
    let reasons = vec![reason];
    Decision { action: Action::Update, reasons, rolls: true, bakes: baking, ..decision }
}

/// Whether the version that serves was being watched when an earlier run ended.
fn open_bake(situation: &Situation<'_>, alias: &Resource, version: Option<i64>) -> bool {
    let open = alias.parent.as_ref().and_then(|function| situation.view.baking.get(function));
    open.is_some_and(|open| open.candidate.is_some() && open.candidate == version)
}

/// Provisioned concurrency that an interrupted run left on versions nobody uses.
fn leaks(decision: Decision) -> Decision {
    let leaked: Vec<String> = decision
        .present
        .get("leaked")
        .and_then(Value::as_map)
        .into_iter()
        .flatten()
        .map(|(version, _)| version.clone())
        .collect();
    if leaked.is_empty() {
        return decision;
    }
    let mut reasons = decision.reasons.clone();
    reasons.push(format!("provisioned concurrency was left on version {}", leaked.join(", ")));
    Decision { action: Action::Update, reasons, ..decision }
}

//! Aliases: whether traffic has to move, whether it is moving already, and what was left warm.
use super::{Decision, Decisions};
use crate::make::Situation;
use crate::make::rollouts::is_scaled;
use cutover_rollout::digest;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::RolloutRecord;
use cutover_schemas::plan::Action;
use cutover_schemas::progress::Stage;
use cutover_schemas::rollout::Supersede;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::units;
use cutover_schemas::value::{Attrs, Value};

/// How an alias's rollout begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::make) enum Rolls {
    /// From nothing: the version behind the alias is not what the spec says.
    Anew,
    /// Where an earlier run left it.
    Resumes,
    /// After the one under way is restored: it is of other content.
    Instead,
}

/// Where something scales what is kept warm, as much of it is wanted as there is: the spec says only with how much the
/// first version begins.
pub(super) fn scaled(situation: &Situation<'_>, resource: &Resource, mut resolved: Attrs) -> Attrs {
    if resource.kind != KindName::Alias || !is_scaled(situation, &resource.address) {
        return resolved;
    }
    let present = match situation.snapshot.seen.get(&resource.address) {
        Some(Sight::Seen(live)) => Some(&live.attrs),
        Some(Sight::Listed) => {
            situation.view.known.get(&resource.address).map(|known| &known.attrs)
        }
        Some(Sight::Absent | Sight::Unreadable { .. }) | None => None,
    };
    let size = present.and_then(|attrs| attrs.get("provisioned")).filter(|size| !size.is_null());
    if let Some(size) = size {
        resolved.insert("provisioned".to_owned(), size.clone());
    }
    resolved
}

/// An alias whose scaling moves on to the version that serves: the one before is released, which is a change of the alias.
pub(super) fn released(target: &Resource, decision: &Decision, decisions: &mut Decisions) {
    let moves = target.kind == KindName::ScalingTarget && decision.action == Action::Replace;
    let Some(alias) = target.parent.as_ref().filter(|_| moves) else { return };
    if let Some(alias) = decisions.get_mut(alias).filter(|alias| alias.action == Action::None) {
        alias.action = Action::Update;
        alias.reasons.push("an earlier version is still warm, and is scaled no more".to_owned());
    }
}

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
        return Decision { rolls: Some(Rolls::Anew), ..decision };
    }
    let address = alias.parent.as_ref().unwrap_or(&alias.address);
    let wanted = wanted(situation, address, function);
    let open = situation.view.rollouts.get(address);
    if let Some(candidate) = decision.present.get("candidate").and_then(Value::as_int) {
        return shifting(situation, address, decision, open, candidate, wanted.as_deref());
    }
    let serves = decision.present.get("digest").and_then(Value::as_text);
    let same = wanted.is_some() && wanted.as_deref() == serves;
    let version = decision.present.get("version").and_then(Value::as_int);
    let watched = same && open.is_some_and(|open| is_watching(open, address, version));
    let waits = !same && open.is_some_and(|open| is_waiting(open, address, wanted.as_deref()));
    if same && !watched {
        return leaks(decision);
    }
    if let Some(why) = pinned(situation, address, wanted.as_deref()).filter(|_| !same) {
        return decision.because(Action::Blocked, why);
    }
    let reason = match (version, open) {
        (Some(version), _) if watched => format!("the bake of version {version} goes on"),
        (_, Some(open)) if waits => {
            format!("version {} waits for approval", open.candidate_of(address).unwrap_or_default())
        }
        (Some(version), _) => {
            format!("version {version} serves, and the spec asks for other code or settings")
        }
        _ => "the spec asks for other code or settings than serve".to_owned(),
    };
    let rolls = if watched || waits { Rolls::Resumes } else { Rolls::Anew };
    Decision { action: Action::Update, reasons: vec![reason], rolls: Some(rolls), ..decision }
}

/// The digest of what the spec asks for.
fn wanted(situation: &Situation<'_>, address: &Address, function: &Decision) -> Option<String> {
    if let Some(returning) = situation.returns.get(address) {
        return Some(returning.clone());
    }
    let key = situation.view.key.as_deref();
    digest::of_function(&function.resolved, &|text| {
        key.and_then(|key| cutover_schemas::keyed::digest(key, text))
    })
}

/// An alias with weights: ours, of this content or of other, or somebody else's.
fn shifting(
    situation: &Situation<'_>,
    address: &Address,
    decision: Decision,
    open: Option<&RolloutRecord>,
    candidate: i64,
    wanted: Option<&str>,
) -> Decision {
    let Some(open) = open.filter(|open| open.candidate_of(address) == Some(candidate)) else {
        return decision.because(
            Action::Blocked,
            "someone else is shifting its traffic: the alias has weights that cutover did not set",
        );
    };
    let share = decision.present.get("candidate_share").and_then(Value::as_int).unwrap_or(0);
    let share = units::print_share(share);
    if digest_of(open, address) == wanted {
        let reason = format!("the rollout of version {candidate} goes on at {share}");
        let reasons = vec![reason];
        let rolls = Some(Rolls::Resumes);
        return Decision { action: Action::Update, reasons, rolls, ..decision };
    }
    let policy = situation.graph.rollouts.get(address).cloned().unwrap_or_default();
    if policy.supersede == Supersede::Refuse && !situation.returns.contains_key(address) {
        return decision.because(
            Action::Blocked,
            format!(
                "a rollout of version {candidate} is under way at {share}, and the spec asks for something else by now: end it \
                 with `cutover rollout promote` or `cutover rollout abort` first"
            ),
        );
    }
    let reason = format!(
        "the rollout of version {candidate} is given up: the spec asks for something else by now"
    );
    Decision {
        action: Action::Update,
        reasons: vec![reason],
        rolls: Some(Rolls::Instead),
        ..decision
    }
}

/// The digest of the version that is rolled out; records of before have none.
fn digest_of<'a>(open: &'a RolloutRecord, address: &Address) -> Option<&'a str> {
    let mut members = open.progress.iter().flat_map(|progress| &progress.members);
    members.find(|member| member.function == *address).map(|member| member.digest.as_str())
}

/// Whether the version that serves was being watched when an earlier run ended.
fn is_watching(open: &RolloutRecord, address: &Address, version: Option<i64>) -> bool {
    let moved = open.progress.as_ref().is_some_and(|progress| {
        matches!(
            progress.stage,
            Stage::Flipping
                | Stage::Watching { .. }
                | Stage::Draining { .. }
                | Stage::Releasing
                | Stage::Restoring { .. }
        )
    });
    moved && version.is_some() && open.candidate_of(address) == version
}

/// Whether it is ready and held before any traffic.
fn is_waiting(open: &RolloutRecord, address: &Address, wanted: Option<&str>) -> bool {
    let held = open
        .progress
        .as_ref()
        .is_some_and(|progress| matches!(progress.stage, Stage::Held { step: None, .. }));
    held && wanted.is_some() && digest_of(open, address) == wanted
}

/// Why this content must not come back by itself.
fn pinned(situation: &Situation<'_>, address: &Address, wanted: Option<&str>) -> Option<String> {
    let pin = situation.view.pinned(address, wanted?)?;
    (!situation.returns.contains_key(address)).then(|| {
        format!(
            "this very content was taken back ({}; {}): change it, or `cutover unpin {address} --reason TEXT`",
            pin.why, pin.by
        )
    })
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

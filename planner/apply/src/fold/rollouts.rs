//! Rollouts that are not over, and content that must not come back by itself.
use cutover_schemas::address::Address;
use cutover_schemas::ledger::{Carried, Opened, Pin, RolloutRecord, Served, Timestamp, View};
use cutover_schemas::plan::{RolloutStep, StepAction, StepId};
use cutover_schemas::progress::{At, Ending, MemberProgress, Progress, Stage};
use std::collections::BTreeSet;

/// A run begins: over everything, it goes on with the rollouts that its plan names and with no other.
pub(super) fn opened(view: &mut View, opened: &Opened, at: Timestamp) {
    if !opened.partial {
        view.rollouts.clear();
    }
    view.carried = Some(Box::new(Carried {
        opened: opened.clone(),
        done: BTreeSet::new(),
        rollouts: std::collections::BTreeMap::new(),
        asked: Vec::new(),
    }));
    for step in &opened.steps {
        let StepAction::Rollout(rollout) = &step.action else { continue };
        match taken_over(step.id, rollout, at) {
            Some(record) => moved_on(view, &record),
            // What was seen of the rollout before says nothing of this one.
            None => view
                .looks
                .retain(|seen, _| rollout.members.iter().all(|member| member.function != *seen)),
        }
    }
}

/// What the plan of a run goes on with is how far that rollout is, until it says more itself.
fn taken_over(step: StepId, rollout: &RolloutStep, at: Timestamp) -> Option<RolloutRecord> {
    RolloutRecord::of(step, &rollout.members, rollout.resume.as_ref()?, 0, at)
}

/// A rollout moved on, or ended.
pub(super) fn moved_on(view: &mut View, record: &RolloutRecord) {
    let record = whole(view, record);
    let Some(progress) = &record.progress else { return };
    if let Some(carried) = &mut view.carried {
        let members: BTreeSet<&Address> =
            progress.members.iter().map(|member| &member.function).collect();
        carried.asked.retain(|(seq, person)| {
            let of_this = person.functions.is_empty()
                || person.functions.iter().any(|function| members.contains(function));
            *seq > record.heard || !of_this
        });
        carried.rollouts.insert(record.step, record.clone());
    }
    for member in &progress.members {
        if progress.is_over() {
            view.rollouts.remove(&member.function);
        } else {
            view.rollouts.insert(member.function.clone(), record.clone());
        }
        if let (Stage::Promoted, Some(version)) = (&progress.stage, member.candidate) {
            let digest = member.digest.clone();
            let served = Served { version, digest, at: record.at };
            view.served.entry(member.function.clone()).or_default().push(served);
        }
        if let Stage::Over { end: Ending::RolledBack { why, pin: true } } = &progress.stage {
            let by = view.open.as_ref().map(|run| run.caller.clone()).unwrap_or_default();
            let pin = Pin { digest: member.digest.clone(), why: why.clone(), by, at: record.at };
            view.pin(&member.function, pin);
        }
    }
}

/// Records of before tell a phase alone; the bake after a flip, which counts from its first record, can be gone on with.
fn whole(view: &View, record: &RolloutRecord) -> RolloutRecord {
    if record.progress.is_some() {
        return record.clone();
    }
    let before = view.rollouts.get(&record.function);
    let baking = before.filter(|before| before.candidate == record.candidate);
    let stage = match record.phase.as_str() {
        "promoted" => Stage::Promoted,
        "rolled_back" | "failed" => Stage::Over {
            end: Ending::RolledBack { why: record.why.clone().unwrap_or_default(), pin: false },
        },
        "baking" => Stage::Watching { since: record.at, look: record.at, due: true },
        _ => Stage::Preparing,
    };
    let stage = match (stage, baking.and_then(|before| before.progress.as_ref())) {
        (Stage::Watching { .. } | Stage::Preparing, Some(before))
            if matches!(before.stage, Stage::Watching { .. }) =>
        {
            before.stage.clone()
        }
        (stage, _) => stage,
    };
    let member = MemberProgress {
        function: record.function.clone(),
        digest: String::new(),
        candidate: record.candidate,
        at: At::Done,
        revision: None,
    };
    let progress = Progress {
        stage,
        members: vec![member],
        shifts: Vec::new(),
        period: None,
        extensions: 0,
        unhealthy: None,
        pausing: false,
    };
    RolloutRecord { progress: Some(progress), ..record.clone() }
}

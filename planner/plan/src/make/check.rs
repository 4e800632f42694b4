//! The contract of a plan, checked on every plan before anyone sees it.
use super::MakeError;
use cutover_schemas::plan::{Action, Guard, Plan, StepAction};
use std::collections::BTreeSet;

/// Refuses a plan that contradicts itself: that would be our mistake, never the user's.
pub(super) fn plan(plan: &Plan) -> Result<(), MakeError> {
    let mut before = BTreeSet::new();
    for step in &plan.steps {
        let known = |id| before.contains(id);
        if !step.after.iter().all(known) {
            return contradiction(format!(
                "step {} of {} comes before something it waits for",
                step.id, step.address
            ));
        }
        if let StepAction::Call { guard: Guard::RevisionOf(other), .. } = &step.action
            && !known(other)
        {
            return contradiction(format!(
                "step {} of {} is guarded by a later one",
                step.id, step.address
            ));
        }
        before.insert(step.id);
    }
    let moved = plan.steps.iter().flat_map(|step| match &step.action {
        StepAction::Rollout(rollout) => rollout.members.as_slice(),
        StepAction::Call { .. } | StepAction::Wait { .. } => &[],
    });
    let acting: BTreeSet<_> = plan
        .steps
        .iter()
        .map(|step| &step.address)
        .chain(moved.map(|member| &member.alias))
        .collect();
    for change in &plan.changes {
        let acts = acting.contains(&change.address);
        match change.action {
            Action::None | Action::Blocked | Action::Adopt if acts => {
                return contradiction(format!(
                    "{} has steps although it is to be left alone",
                    change.address
                ));
            }
            Action::Create | Action::Update | Action::Replace if !acts => {
                return contradiction(format!(
                    "{} is to change and nothing does it",
                    change.address
                ));
            }
            _ if change.action != Action::None && change.reasons.is_empty() => {
                return contradiction(format!("{} changes for no reason", change.address));
            }
            _ => {}
        }
    }
    Ok(())
}

fn contradiction(what: String) -> Result<(), MakeError> {
    Err(MakeError::Contradiction(what))
}

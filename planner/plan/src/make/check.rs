//! The contract of a plan, checked on every plan before anyone sees it.
use super::MakeError;
use cutover_schemas::address::Address;
use cutover_schemas::plan::{Action, Guard, Plan, Step, StepAction};
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
    let acting: BTreeSet<&Address> = plan.steps.iter().flat_map(works_on).collect();
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

/// What a step changes: a rollout, the aliases of all its members.
fn works_on(step: &Step) -> Vec<&Address> {
    match &step.action {
        StepAction::Rollout(rollout) => {
            rollout.members.iter().map(|member| &member.alias).collect()
        }
        StepAction::Call { .. } | StepAction::Wait { .. } => vec![&step.address],
    }
}

fn contradiction(what: String) -> Result<(), MakeError> {
    Err(MakeError::Contradiction(what))
}

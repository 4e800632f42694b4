//! The rollouts and the steps of a plan.
use crate::render::human::heading;
use crate::render::{push, words};
use crate::style::{Style, Tone};
use cutover_schemas::documents::plan::step_words;
use cutover_schemas::plan::{Plan, Step, StepAction};

pub(super) fn rollouts(out: &mut String, plan: &Plan, style: &Style) {
    if plan.rollouts.is_empty() {
        return;
    }
    heading(out, "Rollouts", style);
    for forecast in &plan.rollouts {
        let strategy = forecast.strategy.replace('_', " ");
        let verdict = if forecast.feasible {
            style.paint(Tone::Create, "as written")
        } else {
            style.paint(Tone::Delete, "NOT as written")
        };
        push(out, &["  ", forecast.function.as_str(), "  ", &strategy, ", ", &verdict]);
        let foretold = forecast.detects.iter().flat_map(words::detects);
        for why in forecast.why.iter().cloned().chain(foretold) {
            push(out, &["      ", &why]);
        }
    }
}

pub(super) fn steps(out: &mut String, plan: &Plan, style: &Style) {
    if plan.steps.is_empty() {
        return;
    }
    heading(out, "Steps", style);
    for step in &plan.steps {
        push(out, &[&line(step, style)]);
        if let StepAction::Rollout(rollout) = &step.action {
            for call in &rollout.may {
                let may = format!(
                    "        may {} {} ({} at most: {})",
                    call.operation.name(),
                    call.target,
                    words::count(call.at_most as usize, "time", "times"),
                    call.when
                );
                push(out, &[&style.paint(Tone::Faint, &may)]);
            }
        }
    }
}

fn line(step: &Step, style: &Style) -> String {
    let call = match &step.action {
        StepAction::Call { operation, .. } => {
            format!(" ({}:{})", operation.row().service, operation.name())
        }
        StepAction::Wait { .. } | StepAction::Rollout(_) => String::new(),
    };
    let after: Vec<String> = step.after.iter().map(ToString::to_string).collect();
    let after = if after.is_empty() {
        String::new()
    } else {
        style.paint(Tone::Faint, &format!("  after {}", after.join(", ")))
    };
    format!("  {:>4}  {} {}{call}{after}", step.id, step_words(&step.action), step.address)
}

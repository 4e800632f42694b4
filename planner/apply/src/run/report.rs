//! How a run ended.
use super::{Run, State};
use cutover_schemas::address::Address;
use cutover_schemas::ledger::RunResult;
use cutover_schemas::plan::StepId;
use cutover_schemas::progress::Held;
use cutover_schemas::value::{Attrs, Value};

/// A step that failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The step.
    pub step: StepId,
    /// Its resource.
    pub address: Address,
    /// The service's code, or ours.
    pub code: String,
    /// What it said.
    pub message: String,
    /// What kind of failure.
    pub kind: FailureKind,
}

/// Kinds of failure, by what the user can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The cloud said no, or didn't answer.
    Cloud,
    /// Something changed under the plan.
    Conflict,
    /// A rollout went back.
    Aborted,
}

impl Failure {
    /// A rollout that went back to the stable version.
    pub fn rolled_back(step: StepId, address: Address, why: String) -> Self {
        Self {
            step,
            address,
            code: "rollout/aborted".into(),
            message: why,
            kind: FailureKind::Aborted,
        }
    }
    /// A refusal.
    pub fn refused(
        step: StepId,
        address: Address,
        code: &str,
        message: &str,
        conflict: bool,
    ) -> Self {
        let kind = if conflict { FailureKind::Conflict } else { FailureKind::Cloud };
        Self { step, address, code: code.to_owned(), message: message.to_owned(), kind }
    }
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How it ended.
    pub result: RunResult,
    /// What failed.
    pub failures: Vec<Failure>,
    /// Steps that ended well.
    pub done: usize,
    /// Steps that were not run.
    pub skipped: usize,
    /// Outputs of the stack, as far as they are known; secrets still in place.
    pub outputs: Attrs,
}

impl Run {
    /// Sums the run up.
    pub fn report(&self) -> Report {
        let count = |wanted: State| self.states.values().filter(|state| **state == wanted).count();
        let undone = count(State::Waiting) + count(State::Skipped) + count(State::Running);
        let only_aborts = !self.failures.is_empty()
            && self.failures.iter().all(|failure| failure.kind == FailureKind::Aborted);
        let result = match () {
            () if !self.open_rollouts().is_empty() => self.open_result(),
            () if self.stopping && undone > 0 => RunResult::Interrupted,
            () if only_aborts => RunResult::Aborted,
            () if !self.failures.is_empty() || undone > 0 => RunResult::Failed,
            () => RunResult::Complete,
        };
        Report {
            result,
            failures: self.failures.clone(),
            done: count(State::Done),
            skipped: undone,
            outputs: self.stack_outputs(),
        }
    }

    /// A run whose rollouts are not over is not over. Whatever of it failed is told when it is.
    fn open_result(&self) -> RunResult {
        let held = self.all_held();
        match () {
            () if held.is_empty() => RunResult::InProgress,
            () if held.contains(&Held::BaselineUnhealthy) => RunResult::Unhealthy,
            () => RunResult::Held,
        }
    }

    fn stack_outputs(&self) -> Attrs {
        let known = |other: &Address, field: &str| {
            self.outputs.get(other)?.get(field).filter(|value| !value.is_null()).cloned()
        };
        let outputs = self
            .inputs
            .graph
            .outputs
            .iter()
            .map(|(name, output)| (name.clone(), output.value.substitute(&known)));
        outputs.filter(|(_, value)| !value.is_unknown() && *value != Value::Null).collect()
    }
}

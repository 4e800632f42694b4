//! What is driven, and how far.
use cutover_apply::Run;
use cutover_schemas::ledger::PersonRecord;
use cutover_schemas::plan::StepId;
use std::collections::BTreeSet;

/// How far a run is driven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Until everything is over, or held.
    #[default]
    ToTheEnd,
    /// Until every rollout has its first share: others watch it.
    UntilShifted,
    /// One look at every rollout, and what follows from it.
    OneLook,
}

/// What is driven.
#[derive(Debug)]
pub struct Work {
    /// The run.
    pub run: Run,
    /// Steps whose call an earlier process may have made.
    pub doubtful: BTreeSet<StepId>,
    /// What people asked of it that nobody has answered, with the records' numbers; nothing for a run that begins, as
    /// what was asked before it was asked of another.
    pub asked: Option<Vec<(u64, PersonRecord)>>,
    /// How far.
    pub pace: Pace,
}

impl From<Run> for Work {
    fn from(run: Run) -> Self {
        Self { run, doubtful: BTreeSet::new(), asked: None, pace: Pace::ToTheEnd }
    }
}

//! The right to make one mutating call.
use crate::journal::Appended;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::StepId;
use std::time::{Duration, Instant};

/// How long a permit lives, counted from the moment its append began. Short enough that whoever
/// takes over knows when the last call of a dead holder can have been sent.
pub const PERMIT_LIFE: Duration = Duration::from_secs(20);

/// The right to make one mutating call, made from the proof that its intent is recorded.
///
/// Not `Clone`; eaten by `attempt`. The connector refuses a mutating request without one.
#[derive(Debug)]
pub struct Permit {
    step: StepId,
    operation: Operation,
    appended: Appended,
}

impl Permit {
    /// Makes the permit for one call out of the proof that its intent is durable.
    pub fn new(step: StepId, operation: Operation, appended: Appended) -> Self {
        Self { step, operation, appended }
    }
    /// Whether this permits that operation at this moment, by the monotonic and by the wall clock.
    pub fn covers(&self, operation: Operation) -> bool {
        self.operation == operation
            && self.appended.began().elapsed() < PERMIT_LIFE
            && self.appended.began_wall().elapsed().is_ok_and(|age| age < PERMIT_LIFE)
    }
    /// The step it is for.
    pub fn step(&self) -> StepId {
        self.step
    }
    /// When its append began.
    pub fn began(&self) -> Instant {
        self.appended.began()
    }
}

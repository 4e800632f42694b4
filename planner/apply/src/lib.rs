//! Carrying out, as pure state: what the ledger's records add up to, which step may start now,
//! what an answer means, what a failure stops.
//!
//! This is the only place where outputs of one resource become inputs of another.
pub mod fold;
pub mod moves;
pub mod retry;
pub mod run;

pub use fold::fold;
pub use run::{Body, Failure, Prepared, Report, Rest, Run, StepEnd, Task, Ticket, take_up};

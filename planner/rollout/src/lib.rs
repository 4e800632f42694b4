//! The rollout engine: a pure machine that says what to do next and is told what became of it.
//!
//! No clock, no calls, no randomness. `next` answers the same command until `record` tells its
//! outcome, so a driver may ask twice and a crash loses nothing but the answer.
pub mod command;
pub mod digest;
pub mod forecast;
pub mod judge;
pub mod machine;
pub mod rules;
pub mod simulate;
pub mod smoke;

pub use command::{Command, Outcome, Refusal, Who};
pub use machine::{End, Machine, NotNow, UnexpectedOutcome};

//! The planner: two pure calls.
//!
//! [`desire`] turns a decoded spec into the graph of everything that should exist; [`make`] compares
//! the graph with a snapshot and the ledger's view and says what changes, in which order, and why.
//! Both take everything and return everything: no clock, no files, no calls.
pub mod audit;
pub mod deployer;
pub mod desire;
pub mod foresee;
pub mod make;
pub mod pause;
pub mod wanted;

pub use desire::{Artifact, Artifacts, Desired, desire};
pub use foresee::foresee;
pub use make::{Made, Situation, compared, left_warm, make, touched};
pub use wanted::wanted;

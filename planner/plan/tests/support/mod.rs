//! A cloud in memory, a ledger in memory and a run between them: what the planner's promises are
//! tested against. Nothing here knows how the planner comes to its answers.
#![allow(dead_code, reason = "each test binary uses a part")]
pub(crate) mod calls;
pub(crate) mod cloud;
pub(crate) mod lab;
pub(crate) mod refuse;
pub(crate) mod rng;
pub(crate) mod sight;
pub(crate) mod stacks;

//! Tests that start nothing: the shape of the workspace, golden plans.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests, what fails fails the test"
)]

mod architecture;
mod docs;
mod reads;
mod tidy;
mod workflows;

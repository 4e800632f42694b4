//! Tests of the whole product: the program itself, the local cloud as boto3 sees it, emulators of others.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "in tests, what fails fails the test"
)]

mod audit;
mod aws;
mod builds;
mod canary;
mod complete;
mod conformance;
mod conversions;
mod crowded;
mod doors;
mod editor;
mod examples;
mod hard;
mod local;
mod page;
mod peers;
mod phantom;
mod processes;
mod program;
mod rollouts;
mod secrets;
mod stories;
mod strict;
mod sweep;
mod tutorial;

use cutover_tests::cutover::Cutover;

/// The program under test.
fn cutover() -> Cutover {
    Cutover::new(env!("CARGO_BIN_EXE_cutover-under-test"))
}

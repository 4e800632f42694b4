//! The auditor against what it could be wrong about: every request of a small world, and itself.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "in tests, what fails fails the test, and a variable asks for more cases"
)]
mod brute;
mod chance;
mod mutate;

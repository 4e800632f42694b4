//! Buckets and objects over REST-XML, on a clock that moves only when told.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test stops at what it did not expect, and its modules are shared by path"
)]

#[path = "../functions/mod.rs"]
mod functions;
#[path = "../support/mod.rs"]
mod support;

mod buckets;
mod call;
mod lists;
mod notifications;
mod objects;
mod uploads;

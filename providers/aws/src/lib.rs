//! AWS behind the cloud port: the only crate that names SDK crates.
//!
//! Reading: `lists` holds the bulk calls, remembered for one observation; `kinds/<kind>` makes
//! attributes out of them, or asks about the one thing. Writing: `kinds/<kind>` also holds one
//! function an operation, each of them one request, and `attempt` dispatches. Every request goes
//! through `connector`, which refuses a mutating one without a permit, paces the rest with
//! `limiter` and counts. `errors` and `catalogue` say what a refusal means. Deciding what to do
//! about it is the driver's business, not ours.
mod attempt;
mod aws;
mod boxed;
mod calls;
mod catalogue;
mod clients;
mod connect;
mod connector;
mod errors;
mod invoke;
mod kinds;
mod limiter;
mod lists;
mod logs;
mod measure;
mod memo;
mod names;
mod observation;
mod pass;
mod probe;
mod recent;
mod requests;
mod signed;
mod strangers;
mod tags;

pub use aws::Aws;
pub use calls::{Calls, Count};
pub use connect::Options;
pub use connector::{Journal, Sent};
pub use invoke::Invocation;
pub use logs::LogLine;

//! Every noun of cutover as plain data: addresses, values, the tables of kinds, blocks and
//! operations, specs, graphs, snapshots, plans, events and ledger records.
//!
//! Behaviour ends at parse, print and compare. This crate knows neither HCL nor an AWS SDK nor a
//! graph library, and nothing in it reads a clock, a file or the environment.
pub mod access;
pub mod address;
pub mod blocks;
pub mod builds;
pub mod canonical;
pub mod date;
pub mod describe;
pub mod diagnostic;
pub mod documents;
pub mod event;
pub mod evidence;
pub mod finding;
pub mod forecast;
pub mod graph;
pub mod keyed;
pub mod kinds;
pub mod ledger;
pub mod lookup;
pub mod measure;
pub mod operations;
pub mod plan;
pub mod progress;
pub mod reads;
pub mod rollout;
pub mod snapshot;
pub mod spec;
pub mod strategies;
pub mod table;
pub mod units;
pub mod value;
pub mod verbs;

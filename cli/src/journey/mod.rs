//! The journeys: from files to a spec, from a spec to a plan, from a plan to a changed cloud.
//!
//! Each is a recipe over the pure crates and the providers, read top-down. Commands call these and
//! render what comes back; nothing here prints.
mod apply;
mod builds;
mod carry_on;
mod clock;
mod files;
mod format;
mod ledger;
mod look;
mod mint;
mod outside;
mod pack;
mod policies;
mod request;
mod run_info;
mod saved;
mod session;
mod spec;
mod switch;
mod target;

pub use apply::{Applied, Means, blocked};
pub use builds::{BuildRun, Builds};
pub use carry_on::Carrier;
pub use clock::WallClock;
pub use files::today;
pub(crate) use files::{World, source};
pub use format::{Found, Look, look, replace, stdin};
pub use ledger::{Place, local_ledgers, open as open_ledger};
pub use look::{Deployment, PlanOptions, Planned, Return};
pub use outside::Outside;
pub use pack::Code;
pub use policies::{PolicyFile, policies, read as read_policy};
pub use saved::{SavedPlan, moved};
pub use session::{Opening, Session};
pub use spec::{Audited, Loaded, audited, audited_as, desired, load, offline_graph, validate};
pub use switch::Switch;
pub use target::Target;

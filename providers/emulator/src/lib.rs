//! The local cloud: AWS's wire protocols answered on loopback by a world held in memory.
//!
//! Everything that is deterministic lives in [`World`] (plain data, a clock, a seed) and in the operations that
//! change it; everything that touches the outside (sockets, files, worker processes) lives around it.
//!
//! * `world/`: the state of the cloud. [`World`] is cheap to clone: rows are shared until written.
//! * `ops/<service>/`: one folder a service: its state, its operation table, one file per family of operations.
//! * `wire/`: one file per protocol: HTTP to (service, operation, JSON value) and back, with the errors AWS sends.
//! * `server/`: the loopback server, the journal of calls, the hook that tests use to inject faults.
//! * `auth`: signatures verified and IAM enforced, unless off, which it is by default.
//! * `faults`: seeded fault rules (throttles, 500s, lost answers, delays, short pages).
//! * `limits`: AWS's request rates as token buckets, off unless asked for.
//! * `store`: one write per changed row, into one file under the world's folder.
//! * `runtime/`, `http_api`: worker processes, and the live HTTP side of API Gateway and function URLs.
//!
//! # Adding a service
//!
//! 1. Make `ops/<service>/mod.rs` with
//!    `state! { things: Thing }` (each field is a `world::table::Table` of rows keyed by a string; rows touched through
//!    `get_mut`, `insert` and `remove` are what is written to disk), and a
//!    `pub(crate) static SERVICE: Service = Service { name: "...", ..Service::EMPTY }` with its operation table.
//! 2. Name the module in `ops/mod.rs`, add `&<service>::SERVICE` to `ops::SERVICES` there, and add the name
//!    to the `world!` list at the end of `world/mod.rs` (`world.<service>` is then its state).
//!
//! An operation is `fn(&mut World, &Caller, &Input) -> Result<Reply, Fault>` over the member names of the AWS
//! service model. REST-JSON operations say where members travel: `Operation::write("CreateAlias", create_alias)
//! .at("POST", "/2015-03-31/functions/{FunctionName}/aliases", 201)`. Work outside the world (running a function)
//! is answered as `Reply::effect(Effect::..)`: the server carries it out after the lock is released
//! (`runtime::carry_out`). Something that happens later is `world.schedule(at_ms, "service", "subject")`, which
//! calls the service's `happen` when the clock gets there. Timestamps are epoch seconds (a JSON number) in members
//! listed in `Service::timestamps`; each protocol writes them its own way. Real refusals are `Fault`s.
//!
//! # What services do to each other
//!
//! A service hands something to a resource of another one with `ops::delivery::deliver`: the target's service takes the
//! parcel through its `receive` hook, asking the resource's policy first. What needs a function to run is an `Errand` on
//! `world.outbox`, carried out by `runtime::errands`; what must happen later is scheduled on the world's clock, so that
//! everything works the same on real and on virtual time.
//!
//! Not in here: anything of the deployment engine. The emulator knows AWS's words only.

mod auth;
mod faults;
mod fidelity;
mod http_api;
mod limits;
mod ops;
mod runtime;
mod server;
mod store;
mod wire;
mod world;

pub use auth::Asked;
pub use faults::{FaultRule, Faults, Injury, Trigger};
pub use fidelity::{Row, Status, fidelity};
pub use ops::fault::Fault;
pub use runtime::worker_main;
pub use server::hook::{CallInfo, Hook, Phase, Verdict};
pub use server::journal::Exchange;
pub use server::{Called, Config, Server};
pub use world::World;
pub use world::settings::{Auth, Clock, Delays, Limits, Pages, Settings, Windows};

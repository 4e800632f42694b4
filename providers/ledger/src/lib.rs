//! The ledger's storage: an append-only log of records and an exclusive lease.
//!
//! [`FileStore`] keeps a deployment in a folder, [`MemoryStore`] keeps one for tests; both write
//! the same bytes. What the records mean is for `cutover-apply` to fold. Nothing here is ever
//! rewritten or deleted, except a torn tail: bytes of a write that nobody was told had succeeded.
//!
//! *Invariant:* when an append answers, its records survive a crash of the machine.
//! *Invariant:* reading never answers a record other than the one that was written; it answers an
//! error instead.
mod clock;
mod file;
mod folder;
mod hook;
mod lease;
mod line;
mod location;
mod log;
mod memory;
mod requests;
mod run;
mod scan;

pub use clock::{Now, wall_clock};
pub use file::FileStore;
pub use hook::{Hook, Moment, Verdict};
pub use location::{Location, LocationError, deployments, location};
pub use memory::MemoryStore;
pub use scan::Readable;

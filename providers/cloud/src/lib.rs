//! The ports: what the driver needs of a cloud, of a ledger's storage, of time.
//!
//! Nothing here knows a service, a file or a socket. The proof chain lives here too: a mutating
//! call needs a [`Permit`], a permit needs [`Appended`], and only [`Journal`] makes one of those,
//! after its store has the intent on durable ground.
pub mod attempt;
pub mod clock;
pub mod cloud;
pub mod journal;
pub mod object_store;
pub mod permit;

pub use attempt::{Attempt, Call, Class};
pub use clock::Clock;
pub use cloud::{Cloud, Depth, Parameter, ProbeAnswer};
pub use journal::{Appended, Journal, Lease, LedgerError, LedgerStore};
pub use permit::Permit;

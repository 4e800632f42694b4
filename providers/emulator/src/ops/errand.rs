//! Work that the world leaves to the outside without anyone waiting for an answer.
//!
//! Operations and `happen` hooks put errands on `world.outbox`; the server carries them out after the world's lock is
//! released. Errands are not saved: an errand names a row of the world that is, and a service's `wake` makes the
//! errands of such rows again when the world is served anew.

use super::lambda::mappings::Batch;

/// One piece of work.
#[derive(Debug, Clone)]
pub(crate) enum Errand {
    /// Attempt an asynchronous event of Lambda's, by its id.
    Event(String),
    /// Look at the source of an event source mapping, by its UUID.
    Poll(String),
    /// Run a function with a batch of an event source mapping.
    Batch(Box<Batch>),
}

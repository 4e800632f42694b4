//! The only loop with effects: ask `apply` what may start, write the intent, get a permit, make
//! the call, record the outcome, tell the world.
//!
//! There is one retry engine, and it is here: the provider makes each request once.
mod answer;
mod flight;
mod open;
mod run;
pub mod stop;
mod work;

pub use open::{Opening, open};
pub use run::{DriveError, Driver, drive};

pub use stop::{Stop, Stopper};
pub use work::{Pace, Work};

use cutover_schemas::event::Event;

/// Where packed code is found by its digest.
pub trait Artifacts: Send + Sync {
    /// The zip with this SHA-256 (base64).
    fn code(&self, digest: &str) -> Option<std::sync::Arc<[u8]>>;
}

/// Where events go: the one road to the screen.
pub trait Sink: Send {
    /// Takes one event.
    fn event(&mut self, event: Event);
}

impl<F: FnMut(Event) + Send> Sink for F {
    fn event(&mut self, event: Event) {
        self(event);
    }
}

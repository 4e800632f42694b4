//! The hook: what tests and fault rules may do to a call before and after its effect.

use std::sync::Arc;

use serde_json::Value;

use crate::ops::Fault;

/// Which side of a call's effect the hook is asked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing happened yet.
    Before,
    /// The world has changed; the answer is not sent yet.
    After,
}

/// The call a hook is asked about.
#[derive(Debug, Clone)]
pub struct CallInfo {
    /// The service's name.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// The members of the request.
    pub request: Arc<Value>,
    /// Before or after the effect.
    pub phase: Phase,
    /// Counts the calls of this operation, from 1.
    pub nth: u64,
    /// Counts all calls, from 1.
    pub nth_of_all: u64,
    /// Whether the operation may change the world.
    pub mutating: bool,
}

/// What becomes of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// It is answered with this fault; before the effect, there is no effect.
    Fail(Fault),
    /// The connection is closed without effect and without answer (after the effect: without answer).
    ResetBefore,
    /// The effect happens, the connection is closed without answer.
    ResetAfter,
    /// It goes on after this many milliseconds.
    Delay(u64),
    /// It goes on, and its answer's page holds at most this many items.
    ShortPage(usize),
    /// A read is answered from the world as it was before the latest write; a write goes on as it is.
    StaleRead,
    /// The server's process dies at once.
    Kill,
}

/// A function that is asked before and after every call.
pub type Hook = Arc<dyn Fn(&CallInfo) -> Verdict + Send + Sync>;

//! Work outside the world that an operation asks for; `runtime::carry_out` does it after the lock is released.

use bytes::Bytes;

/// Something only the outside can do.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    /// Run a function and answer with what it said.
    Invoke(Invocation),
}

/// One run of one version of a function.
#[derive(Debug, Clone)]
pub(crate) struct Invocation {
    /// The function's name.
    pub(crate) function: String,
    /// The version that was drawn: `$LATEST` or a number.
    pub(crate) version: String,
    /// What the caller named: an alias, a version, or nothing.
    pub(crate) qualifier: Option<String>,
    /// The event, as the caller sent it.
    pub(crate) payload: Bytes,
    /// Whether the caller wants the last 4 KB of the log.
    pub(crate) tail: bool,
    /// Whether the caller does not wait for the answer.
    pub(crate) asynchronous: bool,
}

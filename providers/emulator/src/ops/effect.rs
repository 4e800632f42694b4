//! Work outside the world that an operation asks for; `runtime::carry_out` does it after the lock is released.

pub(crate) use super::lambda::Invocation;

/// Something only the outside can do.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    /// Run a function and answer with what it said.
    Invoke(Box<Invocation>),
}

//! Futures on the heap.
use futures_util::future::BoxFuture;
use std::future::Future;

/// The future that `make` answers, on the heap.
///
/// It is made in a frame of its own: a `match` that awaits another future in each of its arms keeps room on the stack
/// for all of them at once, and in code that isn't optimised a hundred of the SDK's are more than a thread has.
pub(crate) fn boxed<'a, F>(make: impl FnOnce() -> F) -> BoxFuture<'a, F::Output>
where
    F: Future + Send + 'a,
{
    Box::pin(make())
}

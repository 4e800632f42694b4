//! Answers that are asked for once in an observation, however many need them.
use crate::errors::Failure;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

type Cell<V> = Arc<OnceCell<Result<Arc<V>, Failure>>>;

/// Answers by question; failures are remembered too.
#[derive(Debug)]
pub(crate) struct Memo<K, V>(Mutex<BTreeMap<K, Cell<V>>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord + Debug, V> Memo<K, V> {
    /// The answer; the first who asks loads it, the others wait.
    pub(crate) fn get<F>(&self, key: K, load: F) -> impl Future<Output = Result<Arc<V>, Failure>>
    where
        F: Future<Output = Result<V, Failure>>,
    {
        let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = Arc::clone(cells.entry(key).or_default());
        // On the heap: the SDK's futures are large, and every reader would carry one along.
        let load = Box::pin(load);
        async move { cell.get_or_init(|| async { load.await.map(Arc::new) }).await.clone() }
    }

    /// The answer if somebody has it already.
    pub(crate) fn peek(&self, key: &K) -> Option<Arc<V>> {
        let cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cells.get(key)?.get()?.as_ref().ok().map(Arc::clone)
    }
}

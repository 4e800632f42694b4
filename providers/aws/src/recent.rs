//! What this process wrote a moment ago, where a service takes a whole document to change a part of it.
//!
//! Such a change is read, merged and written back, and the read may still show the document as it was before the last
//! write: S3's settings of buckets are eventually consistent
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel>). Merged into an old document,
//! what was written in between would be gone without a word. Changes of one document wait for each other here, too.
use crate::errors::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::OwnedMutexGuard;

/// How long a read may lag behind a write. Afterwards whatever is read is believed: others may write, too.
const LAG: Duration = Duration::from_mins(1);

/// The documents of a process, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recents(Arc<Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<Recent>>>>>);

impl Recents {
    /// What is known of a document; nobody else changes it until this is let go.
    pub(crate) async fn of(&self, document: String) -> OwnedMutexGuard<Recent> {
        let one = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(document).or_default())
        };
        one.lock_owned().await
    }
}

/// The parts of one document, as this process left them.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    written: Option<Instant>,
    there: BTreeSet<String>,
    gone: BTreeSet<String>,
}

impl Recent {
    /// Refuses a document that is older than our last write of it; its change is to be tried again.
    pub(crate) fn check(&self, seen: &BTreeSet<String>) -> Result<(), Failure> {
        let lags = self.written.is_some_and(|at| at.elapsed() < LAG);
        if lags && !(self.there.is_subset(seen) && self.gone.is_disjoint(seen)) {
            return Err(Failure::stale("the answer is older than the last change"));
        }
        Ok(())
    }

    /// A write went through: these parts are there now.
    pub(crate) fn wrote(&mut self, parts: BTreeSet<String>) {
        self.gone.append(&mut self.there);
        self.gone.retain(|part| !parts.contains(part));
        self.there = parts;
        self.written = Some(Instant::now());
    }

    /// Nobody knows whether a write went through: only what is so either way is still known.
    pub(crate) fn unsure(&mut self, parts: &BTreeSet<String>) {
        self.there.retain(|part| parts.contains(part));
        self.gone.retain(|part| !parts.contains(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_document_without_what_was_just_written_is_old() {
        let mut recent = Recent::default();
        assert!(recent.check(&parts(&[])).is_ok());
        recent.wrote(parts(&["a", "theirs"]));
        assert!(recent.check(&parts(&["a", "theirs"])).is_ok());
        assert!(recent.check(&parts(&["theirs"])).is_err());
        // What somebody else added meanwhile is no sign of age.
        assert!(recent.check(&parts(&["a", "b", "theirs"])).is_ok());
    }

    #[test]
    fn a_document_with_what_was_just_taken_away_is_old() {
        let mut recent = Recent::default();
        recent.wrote(parts(&["a", "b"]));
        recent.wrote(parts(&["b"]));
        assert!(recent.check(&parts(&["a", "b"])).is_err());
        recent.wrote(parts(&["a", "b"]));
        assert!(recent.check(&parts(&["a", "b"])).is_ok());
    }

    #[test]
    fn after_a_lost_answer_only_the_certain_is_insisted_on() {
        let mut recent = Recent::default();
        recent.wrote(parts(&["a", "b"]));
        recent.unsure(&parts(&["b", "c"]));
        for seen in [&["a", "b"][..], &["b", "c"]] {
            assert!(recent.check(&parts(seen)).is_ok(), "{seen:?}");
        }
        assert!(recent.check(&parts(&["a"])).is_err());
    }

    #[test]
    fn after_a_while_whatever_is_read_is_believed() {
        let mut recent = Recent::default();
        recent.wrote(parts(&["a"]));
        recent.written = Instant::now().checked_sub(LAG);
        assert!(recent.check(&parts(&[])).is_ok());
    }

    #[tokio::test]
    async fn changes_of_one_document_wait_for_each_other() {
        let recents = Recents::default();
        let first = recents.of("b".to_owned()).await;
        let other = recents.of("c".to_owned()).await;
        let again = recents.of("b".to_owned());
        assert!(tokio::time::timeout(Duration::from_millis(10), again).await.is_err());
        drop((first, other));
        recents.of("b".to_owned()).await.wrote(parts(&["a"]));
        assert!(recents.of("b".to_owned()).await.check(&parts(&[])).is_err());
    }
}

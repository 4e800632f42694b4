//! The ledger as the driver uses it: append, and get proof.
use cutover_schemas::ledger::{Entry, Record};
use std::future::Future;
use std::time::{Instant, SystemTime};

/// Why the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Somebody else holds the deployment.
    #[error("{holder} is working on this deployment")]
    Held {
        /// Who, as far as it is known.
        holder: String,
    },
    /// A run with a higher epoch has begun: this one must stop at once.
    #[error("another run has taken over this deployment (epoch {epoch})")]
    Fenced {
        /// Its epoch.
        epoch: u64,
    },
    /// A record can't be read.
    #[error("record {seq} of {place} is damaged: {why}")]
    Damaged {
        /// Where the ledger is.
        place: String,
        /// Its number.
        seq: u64,
        /// What is wrong.
        why: String,
    },
    /// A newer cutover wrote this.
    #[error(
        "{place} was written by a newer cutover (format {format}; this one knows up to {known})"
    )]
    Newer {
        /// Where the ledger is.
        place: String,
        /// Its format.
        format: u32,
        /// The newest we know.
        known: u32,
    },
    /// The storage failed.
    #[error("can't {verb} {place}: {source}")]
    Storage {
        /// What was tried.
        verb: &'static str,
        /// Where.
        place: String,
        /// Why.
        source: std::io::Error,
    },
}

/// The exclusive right to write a deployment's ledger. Dropping it gives it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The epoch that this holder writes under.
    pub epoch: u64,
    /// A holder that died while calls were in flight, if that is what was found.
    pub takes_over: Option<String>,
}

/// Where records are kept.
pub trait LedgerStore: Send {
    /// Reads every record, without holding anything. Torn tails are left out.
    fn read(&mut self) -> impl Future<Output = Result<Vec<Record>, LedgerError>> + Send;
    /// Takes the exclusive right to write; `who` is shown to those who come in vain.
    fn acquire(&mut self, who: &str) -> impl Future<Output = Result<Lease, LedgerError>> + Send;
    /// Makes the entries durable, in order, under the lease; returns when they are.
    fn append(
        &mut self,
        entries: Vec<Entry>,
    ) -> impl Future<Output = Result<Vec<Record>, LedgerError>> + Send;
    /// What people have asked since the last call, and what of it is not on the record yet. Only for who has the lease.
    fn hear(&mut self) -> impl Future<Output = Result<Vec<Record>, LedgerError>> + Send {
        std::future::ready(Ok(Vec::new()))
    }
    /// Makes a person's request durable, beside the records and whoever holds the lease: with it an intent that carries
    /// part of it out at once, and what became of that.
    fn ask(
        &mut self,
        entries: Vec<Entry>,
    ) -> impl Future<Output = Result<Vec<Record>, LedgerError>> + Send;
    /// Gives the lease up.
    fn release(&mut self) -> impl Future<Output = Result<(), LedgerError>> + Send;
}

/// Proof that an intent is on durable ground. Only a [`Journal`] gives one out.
#[derive(Debug)]
pub struct Appended {
    began: Instant,
    began_wall: SystemTime,
}

impl Appended {
    /// One for each intent, for who makes them durable next; nobody gets any before they are.
    fn proofs(entries: &[Entry]) -> Vec<Self> {
        let (began, began_wall) = (Instant::now(), SystemTime::now());
        let intents = entries.iter().filter(|entry| matches!(entry, Entry::Started(_)));
        intents.map(|_| Self { began, began_wall }).collect()
    }
    pub(crate) fn began(&self) -> Instant {
        self.began
    }
    pub(crate) fn began_wall(&self) -> SystemTime {
        self.began_wall
    }
}

/// A store that answers appends with proofs.
#[derive(Debug)]
pub struct Journal<S> {
    store: S,
}

impl<S: LedgerStore> Journal<S> {
    /// Wraps a store.
    pub fn new(store: S) -> Self {
        Self { store }
    }
    /// The store itself, for reading and for the lease.
    pub fn store(&mut self) -> &mut S {
        &mut self.store
    }
    /// Makes requests durable beside whoever holds the lease, and answers proofs of the intents among them.
    pub async fn ask(
        &mut self,
        entries: Vec<Entry>,
    ) -> Result<(Vec<Record>, Vec<Appended>), LedgerError> {
        let proofs = Appended::proofs(&entries);
        Ok((self.store.ask(entries).await?, proofs))
    }
    /// Appends entries and answers the stored records with as many proofs as were asked for: one
    /// for each intent among them.
    pub async fn append(
        &mut self,
        entries: Vec<Entry>,
    ) -> Result<(Vec<Record>, Vec<Appended>), LedgerError> {
        let proofs = Appended::proofs(&entries);
        Ok((self.store.append(entries).await?, proofs))
    }
}

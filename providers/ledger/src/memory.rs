//! A ledger in memory, for tests: the same bytes as a file, without the file.
use crate::clock::Now;
use crate::hook::{Hook, Moment, Mortal};
use crate::requests;
use crate::run::{self, Batch, Stamp};
use crate::scan::{self, Readable, Scan};
use cutover_cloud::{Lease, LedgerError, LedgerStore};
use cutover_schemas::ledger::{Entry, Record};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const PLACE: &str = "memory";

/// A handle on a ledger in memory. A clone is another handle on the same ledger, as another
/// process would have: without the lease and without the hook. [`MemoryStore::fork`] copies the
/// ledger itself.
pub struct MemoryStore {
    shared: Arc<Mutex<Shared>>,
    now: Now,
    handle: u64,
    mortal: Mortal,
    own: Option<u64>,
    lease: Option<Lease>,
    /// How long this handle left the log, and the number that follows: nothing need be read anew to go on from there.
    left: Option<(usize, u64)>,
    /// Number of the last request that was heard.
    heard: u64,
}

#[derive(Debug, Default)]
struct Shared {
    log: Vec<u8>,
    handles: u64,
    holder: Option<Holder>,
    requests: Vec<Record>,
}

#[derive(Debug)]
struct Holder {
    handle: u64,
    who: String,
}

impl MemoryStore {
    /// An empty ledger.
    pub fn new(now: Now) -> Self {
        Self::with_log(Vec::new(), now)
    }

    /// A ledger with the content of a `log.jsonl`.
    pub fn with_log(log: Vec<u8>, now: Now) -> Self {
        let shared = Shared { log, ..Shared::default() };
        Self::on(Arc::new(Mutex::new(shared)), now)
    }

    /// An independent copy of the ledger as it is now, held by nobody.
    pub fn fork(&self) -> Self {
        Self::with_log(self.log(), Arc::clone(&self.now))
    }

    /// The content, as a `log.jsonl` would have it.
    pub fn log(&self) -> Vec<u8> {
        self.shared().log.clone()
    }

    /// Has `hook` asked right before and right after each durable write.
    pub fn on_durable_write(&mut self, hook: Option<Hook>) {
        self.mortal.set(hook);
    }

    /// The records up to the first that can't be read, and what is wrong with that one.
    pub fn readable_prefix(&self) -> Result<Readable, LedgerError> {
        self.mortal.alive(PLACE)?;
        Ok(scan::scan(&self.shared().log, PLACE).readable)
    }

    fn on(shared: Arc<Mutex<Shared>>, now: Now) -> Self {
        let handle = {
            let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.handles += 1;
            shared.handles
        };
        Self {
            shared,
            now,
            handle,
            mortal: Mortal::default(),
            own: None,
            lease: None,
            left: None,
            heard: 0,
        }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&mut self, who: &str) -> Result<Lease, LedgerError> {
        self.mortal.alive(PLACE)?;
        if let Some(lease) = &self.lease {
            return Ok(lease.clone());
        }
        let heard;
        let lease = {
            let mut shared = self.shared();
            if let Some(holder) = &shared.holder {
                return Err(LedgerError::Held { holder: holder.who.clone() });
            }
            let Scan { readable, intact } = scan::scan(&shared.log, PLACE);
            let records = readable.for_writing()?;
            heard = requests::heard(&records);
            let lease = run::lease(&records, self.own);
            shared.log.truncate(intact);
            if lease.is_ok() {
                shared.holder = Some(Holder { handle: self.handle, who: who.to_owned() });
            }
            lease
        };
        let lease = lease.inspect_err(|_| self.own = None)?;
        self.lease = Some(lease.clone());
        self.heard = self.heard.max(heard);
        Ok(lease)
    }

    fn write(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        self.mortal.alive(PLACE)?;
        let lease = self.lease.clone().ok_or_else(|| run::not_held(PLACE))?;
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let length = self.shared().log.len();
        let seq = match self.left {
            Some((left, next)) if left == length => next,
            _ => scan::next_seq(&self.readable_prefix()?.for_writing()?),
        };
        let stamp = Stamp {
            seq,
            epoch: lease.epoch,
            at: (self.now)(),
            // Not random: tests compare what is written.
            writer: &format!("memory-{}", self.handle),
        };
        let Batch { records, text } = run::batch(entries, &stamp, PLACE)?;
        self.survive(Moment::Before, &records)?;
        self.shared().log.extend_from_slice(text.as_bytes());
        self.survive(Moment::After, &records)?;
        self.left = Some((length + text.len(), scan::next_seq(&records)));
        self.own = run::own_after(self.own, &records);
        Ok(records)
    }

    /// Like a process, a handle that dies leaves its lease to others.
    fn survive(&mut self, moment: Moment, records: &[Record]) -> Result<(), LedgerError> {
        self.mortal.survive(moment, records, PLACE).inspect_err(|_| self.give_up())
    }

    fn give_up(&mut self) {
        if self.lease.take().is_some() {
            let mut shared = self.shared();
            shared.holder.take_if(|holder| holder.handle == self.handle);
        }
    }
}

impl LedgerStore for MemoryStore {
    async fn read(&mut self) -> Result<Vec<Record>, LedgerError> {
        self.readable_prefix()?.for_reading()
    }
    async fn acquire(&mut self, who: &str) -> Result<Lease, LedgerError> {
        self.take(who)
    }
    async fn append(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        self.write(entries)
    }
    async fn hear(&mut self) -> Result<Vec<Record>, LedgerError> {
        self.mortal.alive(PLACE)?;
        let requests = self.shared().requests.clone();
        let heard: Vec<Record> =
            requests.into_iter().filter(|record| record.seq > self.heard).collect();
        self.heard = heard.last().map_or(self.heard, |last| last.seq);
        Ok(heard)
    }
    async fn ask(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        self.mortal.alive(PLACE)?;
        let (at, writer) = ((self.now)(), format!("memory-{}", self.handle));
        let mut shared = self.shared();
        let seq = scan::next_seq(&shared.requests);
        let stamp = Stamp { seq, epoch: 0, at, writer: &writer };
        let batch = run::batch(entries, &stamp, PLACE)?;
        shared.requests.extend(batch.records.clone());
        Ok(batch.records)
    }
    async fn release(&mut self) -> Result<(), LedgerError> {
        self.give_up();
        Ok(())
    }
}

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        Self::on(Arc::clone(&self.shared), Arc::clone(&self.now))
    }
}

impl Drop for MemoryStore {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("handle", &self.handle)
            .field("mortal", &self.mortal)
            .field("own", &self.own)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}

//! A ledger in a folder: `log.jsonl`, one record a line, and `lease`.
use crate::clock::Now;
use crate::folder;
use crate::hook::{Hook, Moment, Mortal};
use crate::lease::{Holder, LeaseFile};
use crate::log::Log;
use crate::requests::{self, Requests};
use crate::run::{self, Batch, Stamp};
use crate::scan::{self, Readable};
use cutover_cloud::{Lease, LedgerError, LedgerStore};
use cutover_schemas::ledger::{Entry, Record};
use std::fmt;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// The name of the file that holds the records.
pub(crate) const LOG: &str = "log.jsonl";
/// The name of the file that is locked.
const LEASE: &str = "lease";

/// One deployment's ledger in a folder of its own. A handle is one writer: whoever runs beside it
/// makes another.
///
/// Files and folders that it creates are for their owner alone. Its futures never wait: what they
/// do takes as long as the disk needs to sync, and is done within one poll.
pub struct FileStore {
    folder: PathBuf,
    now: Now,
    /// Recognises this handle's records.
    writer: String,
    mortal: Mortal,
    /// Epoch of the run that this handle opened and has not closed.
    own: Option<u64>,
    held: Option<Held>,
    /// Number of the last request that was heard.
    heard: u64,
}

#[derive(Debug)]
struct Held {
    lease: Lease,
    file: LeaseFile,
    log: Log,
}

impl FileStore {
    /// The ledger in `folder`, which is `<ledger>/<stack>/<stage>/`. Nothing is created before the
    /// first [`LedgerStore::acquire`].
    pub fn new(folder: PathBuf, now: Now) -> Self {
        Self {
            folder,
            now,
            writer: format!("{:016x}", fastrand::u64(..)),
            mortal: Mortal::default(),
            own: None,
            held: None,
            heard: 0,
        }
    }

    /// Has `hook` asked right before and right after each durable write.
    pub fn on_durable_write(&mut self, hook: Option<Hook>) {
        self.mortal.set(hook);
    }

    /// The records up to the first that can't be read, and what is wrong with that one.
    ///
    /// [`LedgerStore::read`] answers the same records when a newer cutover wrote what follows, and
    /// only an error when something is damaged: `status` shows what there is and says what is
    /// missing; everything that decides needs all of it, and takes the lease, which is refused.
    pub fn readable_prefix(&self) -> Result<Readable, LedgerError> {
        self.mortal.alive(&self.place())?;
        let path = self.folder.join(LOG);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(storage("read", &path, error)),
        };
        Ok(scan::scan(&bytes, &path.display().to_string()).readable)
    }

    /// Whether a living process has the lease, this handle's own aside.
    pub fn is_held(&self) -> bool {
        self.held.is_none() && LeaseFile::is_taken(&self.folder.join(LEASE))
    }

    fn place(&self) -> String {
        self.folder.join(LOG).display().to_string()
    }

    fn take(&mut self, who: &str) -> Result<Lease, LedgerError> {
        self.mortal.alive(&self.place())?;
        if let Some(held) = &self.held {
            return Ok(held.lease.clone());
        }
        folder::create(&self.folder).map_err(|error| storage("create", &self.folder, error))?;
        let path = self.folder.join(LEASE);
        let mut file = LeaseFile::take(&path)?;
        let (log, records) = Log::open(&self.folder.join(LOG))?;
        let lease = run::lease(&records, self.own).inspect_err(|_| self.own = None)?;
        file.describe(&Holder::new(who, (self.now)(), lease.epoch))
            .map_err(|error| storage("write", &path, error))?;
        self.heard = self.heard.max(requests::heard(&records));
        self.held = Some(Held { lease: lease.clone(), file, log });
        Ok(lease)
    }

    fn write(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        let place = self.place();
        self.mortal.alive(&place)?;
        let mut held = self.held.take().ok_or_else(|| run::not_held(&place))?;
        if entries.is_empty() {
            self.held = Some(held);
            return Ok(Vec::new());
        }
        self.check_fence(&held)?;
        let stamp = Stamp {
            seq: held.log.next_seq(),
            epoch: held.lease.epoch,
            at: (self.now)(),
            writer: &self.writer,
        };
        let Batch { records, text } = run::batch(entries, &stamp, &place)?;
        self.mortal.survive(Moment::Before, &records, &place)?;
        held.log.append(&text, &records).map_err(|source| LedgerError::Storage {
            verb: "append to",
            place: place.clone(),
            source,
        })?;
        self.mortal.survive(Moment::After, &records, &place)?;
        // Invariant: every way out above drops the lease. After a failed write nobody knows what
        // is on the disk, so whoever goes on takes the lease again and reads.
        self.held = Some(held);
        self.own = run::own_after(self.own, &records);
        Ok(records)
    }

    /// A lock is only as good as its file: someone may have replaced it, or written past it.
    fn check_fence(&self, held: &Held) -> Result<(), LedgerError> {
        let failed = |error| storage("read", &self.folder, error);
        if held.file.is_in_place().map_err(failed)? && held.log.is_as_left().map_err(failed)? {
            return Ok(());
        }
        let epochs = self.readable_prefix()?.records.into_iter();
        Err(LedgerError::Fenced {
            epoch: epochs.map(|record| record.epoch).fold(held.lease.epoch, u64::max),
        })
    }

    fn give_up(&mut self) -> Result<(), LedgerError> {
        match self.held.take() {
            Some(held) => held
                .file
                .release()
                .map_err(|error| storage("release", &self.folder.join(LEASE), error)),
            None => Ok(()),
        }
    }
}

impl LedgerStore for FileStore {
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
        self.mortal.alive(&self.place())?;
        let heard = Requests::beside(&self.folder).after(self.heard)?;
        self.heard = heard.last().map_or(self.heard, |last| last.seq);
        Ok(heard)
    }
    async fn ask(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        self.mortal.alive(&self.place())?;
        Requests::beside(&self.folder).add(entries, (self.now)(), &self.writer)
    }
    async fn release(&mut self) -> Result<(), LedgerError> {
        self.give_up()
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore")
            .field("folder", &self.folder)
            .field("writer", &self.writer)
            .field("mortal", &self.mortal)
            .field("own", &self.own)
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

fn storage(verb: &'static str, path: &Path, source: Error) -> LedgerError {
    LedgerError::Storage { verb, place: path.display().to_string(), source }
}

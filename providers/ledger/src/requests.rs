//! What people ask while somebody else holds the lease: a log of its own beside the records.
//!
//! Records have one writer at a time. A request has none: it is written under a lock that is held for one write, and
//! whoever carries the rollout hears it, puts it on the record, and answers by what it does.
use crate::folder;
use crate::run::{self, Batch, Stamp};
use crate::scan;
use cutover_cloud::LedgerError;
use cutover_schemas::ledger::{Entry, Record, Timestamp};
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file.
const REQUESTS: &str = "requests.jsonl";

/// The requests beside one log.
#[derive(Debug)]
pub(crate) struct Requests {
    path: PathBuf,
}

impl Requests {
    pub(crate) fn beside(folder: &Path) -> Self {
        Self { path: folder.join(REQUESTS) }
    }

    /// Makes entries durable, after whatever others are writing at this moment.
    pub(crate) fn add(
        &self,
        entries: Vec<Entry>,
        at: Timestamp,
        writer: &str,
    ) -> Result<Vec<Record>, LedgerError> {
        let failed = |source| self.failed("append to", source);
        let mut file = folder::open(&self.path).map_err(failed)?;
        file.lock().map_err(failed)?;
        let bytes = fs::read(&self.path).map_err(failed)?;
        let scan::Scan { readable, intact } = scan::scan(&bytes, &self.place());
        let before = readable.for_writing()?;
        if intact < bytes.len() {
            let intact = u64::try_from(intact).unwrap_or(u64::MAX);
            file.set_len(intact).map_err(failed)?;
        }
        let stamp = Stamp { seq: scan::next_seq(&before), epoch: 0, at, writer };
        let Batch { records, text } = run::batch(entries, &stamp, &self.place())?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_data().map_err(failed)?;
        file.unlock().map_err(failed)?;
        Ok(records)
    }

    /// Requests with a higher number than this.
    pub(crate) fn after(&self, number: u64) -> Result<Vec<Record>, LedgerError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed("read", error)),
        };
        let mut records = scan::scan(&bytes, &self.place()).readable.for_reading()?;
        records.retain(|record| record.seq > number);
        Ok(records)
    }

    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn failed(&self, verb: &'static str, source: std::io::Error) -> LedgerError {
        LedgerError::Storage { verb, place: self.place(), source }
    }
}

/// The highest number of a request that is on the record.
pub(crate) fn heard(records: &[Record]) -> u64 {
    let numbers = records.iter().filter_map(|record| match &record.entry {
        Entry::Person(person) => Some(person.number),
        _ => None,
    });
    numbers.max().unwrap_or(0)
}

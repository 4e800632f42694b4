//! Runs, as far as storage knows them: whose turn it is, and which numbers their records get.
use crate::line;
use cutover_cloud::{Lease, LedgerError};
use cutover_schemas::ledger::{Entry, LEDGER_FORMAT, Record, Timestamp};
use std::io::{Error, ErrorKind};

/// The right to write after these records. `own` is the epoch of a run that this handle opened and
/// has not closed: a rollout gives its lease up while it bakes and takes it again.
pub(crate) fn lease(records: &[Record], own: Option<u64>) -> Result<Lease, LedgerError> {
    let highest = records.iter().map(|record| record.epoch).max().unwrap_or(0);
    match own {
        Some(epoch) if highest > epoch => Err(LedgerError::Fenced { epoch: highest }),
        Some(epoch) => Ok(Lease { epoch, takes_over: None }),
        None => Ok(Lease { epoch: highest.saturating_add(1), takes_over: open_run(records) }),
    }
}

/// Caller and command of the last run, if it has no end.
fn open_run(records: &[Record]) -> Option<String> {
    let last = records
        .iter()
        .rev()
        .find(|record| matches!(record.entry, Entry::Opened(_) | Entry::Closed(_)))?;
    match &last.entry {
        Entry::Opened(opened) => Some(format!("{} (`{}`)", opened.run.caller, opened.run.command)),
        _ => None,
    }
}

/// The epoch of this handle's open run after it has written these records.
pub(crate) fn own_after(own: Option<u64>, records: &[Record]) -> Option<u64> {
    records.iter().fold(own, |own, record| match record.entry {
        Entry::Opened(_) => Some(record.epoch),
        Entry::Closed(_) => None,
        _ => own,
    })
}

/// What all records of one append share.
pub(crate) struct Stamp<'a> {
    /// Number of the first.
    pub(crate) seq: u64,
    pub(crate) epoch: u64,
    pub(crate) at: Timestamp,
    pub(crate) writer: &'a str,
}

/// Records and the text that stores them.
pub(crate) struct Batch {
    pub(crate) records: Vec<Record>,
    /// Whole lines, the last with its newline too.
    pub(crate) text: String,
}

/// Makes records of entries. The records are those that the text reads back as: secrets are gone
/// from both, and nothing is written that can't be read.
pub(crate) fn batch(
    entries: Vec<Entry>,
    stamp: &Stamp<'_>,
    place: &str,
) -> Result<Batch, LedgerError> {
    let mut batch = Batch { records: Vec::with_capacity(entries.len()), text: String::new() };
    for (seq, entry) in (stamp.seq..).zip(entries) {
        let record = Record {
            format: LEDGER_FORMAT,
            seq,
            epoch: stamp.epoch,
            at: stamp.at,
            writer: stamp.writer.to_owned(),
            entry,
            checksum: String::new(),
        };
        let stored = line::encode(&record)
            .and_then(|line| Ok((line::decode(line.as_bytes())?, line)))
            .map_err(|flaw| LedgerError::Storage {
                verb: "write a record to",
                place: place.to_owned(),
                source: Error::new(ErrorKind::InvalidData, flaw),
            })?;
        batch.records.push(stored.0);
        batch.text.push_str(&stored.1);
        batch.text.push('\n');
    }
    Ok(batch)
}

/// The answer to an append without a lease.
pub(crate) fn not_held(place: &str) -> LedgerError {
    LedgerError::Storage {
        verb: "append to",
        place: place.to_owned(),
        source: Error::new(ErrorKind::PermissionDenied, "its lease is not held"),
    }
}

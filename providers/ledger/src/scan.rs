//! Reading a whole log: what is intact, and what stops there.
use crate::line::{self, Flaw};
use cutover_cloud::LedgerError;
use cutover_schemas::ledger::{LEDGER_FORMAT, Record};

/// The smallest piece that a disk writes or doesn't; pages are multiples of it.
const SECTOR: usize = 512;

/// The part of a ledger that can be read, and why it ends where it ends.
#[derive(Debug)]
pub struct Readable {
    /// The records, in order.
    pub records: Vec<Record>,
    /// What comes after them and can't be read: [`LedgerError::Damaged`] or
    /// [`LedgerError::Newer`]. A torn tail is no problem: it was never acknowledged.
    pub problem: Option<LedgerError>,
}

impl Readable {
    /// What [`cutover_cloud::LedgerStore::read`] answers: a newer format hides what it wrote but
    /// not what came before; damage hides everything, as nobody can tell what it touched.
    pub(crate) fn for_reading(self) -> Result<Vec<Record>, LedgerError> {
        match self.problem {
            None | Some(LedgerError::Newer { .. }) => Ok(self.records),
            Some(problem) => Err(problem),
        }
    }

    /// What may be written after: nothing, unless everything was understood.
    pub(crate) fn for_writing(self) -> Result<Vec<Record>, LedgerError> {
        match self.problem {
            None => Ok(self.records),
            Some(problem) => Err(problem),
        }
    }
}

/// A log's content and where its intact part ends.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) readable: Readable,
    /// Bytes up to the end of the last intact record.
    pub(crate) intact: usize,
}

/// Reads a log.
pub(crate) fn scan(log: &[u8], place: &str) -> Scan {
    let mut records: Vec<Record> = Vec::new();
    let mut rest = log;
    let problem = loop {
        // Without a newline at its end it is a torn tail, even if the record itself is whole.
        let Some((line, after)) = split_line(rest) else {
            break None;
        };
        let seq = next_seq(&records);
        let flaw = match line::decode(line) {
            Ok(record) if record.seq == seq => {
                records.push(record);
                rest = after;
                continue;
            }
            Ok(record) => format!("number {} follows number {}", record.seq, seq - 1),
            Err(Flaw::Newer(format)) => {
                break Some(LedgerError::Newer {
                    place: place.to_owned(),
                    format,
                    known: LEDGER_FORMAT,
                });
            }
            Err(_) if is_unwritten(line, log.len() - rest.len(), after) => break None,
            Err(flaw) => flaw.to_string(),
        };
        break Some(LedgerError::Damaged { place: place.to_owned(), seq, why: flaw });
    };
    Scan { readable: Readable { records, problem }, intact: log.len() - rest.len() }
}

/// The number of the record that comes next.
pub(crate) fn next_seq(records: &[Record]) -> u64 {
    records.last().map_or(1, |last| last.seq.saturating_add(1))
}

fn split_line(log: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = log.iter().position(|byte| *byte == b'\n')?;
    Some((log.get(..end)?, log.get(end + 1..)?))
}

/// Whether a broken line is a part of the file that a dying machine never wrote: the file has
/// grown, and whole sectors of it read as zero bytes, which JSON never contains. Anything intact
/// behind it was written by someone who had read it, so then it is damage.
fn is_unwritten(line: &[u8], at: usize, mut after: &[u8]) -> bool {
    let ends_a_sector = |zero: usize| (at + zero + 1).is_multiple_of(SECTOR);
    if !line.iter().rposition(|byte| *byte == 0).is_some_and(ends_a_sector) {
        return false;
    }
    while let Some((next, rest)) = split_line(after) {
        if matches!(line::decode(next), Ok(_) | Err(Flaw::Newer(_))) {
            return false;
        }
        after = rest;
    }
    true
}

//! The log file under the lease.
use crate::folder;
use crate::scan::{self, Scan};
use cutover_cloud::LedgerError;
use cutover_schemas::ledger::Record;
use std::fs::File;
use std::io::{Error, ErrorKind, Read as _, Result, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// The log, open for appending.
#[derive(Debug)]
pub(crate) struct Log {
    file: File,
    path: PathBuf,
    /// Where it ends, and the last record's line: what is found there before the next append.
    end: u64,
    last: Vec<u8>,
    next_seq: u64,
}

impl Log {
    /// Opens the log, cuts a torn tail off, and answers its records. Only for who has the lease.
    pub(crate) fn open(path: &Path) -> std::result::Result<(Self, Vec<Record>), LedgerError> {
        let place = path.display().to_string();
        let failed = |source| LedgerError::Storage { verb: "open", place: place.clone(), source };
        let mut file = folder::open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let Scan { readable, intact } = scan::scan(&bytes, &place);
        let records = readable.for_writing()?;
        let end = to_u64(intact).map_err(failed)?;
        if intact < bytes.len() {
            file.set_len(end).map_err(failed)?;
        }
        // A predecessor may have died between write and sync: what is built upon must be durable.
        file.sync_all().map_err(failed)?;
        let log = Self {
            file,
            path: path.to_owned(),
            end,
            last: last_line(bytes.get(..intact).unwrap_or_default()),
            next_seq: scan::next_seq(&records),
        };
        Ok((log, records))
    }

    pub(crate) fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Whether the file still ends with what this handle last saw or wrote.
    pub(crate) fn is_as_left(&self) -> Result<bool> {
        if !folder::leads_to(&self.path, &self.file)? || self.file.metadata()?.len() != self.end {
            return Ok(false);
        }
        let mut found = vec![0; self.last.len()];
        let at = self.end.saturating_sub(to_u64(found.len())?);
        self.file.read_exact_at(&mut found, at)?;
        Ok(found == self.last)
    }

    /// Makes these lines durable.
    pub(crate) fn append(&mut self, text: &str, records: &[Record]) -> Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.file.sync_data()?;
        self.end += to_u64(text.len())?;
        self.last = last_line(text.as_bytes());
        self.next_seq += to_u64(records.len())?;
        Ok(())
    }
}

/// The last line, with its newline.
fn last_line(text: &[u8]) -> Vec<u8> {
    let before = text.strip_suffix(b"\n").unwrap_or(text);
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default().to_vec()
}

fn to_u64(length: usize) -> Result<u64> {
    u64::try_from(length).map_err(|_| Error::from(ErrorKind::FileTooLarge))
}

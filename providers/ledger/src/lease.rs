//! The lease: a lock of the operating system on a file that says who holds it.
//!
//! The lock ends with its process, however that ends, so nothing has to be waited for or broken.
//! The file is never removed: a name that comes back would be a second lock.
use crate::folder;
use cutover_cloud::LedgerError;
use cutover_schemas::ledger::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::{Result, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often, and how far apart, a lock is tried before somebody else is said to hold it.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(10);

/// What the file says, for those who come in vain.
#[derive(Serialize, Deserialize)]
pub(crate) struct Holder {
    pub(crate) who: String,
    pub(crate) since: String,
    pub(crate) epoch: u64,
}

impl Holder {
    pub(crate) fn new(who: &str, since: Timestamp, epoch: u64) -> Self {
        let since = jiff::Timestamp::from_millisecond(since.0)
            .and_then(|time| time.round(jiff::Unit::Second))
            .map_or_else(|_| format!("{} ms", since.0), |time| time.to_string());
        Self { who: who.to_owned(), since, epoch }
    }
}

/// The lock, held. Dropping it gives it up.
#[derive(Debug)]
pub(crate) struct LeaseFile {
    file: File,
    path: PathBuf,
}

impl LeaseFile {
    /// Takes the lock, or says who has it.
    pub(crate) fn take(path: &Path) -> std::result::Result<Self, LedgerError> {
        let failed = |source| LedgerError::Storage {
            verb: "lock",
            place: path.display().to_string(),
            source,
        };
        let file = folder::open(path).map_err(failed)?;
        let mut tries = 1;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // A process that the last holder started has a copy of its lock until it execs.
                Err(TryLockError::WouldBlock) if tries < TRIES => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(held(path)),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            tries += 1;
        }
        // Somebody replaced the file between open and lock: whoever locks the new one has it.
        if !folder::leads_to(path, &file).map_err(failed)? {
            return Err(held(path));
        }
        // The words of a holder that died are not ours.
        file.set_len(0).map_err(failed)?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Whether somebody has the lock. One that can't be looked at is nobody's.
    pub(crate) fn is_taken(path: &Path) -> bool {
        let Ok(file) = File::open(path) else { return false };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => true,
            Ok(()) | Err(TryLockError::Error(_)) => false,
        }
    }

    /// Says who holds it. The words need not survive a crash: the lock doesn't either.
    pub(crate) fn describe(&mut self, holder: &Holder) -> Result<()> {
        self.file.set_len(0)?;
        self.file.write_all(&serde_json::to_vec(holder)?)
    }

    /// Whether this lock is still the one that others would find.
    pub(crate) fn is_in_place(&self) -> Result<bool> {
        folder::leads_to(&self.path, &self.file)
    }

    /// Gives it up.
    pub(crate) fn release(self) -> Result<()> {
        self.file.set_len(0)?;
        self.file.unlock()
    }
}

impl Drop for LeaseFile {
    /// Closing the file is not enough while a process that is just being spawned has it too.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

fn held(path: &Path) -> LedgerError {
    let holder = fs::read(path)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Holder>(&bytes).ok())
        .map_or_else(
            // Just taken, or just given up.
            || "another process".to_owned(),
            |holder| format!("{} (since {})", holder.who, holder.since),
        );
    LedgerError::Held { holder }
}

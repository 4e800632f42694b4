//! Torn tails are cut; damage is told from them and never read as something else.
use crate::entries::{ended, short_run, started};
use crate::{clock, done};
use cutover_cloud::{LedgerError, LedgerStore as _};
use cutover_ledger::{FileStore, MemoryStore};
use cutover_schemas::ledger::{Outcome, Record};
use std::fs;
use tempfile::TempDir;

/// A log and its records.
fn short_log() -> (Vec<u8>, Vec<Record>) {
    let mut store = MemoryStore::new(clock());
    done(store.acquire("alice")).unwrap();
    let records = done(store.append(short_run())).unwrap();
    (store.log(), records)
}

fn read(log: &[u8]) -> Result<Vec<Record>, LedgerError> {
    done(MemoryStore::with_log(log.to_vec(), clock()).read())
}

/// Bytes of the first `lines` lines.
fn end_of(log: &[u8], lines: usize) -> usize {
    let ends = log.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.map(|(at, _)| at + 1).nth(lines - 1).unwrap()
}

#[test]
fn a_tail_torn_at_any_byte_is_left_out() {
    let (log, records) = short_log();
    for length in 0..=log.len() {
        let whole = log[..length].split(|byte| *byte == b'\n').count() - 1;
        assert_eq!(read(&log[..length]).unwrap(), records[..whole], "cut at {length}");
    }
}

#[test]
fn the_next_writer_cuts_a_torn_tail_and_goes_on() {
    let (log, records) = short_log();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    // Every offset in the last record but one, and both its ends.
    for length in end_of(&log, 3)..=end_of(&log, 4) {
        let whole = if length == end_of(&log, 4) { 4 } else { 3 };
        fs::write(&path, &log[..length]).unwrap();
        let mut store = FileStore::new(folder.path().to_owned(), clock());
        let lease = done(store.acquire("bob")).unwrap();
        assert_eq!(lease.epoch, 2);
        assert_eq!(lease.takes_over.as_deref(), Some("alice (`apply`)"));
        let next = done(store.append(vec![started(9)])).unwrap();
        assert_eq!(next[0].seq, whole as u64 + 1);
        let expected = [&records[..whole], &next].concat();
        assert_eq!(done(store.read()).unwrap(), expected, "cut at {length}");
    }
}

#[test]
fn a_reader_leaves_a_torn_tail_alone() {
    let (log, _) = short_log();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    let torn = &log[..log.len() - 7];
    fs::write(&path, torn).unwrap();
    done(FileStore::new(folder.path().to_owned(), clock()).read()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), torn);
}

#[test]
fn damage_of_any_byte_of_a_middle_record_is_found() {
    let (log, _) = short_log();
    let (from, to) = (end_of(&log, 1), end_of(&log, 2));
    for at in from..to {
        for new in [log[at] ^ 1, log[at] ^ 0x20, 0, b'\n', b'"', b'0'] {
            if new == log[at] {
                continue;
            }
            let mut damaged = log.clone();
            damaged[at] = new;
            match read(&damaged) {
                Err(LedgerError::Damaged { seq: 2, .. }) => {}
                other => panic!("byte {} as {new:#x}: {other:?}", at - from),
            }
        }
        let mut shorter = log.clone();
        shorter.remove(at);
        assert!(matches!(read(&shorter), Err(LedgerError::Damaged { seq: 2, .. })), "{at}");
    }
}

#[test]
fn damage_of_the_last_record_is_not_taken_for_a_torn_tail() {
    let (log, _) = short_log();
    for at in end_of(&log, 4)..log.len() - 1 {
        let mut damaged = log.clone();
        damaged[at] ^= 1;
        assert!(matches!(read(&damaged), Err(LedgerError::Damaged { seq: 5, .. })), "{at}");
    }
}

#[test]
fn missing_and_repeated_records_are_gaps() {
    let (log, _) = short_log();
    let (first, second) = (end_of(&log, 1), end_of(&log, 2));
    let without = [&log[..first], &log[second..]].concat();
    let twice = [&log[..second], &log[first..]].concat();
    let without_first = &log[first..];
    let why = |log: &[u8]| read(log).unwrap_err().to_string();
    assert_eq!(why(&without), "record 2 of memory is damaged: number 3 follows number 1");
    assert_eq!(why(&twice), "record 3 of memory is damaged: number 2 follows number 2");
    assert_eq!(why(without_first), "record 1 of memory is damaged: number 2 follows number 0");
}

#[test]
fn a_damaged_ledger_is_not_written_to_but_its_beginning_can_be_shown() {
    let (mut log, records) = short_log();
    let at = end_of(&log, 2) + 10;
    log[at] ^= 1;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    fs::write(&path, &log).unwrap();
    let mut store = FileStore::new(folder.path().to_owned(), clock());
    assert!(matches!(done(store.acquire("bob")), Err(LedgerError::Damaged { seq: 3, .. })));
    assert_eq!(fs::read(&path).unwrap(), log);
    let prefix = store.readable_prefix().unwrap();
    assert_eq!(prefix.records, records[..2]);
    assert!(matches!(prefix.problem, Some(LedgerError::Damaged { seq: 3, .. })));
}

#[test]
fn sectors_that_a_dying_machine_never_wrote_are_a_torn_tail() {
    let (mut log, records) = short_log();
    let intact = log.len();
    let mut store = MemoryStore::with_log(log, clock());
    done(store.acquire("bob")).unwrap();
    let long = Outcome::Refused { code: "Slow".to_owned(), message: "x".repeat(2_000) };
    done(store.append(vec![ended(3, long)])).unwrap();
    log = store.log();
    let zeros = |from: usize, to: usize| {
        let mut log = log.clone();
        log[from..to].fill(0);
        log
    };
    let sector = (intact / 512 + 2) * 512;
    // The end never came; or it did, and what comes before it didn't.
    assert_eq!(read(&zeros(intact, log.len())).unwrap(), records);
    assert_eq!(read(&zeros(intact, sector)).unwrap(), records);
    assert_eq!(read(&zeros(sector - 512, sector)).unwrap(), records);
    // Less than a sector was not left out by a disk.
    assert!(matches!(read(&zeros(sector, sector + 1)), Err(LedgerError::Damaged { seq: 6, .. })));
    // With an intact record behind it, somebody had read it.
    let mut store = MemoryStore::with_log(log.clone(), clock());
    done(store.acquire("bob")).unwrap();
    done(store.append(vec![started(4)])).unwrap();
    let mut middle = store.log();
    middle[sector - 512..sector].fill(0);
    assert!(matches!(read(&middle), Err(LedgerError::Damaged { seq: 6, .. })));
}

//! One writer at a time, and what it learns of the one before.
use crate::entries::{closed, opened, short_run, started};
use crate::{clock, done};
use cutover_cloud::{Lease, LedgerError, LedgerStore};
use cutover_ledger::{FileStore, MemoryStore};
use std::fs;
use std::io::{ErrorKind, Write as _};
use tempfile::TempDir;

fn file(folder: &TempDir) -> FileStore {
    FileStore::new(folder.path().to_owned(), clock())
}

fn lease(epoch: u64, takes_over: Option<&str>) -> Lease {
    Lease { epoch, takes_over: takes_over.map(str::to_owned) }
}

/// Both stores, the same story: `again` makes another handle on the same ledger.
fn check<S: LedgerStore>(mut one: S, again: impl Fn() -> S) {
    let refused = done(one.append(vec![started(1)])).unwrap_err();
    assert!(
        matches!(&refused, LedgerError::Storage { source, .. } if source.kind() == ErrorKind::PermissionDenied),
        "{refused}"
    );

    assert_eq!(done(one.acquire("alice")).unwrap(), lease(1, None));
    assert_eq!(done(one.acquire("alice")).unwrap(), lease(1, None), "it already has it");
    let mut other = again();
    let held = done(other.acquire("bob")).unwrap_err();
    assert!(held.to_string().starts_with("alice"), "{held}");
    assert!(held.to_string().ends_with(" is working on this deployment"), "{held}");

    // A run gives the lease up while it bakes, and goes on as itself.
    done(one.append(vec![opened("alice")])).unwrap();
    done(one.release()).unwrap();
    assert_eq!(done(one.acquire("alice")).unwrap(), lease(1, None));
    done(one.release()).unwrap();
    assert_eq!(done(one.read()).unwrap().len(), 1);

    // Taking the lease alone fences nobody, a new run does.
    assert_eq!(done(other.acquire("bob")).unwrap(), lease(2, Some("alice (`apply`)")));
    done(other.release()).unwrap();
    assert_eq!(done(one.acquire("alice")).unwrap(), lease(1, None));
    done(one.release()).unwrap();
    done(other.acquire("bob")).unwrap();
    done(other.append(vec![opened("bob"), closed()])).unwrap();
    drop(other);
    let fenced = done(one.acquire("alice")).unwrap_err();
    assert!(matches!(fenced, LedgerError::Fenced { epoch: 2 }), "{fenced}");
    // What it does next is another run.
    assert_eq!(done(one.acquire("alice")).unwrap(), lease(3, None));
}

#[test]
fn a_file_has_one_writer_at_a_time() {
    let folder = TempDir::new().unwrap();
    check(file(&folder), || file(&folder));
}

#[test]
fn memory_has_one_writer_at_a_time() {
    let store = MemoryStore::new(clock());
    check(store.clone(), || store.clone());
}

#[test]
fn those_who_come_in_vain_are_told_since_when() {
    let folder = TempDir::new().unwrap();
    let mut one = file(&folder);
    done(one.acquire("alice (apply)")).unwrap();
    let held = done(file(&folder).acquire("bob")).unwrap_err();
    assert_eq!(
        held.to_string(),
        "alice (apply) (since 2026-01-02T03:04:06Z) is working on this deployment"
    );
    let words = fs::read_to_string(folder.path().join("lease")).unwrap();
    assert_eq!(words, r#"{"who":"alice (apply)","since":"2026-01-02T03:04:06Z","epoch":1}"#);
    done(one.release()).unwrap();
    assert_eq!(fs::read(folder.path().join("lease")).unwrap(), b"");
}

#[test]
fn words_that_cannot_be_read_still_hold() {
    let folder = TempDir::new().unwrap();
    let mut one = file(&folder);
    done(one.acquire("alice")).unwrap();
    fs::write(folder.path().join("lease"), "{\"who\":").unwrap();
    let held = done(file(&folder).acquire("bob")).unwrap_err();
    assert_eq!(held.to_string(), "another process is working on this deployment");
}

/// Does something to the folder behind a writer's back: its next append is fenced, writes nothing,
/// and takes the lease away.
fn check_fenced(meddle: impl Fn(&TempDir), epoch: u64) {
    let folder = TempDir::new().unwrap();
    let mut store = file(&folder);
    done(store.acquire("alice")).unwrap();
    done(store.append(short_run())).unwrap();
    meddle(&folder);
    let before = fs::read(folder.path().join("log.jsonl")).ok();
    match done(store.append(vec![started(3)])) {
        Err(LedgerError::Fenced { epoch: found }) => assert_eq!(found, epoch),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(folder.path().join("log.jsonl")).ok(), before);
    assert!(matches!(done(store.append(vec![started(3)])), Err(LedgerError::Storage { .. })));
}

#[test]
fn a_second_writer_fences() {
    // Another machine may not see our lock: it writes a run of its own.
    let foreign = |folder: &TempDir| {
        let log = fs::read(folder.path().join("log.jsonl")).unwrap();
        let mut other = MemoryStore::with_log(log.clone(), clock());
        done(other.acquire("bob")).unwrap();
        done(other.append(vec![opened("bob")])).unwrap();
        fs::OpenOptions::new()
            .append(true)
            .open(folder.path().join("log.jsonl"))
            .unwrap()
            .write_all(&other.log()[log.len()..])
            .unwrap();
    };
    check_fenced(foreign, 2);
}

#[test]
fn a_log_that_was_cut_changed_or_replaced_fences() {
    let log = |folder: &TempDir| folder.path().join("log.jsonl");
    check_fenced(|folder| fs::write(log(folder), "").unwrap(), 1);
    check_fenced(|folder| fs::remove_file(log(folder)).unwrap(), 1);
    let same_length = |folder: &TempDir| {
        let mut bytes = fs::read(log(folder)).unwrap();
        let last = bytes.len() - 5;
        bytes[last] ^= 1;
        fs::write(log(folder), bytes).unwrap();
    };
    check_fenced(same_length, 1);
    let replaced = |folder: &TempDir| {
        fs::copy(log(folder), folder.path().join("copy")).unwrap();
        fs::rename(folder.path().join("copy"), log(folder)).unwrap();
    };
    check_fenced(replaced, 1);
}

#[test]
fn a_lock_that_others_cannot_see_any_more_fences() {
    check_fenced(|folder| fs::remove_file(folder.path().join("lease")).unwrap(), 1);
}

//! Dying right before and right after a durable write.
use crate::entries::{closed, opened, short_run, started};
use crate::{clock, done};
use cutover_cloud::{LedgerError, LedgerStore};
use cutover_ledger::{FileStore, Hook, MemoryStore, Moment, Verdict};
use cutover_schemas::ledger::Entry;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Passes until the moment number `crash_at`, from 0.
fn crash_at(crash_at: usize) -> Hook {
    let moments = AtomicUsize::new(0);
    Arc::new(move |_, _| {
        if moments.fetch_add(1, Ordering::Relaxed) == crash_at {
            Verdict::Crash
        } else {
            Verdict::Pass
        }
    })
}

fn is_interrupted<T: std::fmt::Debug>(answer: Result<T, LedgerError>) -> bool {
    match answer {
        Err(LedgerError::Storage { source, .. }) => source.kind() == ErrorKind::Interrupted,
        other => panic!("{other:?}"),
    }
}

/// Two writes, so four moments; at each the dead handle stays dead and another one goes on.
fn check<S: LedgerStore>(make: impl Fn() -> (S, S), hook: impl Fn(&mut S, Option<Hook>)) {
    for (moment, survive) in [0, 1, 1, 3].into_iter().enumerate() {
        let (mut one, mut other) = make();
        hook(&mut one, Some(crash_at(moment)));
        done(one.acquire("alice")).unwrap();
        let first = done(one.append(vec![opened("alice")]));
        assert_eq!(first.is_err(), moment < 2);
        let second = done(one.append(vec![started(1), closed()]));
        assert!(is_interrupted(second), "moment {moment}");
        assert!(is_interrupted(done(one.acquire("alice"))));
        assert!(is_interrupted(done(one.read())));

        assert_eq!(done(other.read()).unwrap().len(), survive, "moment {moment}");
        let lease = done(other.acquire("bob")).unwrap();
        assert_eq!(lease.epoch, if survive == 0 { 1 } else { 2 });
        let open = survive == 1;
        assert_eq!(lease.takes_over.as_deref(), open.then_some("alice (`apply`)"));
        let next = done(other.append(vec![started(2)])).unwrap();
        assert_eq!(next[0].seq, survive as u64 + 1);
    }
}

#[test]
fn a_file_survives_its_writer() {
    let folders: Mutex<Vec<TempDir>> = Mutex::default();
    let make = || {
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_owned();
        folders.lock().unwrap().push(folder);
        (FileStore::new(path.clone(), clock()), FileStore::new(path, clock()))
    };
    check(make, FileStore::on_durable_write);
}

#[test]
fn memory_survives_its_writer() {
    let make = || {
        let store = MemoryStore::new(clock());
        (store.clone(), store)
    };
    check(make, MemoryStore::on_durable_write);
}

#[test]
fn the_hook_sees_each_batch_at_both_of_its_sides() {
    let seen: Arc<Mutex<Vec<(Moment, usize)>>> = Arc::default();
    let log = Arc::clone(&seen);
    let mut store = MemoryStore::new(clock());
    store.on_durable_write(Some(Arc::new(move |moment, records| {
        assert!(!matches!(records[0].entry, Entry::Ended(_)));
        log.lock().unwrap().push((moment, records.len()));
        Verdict::Pass
    })));
    done(store.acquire("alice")).unwrap();
    done(store.append(short_run())).unwrap();
    done(store.append(vec![])).unwrap();
    done(store.append(vec![started(3)])).unwrap();
    let expected =
        [(Moment::Before, 5), (Moment::After, 5), (Moment::Before, 1), (Moment::After, 1)];
    assert_eq!(*seen.lock().unwrap(), expected);
}

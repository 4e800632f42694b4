//! What people ask beside the holder of the lease: heard once, in order, and by whoever comes next if nobody did.
use crate::entries::{closed, opened};
use crate::{clock, done};
use cutover_cloud::LedgerStore;
use cutover_ledger::{FileStore, MemoryStore};
use cutover_schemas::ledger::{Entry, PersonRecord, Record, Timestamp};
use cutover_schemas::progress::Request;
use std::collections::BTreeSet;
use tempfile::TempDir;

fn request(number: u64, request: Request) -> Entry {
    Entry::Person(PersonRecord {
        number,
        request,
        functions: BTreeSet::new(),
        by: "ann".into(),
        reason: None,
        at: Timestamp(0),
    })
}

fn asked(records: &[Record]) -> Vec<(u64, Request)> {
    let people = records.iter().filter_map(|record| match &record.entry {
        Entry::Person(person) => Some((record.seq, person.request)),
        _ => None,
    });
    people.collect()
}

/// Both stores, the same story: `again` makes another handle on the same ledger.
fn check<S: LedgerStore>(mut holder: S, again: impl Fn() -> S) {
    done(holder.acquire("alice")).unwrap();
    done(holder.append(vec![opened("alice")])).unwrap();
    assert_eq!(asked(&done(holder.hear()).unwrap()), []);

    let mut other = again();
    done(other.ask(vec![request(0, Request::Pause)])).unwrap();
    done(again().ask(vec![request(0, Request::Abort)])).unwrap();
    let expect = [(1, Request::Pause), (2, Request::Abort)];
    assert_eq!(asked(&done(holder.hear()).unwrap()), expect);
    assert_eq!(asked(&done(holder.hear()).unwrap()), [], "each is heard once");
    assert_eq!(done(holder.read()).unwrap().len(), 1, "the log has one writer");

    // The holder dies with the first of them on the record: whoever comes next hears the other.
    done(holder.append(vec![request(1, Request::Pause)])).unwrap();
    drop(holder);
    let mut next = again();
    done(next.acquire("bob")).unwrap();
    assert_eq!(asked(&done(next.hear()).unwrap()), [(2, Request::Abort)]);
    done(next.append(vec![request(2, Request::Abort), closed()])).unwrap();
    drop(next);
    let mut last = again();
    done(last.acquire("carol")).unwrap();
    assert_eq!(asked(&done(last.hear()).unwrap()), []);
}

#[test]
fn requests_beside_a_file_are_heard_once_whoever_dies() {
    let folder = TempDir::new().unwrap();
    let store = || FileStore::new(folder.path().to_owned(), clock());
    check(store(), store);
}

#[test]
fn requests_beside_a_ledger_in_memory_are_heard_once_whoever_dies() {
    let store = MemoryStore::new(clock());
    let other = store.clone();
    check(store, move || other.clone());
}

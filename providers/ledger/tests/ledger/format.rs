//! Formats: what was written once is read forever, and what is newer is not half understood.
use crate::entries::{closed, ended, opened, opened_with, short_run, started};
use crate::{clock, done};
use cutover_cloud::{LedgerError, LedgerStore as _};
use cutover_ledger::{FileStore, MemoryStore};
use cutover_schemas::ledger::{Entry, Outcome};
use cutover_schemas::value::{Attrs, Value};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What the fixture of format 1 holds.
fn fixture() -> Vec<Entry> {
    vec![
        opened("arn:aws:iam::123456789012:user/alice"),
        started(1),
        ended(1, Outcome::Refused { code: "Throttling".to_owned(), message: "slow".to_owned() }),
        started(2),
        ended(2, Outcome::Done { outputs: Attrs::from([("url".to_owned(), Value::text("u"))]) }),
        closed(),
    ]
}

fn written(entries: Vec<Entry>) -> Vec<u8> {
    let mut store = MemoryStore::new(clock());
    done(store.acquire("alice")).unwrap();
    done(store.append(entries)).unwrap();
    store.log()
}

#[test]
fn format_1_is_read_and_written_as_it_always_was() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1/log.jsonl");
    if std::env::var_os("UPDATE").is_some() {
        // Before a release only: afterwards a difference means a new format.
        fs::write(&path, written(fixture())).unwrap();
    }
    let log = fs::read(&path).unwrap();
    let records = done(MemoryStore::with_log(log.clone(), clock()).read()).unwrap();
    let entries: Vec<Entry> = records.into_iter().map(|record| record.entry).collect();
    assert_eq!(entries, fixture());
    assert_eq!(String::from_utf8(written(fixture())), String::from_utf8(log));
}

/// A line of another format, with a valid checksum: the envelope is the same in all of them.
fn sealed(text: &str) -> String {
    let checksum = hex::encode(Sha256::digest(text));
    format!("{text},\"checksum\":\"{}\"}}\n", &checksum[..16])
}

#[test]
fn a_newer_format_can_be_read_up_to_but_not_written_after() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut log = written(short_run());
    log.extend(sealed(r#"{"format":2,"seq":6,"epoch":2,"novelty":true"#).bytes());
    fs::write(&path, &log).unwrap();

    let mut store = FileStore::new(folder.path().to_owned(), clock());
    let prefix = store.readable_prefix().unwrap();
    assert_eq!(prefix.records.len(), 5);
    let newer =
        |error: &LedgerError| matches!(error, LedgerError::Newer { format: 2, known: 1, .. });
    assert!(prefix.problem.as_ref().is_some_and(newer), "{:?}", prefix.problem);
    assert_eq!(done(store.read()).unwrap(), prefix.records);
    let refused = done(store.acquire("alice")).unwrap_err();
    assert!(newer(&refused), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), log);
}

#[test]
fn an_intact_line_that_is_no_record_is_damage() {
    let line = sealed(r#"{"format":1,"seq":1,"epoch":1,"entry":"what"#);
    let broken = done(MemoryStore::with_log(line.into_bytes(), clock()).read());
    assert!(matches!(broken, Err(LedgerError::Damaged { seq: 1, .. })), "{broken:?}");
    let line = sealed(r#"{"format":1,"seq":1"#);
    let lacking = done(MemoryStore::with_log(line.into_bytes(), clock()).read()).unwrap_err();
    assert!(lacking.to_string().contains("missing field"), "{lacking}");
}

#[test]
fn members_that_this_version_does_not_know_are_read_over() {
    let log = String::from_utf8(written(vec![started(1)])).unwrap();
    let text = log.split(",\"checksum\"").next().unwrap();
    let line = sealed(&format!("{text},\"later\":[1.10]"));
    let records = done(MemoryStore::with_log(line.into_bytes(), clock()).read()).unwrap();
    assert_eq!(records[0].entry, started(1));
}

#[test]
fn a_secret_never_reaches_the_ledger() {
    let secret = || Value::Secret(Box::new(Value::text("hunter2")));
    let attrs = Attrs::from([
        ("password".to_owned(), secret()),
        ("list".to_owned(), Value::List(vec![secret()])),
        ("map".to_owned(), Value::Map(Attrs::from([("deep".to_owned(), secret())]))),
    ]);
    let folder = TempDir::new().unwrap();
    let mut store = FileStore::new(folder.path().to_owned(), clock());
    done(store.acquire("alice")).unwrap();
    let run = vec![
        opened_with("alice", attrs.clone(), secret()),
        ended(1, Outcome::Done { outputs: attrs }),
    ];
    let records = done(store.append(run)).unwrap();

    let stored = fs::read_to_string(folder.path().join("log.jsonl")).unwrap();
    assert!(!stored.contains("hunter2"), "{stored}");
    // Attributes, the step's own attributes, the output, the outcome.
    assert_eq!(stored.matches(r#"{"$redacted":null}"#).count(), 10);
    // And the caller gets what is stored, not what it sent.
    assert!(!format!("{records:?}").contains("hunter2"));
    assert_eq!(done(store.read()).unwrap(), records);
}

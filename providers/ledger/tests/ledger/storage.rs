//! What is written, where, and who may read it.
use crate::entries::{closed, ended, opened, short_run, started};
use crate::{clock, done};
use cutover_cloud::{LedgerError, LedgerStore as _};
use cutover_ledger::{FileStore, MemoryStore, deployments};
use cutover_schemas::ledger::Outcome;
use cutover_schemas::value::Attrs;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use tempfile::TempDir;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn records_are_numbered_stamped_and_read_back() {
    let folder = TempDir::new().unwrap();
    let mut store = FileStore::new(folder.path().join("shop/prod"), clock());
    assert_eq!(done(store.read()).unwrap(), []);
    assert!(!folder.path().join("shop").exists(), "reading creates nothing");

    let lease = done(store.acquire("alice")).unwrap();
    assert_eq!((lease.epoch, lease.takes_over), (1, None));
    let mut written = done(store.append(vec![opened("alice"), started(1)])).unwrap();
    let outcome = Outcome::Done { outputs: Attrs::new() };
    written.extend(done(store.append(vec![ended(1, outcome)])).unwrap());
    assert_eq!(done(store.append(vec![])).unwrap(), []);
    written.extend(done(store.append(vec![closed()])).unwrap());
    done(store.release()).unwrap();

    assert_eq!(written.iter().map(|record| record.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(written.iter().all(|record| record.epoch == 1 && record.at == clock()()));
    assert_eq!(written[0].entry, opened("alice"));
    assert_eq!(done(store.read()).unwrap(), written);
    let mut other = FileStore::new(folder.path().join("shop/prod"), clock());
    assert_eq!(done(other.read()).unwrap(), written);
}

#[test]
fn only_the_owner_may_read() {
    let folder = TempDir::new().unwrap();
    let ledger = folder.path().join("ledger");
    let mut store = FileStore::new(ledger.join("shop/prod"), clock());
    done(store.acquire("alice")).unwrap();
    done(store.append(vec![started(1)])).unwrap();
    for name in ["", "shop", "shop/prod"] {
        assert_eq!(mode(&ledger.join(name)), 0o700, "{name}");
    }
    for name in ["shop/prod/log.jsonl", "shop/prod/lease"] {
        assert_eq!(mode(&ledger.join(name)), 0o600, "{name}");
    }
}

#[test]
fn a_ledger_knows_its_deployments() {
    let folder = TempDir::new().unwrap();
    assert_eq!(deployments(&folder.path().join("none")).unwrap(), []);
    for name in ["web/prod", "shop/prod", "shop/dev"] {
        done(FileStore::new(folder.path().join(name), clock()).acquire("alice")).unwrap();
    }
    fs::create_dir(folder.path().join("shop/never-applied")).unwrap();
    fs::write(folder.path().join("README"), "").unwrap();
    let names = [("shop", "dev"), ("shop", "prod"), ("web", "prod")];
    let names = names.map(|(stack, stage)| (stack.to_owned(), stage.to_owned()));
    assert_eq!(deployments(folder.path()).unwrap(), names);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("shop"), "in the way").unwrap();
    let mut store = FileStore::new(folder.path().join("shop/prod"), clock());
    match done(store.acquire("alice")) {
        Err(LedgerError::Storage { verb: "create", place, .. }) => {
            assert!(place.ends_with("shop/prod"), "{place}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn memory_holds_the_bytes_that_a_file_would() {
    let folder = TempDir::new().unwrap();
    let mut memory = MemoryStore::new(clock());
    done(memory.acquire("alice")).unwrap();
    let written = done(memory.append(short_run())).unwrap();
    fs::write(folder.path().join("log.jsonl"), memory.log()).unwrap();
    let mut file = FileStore::new(folder.path().to_owned(), clock());
    assert_eq!(done(file.read()).unwrap(), written);
    assert_eq!(done(memory.clone().read()).unwrap(), written);

    let mut fork = memory.fork();
    done(fork.acquire("bob")).unwrap();
    done(fork.append(vec![started(1)])).unwrap();
    assert_eq!(done(memory.read()).unwrap(), written, "a fork is its own");
}

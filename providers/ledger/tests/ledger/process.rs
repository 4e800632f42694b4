//! Another process: the lock of one that is killed is free at once.
use crate::entries::opened;
use crate::{clock, done};
use cutover_cloud::{LedgerError, LedgerStore as _};
use cutover_ledger::FileStore;
use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Names the folder for the process that is to hold it.
const FOLDER: &str = "CUTOVER_TEST_LEDGER_FOLDER";
const HOLDS: &str = "it holds the lease";

/// Not a test of its own: what the other process runs. Alone it does nothing.
#[test]
fn the_other_process() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let mut store = FileStore::new(PathBuf::from(folder), clock());
    done(store.acquire("the other process")).unwrap();
    done(store.append(vec![opened("the other process")])).unwrap();
    std::io::stdout().write_all(format!("\n{HOLDS}\n").as_bytes()).unwrap();
    // Until it is killed, or the test that started it is gone.
    let _ = std::io::stdin().read(&mut [0]);
}

#[test]
fn a_killed_process_is_taken_over_at_once() {
    let folder = TempDir::new().unwrap();
    let mut other = Command::new(env::current_exe().unwrap())
        .args(["--exact", "process::the_other_process", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(other.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == HOLDS));

    let mut store = FileStore::new(folder.path().to_owned(), clock());
    match done(store.acquire("alice")) {
        Err(LedgerError::Held { holder }) => {
            assert!(holder.starts_with("the other process (since "), "{holder}");
        }
        answer => panic!("{answer:?}"),
    }
    assert_eq!(done(store.read()).unwrap().len(), 1, "reading needs no lease");

    other.kill().unwrap();
    other.wait().unwrap();
    let lease = done(store.acquire("alice")).unwrap();
    assert_eq!(lease.epoch, 2);
    assert_eq!(lease.takes_over.as_deref(), Some("the other process (`apply`)"));
}

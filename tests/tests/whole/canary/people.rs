//! What people ask of a rollout that another process carries, or none.
use super::{RATE, Shop, alone, rolling, warmed};
use cutover_tests::need;
use cutover_tests::venv::venv;
use serde_json::json;
use std::time::{Duration, Instant};

#[test]
fn an_abort_from_another_shell_puts_the_alias_back_within_two_seconds() {
    let venv = need!(venv());
    let (shop, load, apply) = rolling(venv);
    let asked = Instant::now();
    shop.run(&["rollout", "abort", "--reason", "not today"]).is(0);
    let took = asked.elapsed();
    assert_eq!(shop.serving(), alone("1"));
    // The command has ended by then, whatever a process costs to start.
    assert!(took < Duration::from_secs(2), "{took:?}");
    let told = apply.wait().is(5).stderr;
    assert!(told.contains("asks to abort"), "{told}");
    let again = shop.apply().is(4).stderr;
    assert!(again.contains("aborted it"), "{again}");
    drop(load);
}

#[test]
fn a_pause_freezes_the_share_and_resume_goes_on() {
    let venv = need!(venv());
    let (shop, load, apply) = rolling(venv);
    shop.run(&["rollout", "pause", "web"]).is(0);
    let told = apply.wait().is(6).stderr;
    assert!(told.contains("held (paused)"), "{told}");
    assert_eq!(shop.serving()["weights"], json!({"2": 0.2}));
    shop.run(&["rollout", "watch"]).is(6);
    shop.run(&["rollout", "resume"]).is(8);
    shop.run(&["rollout", "watch"]).is(0);
    assert_eq!(shop.serving(), alone("2"));
    drop(load);
}

#[test]
fn a_job_that_does_not_wait_leaves_it_to_one_that_looks_and_one_that_watches() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    let load = shop.load();
    warmed(&load, RATE);
    shop.code("two", "pass");
    shop.run(&["apply", "--yes", "--no-wait"]).is(8);
    assert_eq!(shop.serving()["weights"], json!({"2": 0.2}));
    let empty = tempfile::tempdir().unwrap();
    shop.elsewhere(empty.path(), &["rollout", "watch", "--once"]).is(8);
    shop.elsewhere(empty.path(), &["rollout", "watch"]).is(0);
    assert_eq!(shop.serving(), alone("2"));
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    shop.run(&["rollout", "abort"]).is(1);
    drop(load);
}

#[test]
fn a_rollback_flips_at_once_and_sticks() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    shop.code("two", "pass");
    shop.run(&["apply", "--yes", "--strategy", "all_at_once", "--reason", "nobody is awake"]).is(0);
    assert_eq!(shop.serving(), alone("2"));
    let dry = shop.run(&["rollback", "function.web", "--dry-run"]).is(0);
    assert!(dry.stdout.contains("function.web/alias"), "{}", dry.stdout);
    assert_eq!(shop.serving(), alone("2"));
    shop.run(&["rollback", "function.web", "--yes", "--reason", "it is slow"]).is(0);
    assert_eq!(shop.serving(), alone("1"));
    let again = shop.apply().is(4).stderr;
    assert!(again.contains("it is slow"), "{again}");
    shop.code("three", "pass");
    shop.run(&["apply", "--yes", "--strategy", "all_at_once", "--reason", "mended"]).is(0);
    assert_eq!(shop.serving(), alone("3"));
    // What was taken back is not gone back to either.
    shop.run(&["rollback", "function.web", "--yes"]).is(0);
    assert_eq!(shop.serving(), alone("1"));
}

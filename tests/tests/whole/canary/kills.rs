//! The process that carries a rollout dies, in each phase; whoever comes next reaches the same end.
use super::{RATE, Shop, alone, says, warmed};
use cutover_tests::need;
use cutover_tests::venv::venv;

/// Kills `apply` as soon as it says that it has come to this, and goes on by `with`.
#[track_caller]
fn killed(phase: &str, with: impl Fn(&Shop<'_>)) {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    let load = shop.load();
    warmed(&load, RATE);
    shop.code("two", "pass");
    let mut apply = shop.start();
    says(&mut apply, phase);
    apply.kill();
    with(&shop);
    assert_eq!(shop.serving(), alone("2"), "killed while {phase}");
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    drop(load);
}

/// From an empty folder, by the ledger alone.
fn watched(shop: &Shop<'_>) {
    let empty = tempfile::tempdir().unwrap();
    shop.elsewhere(empty.path(), &["rollout", "watch"]).is(0);
}

fn applied(shop: &Shop<'_>) {
    shop.apply().is(0);
}

#[test]
fn before_a_version_is_published_apply_goes_on() {
    killed("upload function code", applied);
    killed("publishing", applied);
}

#[test]
fn from_the_published_version_on_watch_goes_on_from_anywhere() {
    for phase in ["published", "shifting", "baking"] {
        killed(phase, watched);
    }
}

#[test]
fn at_the_second_share_and_at_the_flip_watch_goes_on_from_anywhere() {
    for phase in ["50% of traffic", "flipping"] {
        killed(phase, watched);
    }
}

#[test]
fn apply_goes_on_with_a_share_where_it_was() {
    killed("baking", |shop| {
        let plan = shop.run(&["plan"]).is(0).stdout;
        assert!(plan.contains("the rollout of version 2 goes on at 20%"), "{plan}");
        applied(shop);
    });
}

#[test]
fn another_content_waits_until_the_rollout_is_ended() {
    let venv = need!(venv());
    let shop = Shop::open(venv);
    shop.code("two", "pass");
    shop.run(&["apply", "--yes", "--no-wait"]).is(8);
    shop.code("three", "pass");
    let refused = shop.apply().is(4).stderr;
    assert!(refused.contains("is under way at 20%"), "{refused}");
    shop.run(&["rollout", "abort"]).is(0);
    assert_eq!(shop.serving(), alone("1"));
    shop.run(&["apply", "--yes", "--strategy", "all_at_once", "--reason", "quick"]).is(0);
    assert_eq!(shop.serving(), alone("3"));
}

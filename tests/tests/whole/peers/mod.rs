//! The emulators of others start, answer boto3, end, and can't do what docs/known-differences.md says they can't.
//!
//! Every example lives on them, and so does the stack of everything with its no-phantom cases; a row of
//! [`differences`] that nothing needs fails the test.
mod everything;
mod examples;
mod rounds;

use cutover_tests::differences;
use cutover_tests::need;
use cutover_tests::peers::{Kind, Peer};
use cutover_tests::python::Script;
use cutover_tests::venv::venv;
use examples::Visit;
use std::time::Instant;

/// Each script gets a cloud with nothing in it.
#[track_caller]
fn is_as_known(kind: Kind, differences: &str) {
    let venv = need!(venv());
    for script in ["peer.py", differences] {
        let peer = need!(Peer::start(kind));
        Script::new(venv, script).at(peer.endpoint()).passes();
    }
}

#[test]
fn ministack_is_as_known() {
    is_as_known(Kind::Ministack, "known_ministack.py");
}

#[test]
fn moto_is_as_known() {
    is_as_known(Kind::Moto, "known_moto.py");
}

/// Tells all that went wrong, and the rows that nothing needed.
#[track_caller]
fn everything_lives_on(kind: Kind) {
    let venv = need!(venv());
    let visit = Visit::new(kind, need!(Peer::start(kind)), venv);
    let began = Instant::now();
    let (mut used, mut wrong) = examples::every_example(&visit);
    println!("examples on {kind:?}: {:.0?}", began.elapsed());
    visit.reset();
    let began = Instant::now();
    let (needed, more) = everything::no_phantoms(&visit);
    println!("the stack of everything on {kind:?}: {:.0?}", began.elapsed());
    used.extend(needed);
    wrong.extend(more);
    let idle = differences::of(kind).iter().filter(|row| !used.contains(&row.shows));
    wrong.extend(idle.map(|row| format!("an exception that is not needed: {row:?}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_example_and_every_attribute_lives_on_ministack() {
    everything_lives_on(Kind::Ministack);
}

#[test]
fn every_example_and_every_attribute_lives_on_moto() {
    everything_lives_on(Kind::Moto);
}

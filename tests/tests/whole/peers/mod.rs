//! The emulators of others start, answer boto3, end, and can't do what docs/known-differences.md says they can't.
mod examples;

use cutover_tests::need;
use cutover_tests::peers::{Kind, Peer};
use cutover_tests::python::Script;
use cutover_tests::venv::venv;

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

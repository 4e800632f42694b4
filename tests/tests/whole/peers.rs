//! The emulators of others start, answer boto3, and end.
use cutover_tests::need;
use cutover_tests::peers::{Kind, Peer};
use cutover_tests::python::Script;
use cutover_tests::venv::venv;

#[track_caller]
fn answers(kind: Kind) {
    let venv = need!(venv());
    let peer = need!(Peer::start(kind));
    Script::new(venv, "peer.py").at(peer.endpoint()).passes();
}

#[test]
fn ministack_answers_boto3() {
    answers(Kind::Ministack);
}

#[test]
fn moto_answers_boto3() {
    answers(Kind::Moto);
}

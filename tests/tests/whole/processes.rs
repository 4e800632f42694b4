//! What the local cloud starts and where it listens: every process ends with it, however it ends, and nothing is
//! reachable from another machine.
use crate::cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::poll;
use cutover_tests::process::{self, Ended};
use cutover_tests::python::Script;
use cutover_tests::sockets::{self, Protocol};
use cutover_tests::stack::Stack;
use cutover_tests::venv::{Venv, venv};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

/// How long anything may outlive the server.
const LINGERS: Duration = Duration::from_secs(5);

/// A local cloud with workers of every language, some at work, some with children, one of them nobody's.
struct Crowd {
    cloud: LocalCloud,
    _stack: Stack,
    /// Everything that runs because the cloud does, without the server itself.
    processes: BTreeSet<u32>,
}

impl Crowd {
    #[track_caller]
    fn gather(venv: &Venv) -> Self {
        let stack = Stack::empty();
        let cloud = LocalCloud::up(&cutover().with_python(venv), stack.path());
        let script = Script::new(venv, "local_processes.py").at(&cloud.endpoint());
        let told = script.arg(stack.path()).passes().stdout;
        let strays: Vec<u32> = told.lines().map(|line| line.parse().unwrap()).collect();
        assert_eq!(strays.len(), 3, "{told}");
        let mut processes: BTreeSet<u32> = process::children(cloud.id()).into_iter().collect();
        let programs: Vec<String> = processes.iter().map(|id| process::line(*id)).collect();
        for wanted in ["bootstrap.py", "bootstrap.cjs", "/bootstrap\0", "sleep\0"] {
            assert!(programs.iter().any(|one| one.contains(wanted)), "no {wanted}: {programs:?}");
        }
        processes.extend(strays);
        let running = processes.iter().all(|id| process::runs(*id));
        assert!(running, "something ended by itself: {processes:?}");
        Self { cloud, _stack: stack, processes }
    }

    /// Insists that nothing is left soon after an end.
    #[track_caller]
    fn goes_with(self, end: impl FnOnce(LocalCloud)) {
        let Self { cloud, processes, _stack } = self;
        end(cloud);
        let left = || processes.iter().copied().filter(|id| process::runs(*id));
        let gone = poll::within(LINGERS, || left().next().is_none().then_some(()));
        let lines: Vec<String> = left().map(process::line).collect();
        for id in left() {
            process::kill(id);
        }
        assert_eq!(gone, Some(()), "they outlive the server: {lines:?}");
    }
}

#[test]
fn nothing_outlives_a_killed_server() {
    Crowd::gather(need!(venv())).goes_with(|cloud| drop(cloud.crash()));
}

/// The end of a server that is asked to end: soon, and well.
#[track_caller]
fn ended_well(ended: &Ended) {
    assert_eq!(ended.code, Some(0), "{ended}");
}

#[test]
fn nothing_outlives_a_terminated_server() {
    Crowd::gather(need!(venv())).goes_with(|cloud| ended_well(&cloud.terminated()));
}

#[test]
fn nothing_outlives_an_interrupted_server() {
    Crowd::gather(need!(venv())).goes_with(|cloud| ended_well(&cloud.interrupted()));
}

#[test]
fn nothing_listens_or_speaks_beyond_loopback() {
    let crowd = Crowd::gather(need!(venv()));
    let everyone = crowd.processes.iter().copied().chain([crowd.cloud.id()]);
    let all: Vec<_> = everyone.flat_map(sockets::of).collect();
    let server: SocketAddr = crowd.cloud.host().parse().unwrap();
    let listening = all.iter().filter(|one| one.protocol == Protocol::Tcp && one.listens());
    let doors: BTreeSet<SocketAddr> = listening.map(|one| one.local).collect();
    // The server's own door, and one for each worker.
    assert!(doors.contains(&server) && doors.len() > 6, "{all:?}");
    let outside: Vec<_> = all.iter().filter(|one| !one.is_loopback()).collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn no_word_makes_the_local_cloud_listen_elsewhere() {
    let stack = Stack::empty();
    for words in [&["--host", "0.0.0.0"][..], &["--port", "0.0.0.0:0"], &["--bind", "::"]] {
        let refused = cutover().run(stack.path(), &[&["local", "up"], words].concat()).is(64);
        assert!(refused.stderr.contains(words[0]), "{refused}");
    }
}

//! `cutover local up` as a server of its own, with a recorder before it.
use crate::cutover::Cutover;
use crate::poll;
use crate::process::{Ended, Running};
use crate::recorder::Recorder;
use crate::strict::{self, Verdict};
use crate::venv::Venv;
use std::path::{Path, PathBuf};
use std::time::Duration;

const STARTING: Duration = Duration::from_secs(20);

/// A running local cloud; it ends when this is dropped.
#[derive(Debug)]
pub struct LocalCloud {
    server: Running,
    host: String,
    directory: PathBuf,
    recorder: Recorder,
}

impl LocalCloud {
    /// Starts the local cloud of a directory.
    #[track_caller]
    pub fn up(cutover: &Cutover, directory: &Path) -> Self {
        Self::up_with(cutover, directory, &[])
    }

    /// The same, with more words for `local up`.
    #[track_caller]
    pub fn up_with(cutover: &Cutover, directory: &Path, words: &[&str]) -> Self {
        let (server, host) = serve(cutover, directory, words);
        let recorder = Recorder::before(&host);
        Self { server, host, directory: directory.to_owned(), recorder }
    }

    /// Where it answers; every call through here is recorded.
    pub fn endpoint(&self) -> String {
        self.recorder.endpoint()
    }

    /// Its own address, past the recorder.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.server.id()
    }

    /// Ends it with `kill -9`.
    pub fn crash(self) -> Crashed {
        let Self { server, directory, recorder, .. } = self;
        server.kill();
        Crashed { directory, recorder }
    }

    /// Asks it to end, and waits until it has.
    #[track_caller]
    pub fn terminated(self) -> Ended {
        self.server.terminate();
        self.server.wait()
    }

    /// The same, as Ctrl-C in a terminal asks.
    #[track_caller]
    pub fn interrupted(self) -> Ended {
        self.server.interrupt();
        self.server.wait()
    }

    /// Holds every call so far, and its answer, against AWS's own service models.
    #[track_caller]
    pub fn strictly(&self, venv: &Venv) -> Verdict {
        strict::insist(venv, &self.recorder.file())
    }
}

/// A local cloud after `kill -9`.
#[derive(Debug)]
pub struct Crashed {
    directory: PathBuf,
    recorder: Recorder,
}

impl Crashed {
    /// Starts it again in the same directory, behind the same endpoint.
    #[track_caller]
    pub fn up_again(self, cutover: &Cutover) -> LocalCloud {
        let Self { directory, recorder } = self;
        let (server, host) = serve(cutover, &directory, &[]);
        recorder.retarget(&host);
        LocalCloud { server, host, directory, recorder }
    }
}

fn world(directory: &Path) -> PathBuf {
    directory.join(".cutover/local")
}

#[track_caller]
fn serve(cutover: &Cutover, directory: &Path, words: &[&str]) -> (Running, String) {
    let announced = world(directory).join("endpoint");
    // A crashed server leaves its file: the new one must not be mistaken for it.
    let _ = std::fs::remove_file(&announced);
    let mut server = cutover.start(directory, &[&["local", "up", "--port", "0"], words].concat());
    let ready = poll::within(STARTING, || {
        let text = std::fs::read_to_string(&announced).ok().filter(|text| !text.is_empty());
        text.map(Ok).or_else(|| (!server.alive()).then_some(Err(())))
    });
    let Some(Ok(endpoint)) = ready else { panic!("no local cloud\n{}", server.look()) };
    let host = endpoint.trim().strip_prefix("http://").expect("a plain endpoint").to_owned();
    (server, host)
}

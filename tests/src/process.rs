//! Other processes: started in a group of their own, ended whole, never waited for without a limit.
use crate::poll;
use rustix::process::{Pid, Signal, kill_process_group};
use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// How long any one process of the tests may take.
const LONGEST: Duration = Duration::from_secs(150);

/// What a process left behind.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Its command line, for messages.
    pub line: String,
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// All it wrote to stdout.
    pub stdout: String,
    /// All it wrote to stderr.
    pub stderr: String,
}

impl Ended {
    /// Insists on an exit code.
    #[track_caller]
    pub fn is(self, code: i32) -> Self {
        assert!(self.code == Some(code), "expected exit code {code}\n{self}");
        self
    }

    /// Reads stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// Reads stdout as one JSON document a line.
    #[track_caller]
    pub fn events(&self) -> Vec<serde_json::Value> {
        let read =
            |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}\n{self}"));
        self.stdout.lines().map(read).collect()
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, code, stdout, stderr } = self;
        let code = code.map_or_else(|| "a signal".to_owned(), |code| code.to_string());
        write!(f, "$ {line}\nexit code: {code}\n--- stdout\n{stdout}--- stderr\n{stderr}---")
    }
}

/// A process that runs; it and its group end when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    line: String,
    /// Holds what it writes: a pipe would block it, and be kept open by its children.
    outputs: TempDir,
    over: bool,
}

impl Running {
    /// Starts a process in a group of its own, without stdin.
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let outputs = tempfile::tempdir().unwrap();
        let file = |name| File::create(outputs.path().join(name)).unwrap();
        let line = format!("{command:?}");
        command.process_group(0).stdin(Stdio::null()).stdout(file("stdout")).stderr(file("stderr"));
        let child = command.spawn().unwrap_or_else(|error| panic!("{line}: {error}"));
        Self { child, line: short(command), outputs, over: false }
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote so far, and how it ended if it did.
    pub fn look(&mut self) -> Ended {
        let code = self.child.try_wait().unwrap().and_then(|status| status.code());
        self.ended(code)
    }

    /// Whether it still runs.
    pub fn alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    #[track_caller]
    pub fn wait(mut self) -> Ended {
        let status = poll::within(LONGEST, || self.child.try_wait().unwrap());
        let Some(status) = status else {
            panic!("still running after {LONGEST:?}\n{}", self.look())
        };
        self.over = true;
        self.ended(status.code())
    }

    /// Asks it to end, as Ctrl-C in a CI runner does.
    pub fn terminate(&self) {
        let _ = rustix::process::kill_process(self.pid(), Signal::TERM);
    }

    /// Interrupts it and its group, as Ctrl-C in a terminal does.
    pub fn interrupt(&self) {
        let _ = kill_process_group(self.pid(), Signal::INT);
    }

    /// Ends the process itself at once, and nothing else of its group: `kill -9`.
    pub fn kill(mut self) -> Ended {
        let _ = rustix::process::kill_process(self.pid(), Signal::KILL);
        let _ = self.child.wait();
        self.over = true;
        self.ended(None)
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn ended(&self, code: Option<i32>) -> Ended {
        let read = |name| {
            let bytes = std::fs::read(self.outputs.path().join(name)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Ended { line: self.line.clone(), code, stdout: read("stdout"), stderr: read("stderr") }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.over {
            let _ = kill_process_group(self.pid(), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

fn short(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default();
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// The processes that a process started, and theirs.
pub fn children(id: u32) -> Vec<u32> {
    let everyone: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|one| Some((one, parent(one)?)))
        .collect();
    let mut found = vec![id];
    let mut at = 0;
    while let Some(&above) = found.get(at) {
        found.extend(everyone.iter().filter(|(_, parent)| *parent == above).map(|(one, _)| one));
        at += 1;
    }
    found.split_off(1)
}

/// Whether a process still runs; one that ended and is not yet collected doesn't.
pub fn runs(id: u32) -> bool {
    stat(id).is_some_and(|rest| !rest.starts_with('Z'))
}

/// The words of a process's command line, each ended by a zero; empty once it is gone.
pub fn line(id: u32) -> String {
    let bytes = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Ends any process, if it still runs.
pub fn kill(id: u32) {
    if let Some(id) = Pid::from_raw(id.cast_signed()) {
        let _ = rustix::process::kill_process(id, Signal::KILL);
    }
}

fn parent(id: u32) -> Option<u32> {
    stat(id)?.split(' ').nth(1)?.parse().ok()
}

/// State, parent and so on: all after the program's name, which may hold anything.
fn stat(id: u32) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    Some(text.rsplit_once(") ")?.1.to_owned())
}

//! The hidden worker command: a process that stands between the server and one worker, so that nothing the worker
//! starts outlives the server, however the server ends.
//!
//! The server holds the other end of the supervisor's stdin. When the server lets go of it, or is killed, the supervisor
//! reads the end of file and kills all that is below it. On Linux it adopts what lost its parent: a function's daemons,
//! in sessions of their own, are its children then. Elsewhere only the worker's process group goes.

#[cfg(target_os = "linux")]
mod linux;

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process_group, wait};

/// The status of a worker whose program could not be executed.
const CANNOT_EXECUTE: u8 = 126;
/// Between two looks at what still runs.
const PAUSE: Duration = Duration::from_millis(2);

/// Runs `args` as a worker, and ends as it ends, with everything that it started. Stdin is the server's hold on it.
///
/// A leading `--` is skipped. A program that can't be executed is told on stderr, where the server takes it into the
/// function's log.
pub fn worker_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = args.into_iter().skip_while(|word| word == "--").collect();
    #[cfg(target_os = "linux")]
    if let Some(ended) = linux::tied(&words) {
        return ended;
    }
    if words.is_empty() {
        return refuse("a worker needs a program to run");
    }
    match supervise(&words) {
        Ok(status) => end_as(status),
        Err(error) => refuse(&format!("cannot start the worker: {error}")),
    }
}

/// Starts the worker, waits for its end, and ends what it left behind.
fn supervise(words: &[OsString]) -> io::Result<WaitStatus> {
    #[cfg(target_os = "linux")]
    linux::adopt()?;
    let child = worker(words).stdin(Stdio::null()).process_group(0).spawn()?;
    let group = Pid::from_child(&child);
    std::thread::Builder::new().spawn(move || follow_the_server(group))?;
    let status = loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((id, status))) if id == group => break status,
            // Something adopted ended.
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    };
    // Numbers come round late: the group is still the worker's, though the worker's own number is free.
    let _ = kill_process_group(group, Signal::KILL);
    while !all_ended() {
        kill_children();
        std::thread::sleep(PAUSE);
    }
    Ok(status)
}

/// Waits until the server is gone or lets go, then kills until this process ends.
fn follow_the_server(group: Pid) {
    // Nothing is ever written there: this returns when the other end is closed.
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
    loop {
        let _ = kill_process_group(group, Signal::KILL);
        kill_children();
        std::thread::sleep(PAUSE);
    }
}

/// Collects the children that ended; whether there are no more.
fn all_ended() -> bool {
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) | Err(Errno::INTR) => {}
            Ok(None) => return false,
            Err(_) => return true,
        }
    }
}

#[cfg(target_os = "linux")]
use linux::{kill_children, worker};

#[cfg(not(target_os = "linux"))]
fn kill_children() {}

#[cfg(not(target_os = "linux"))]
fn worker(words: &[OsString]) -> std::process::Command {
    let mut words = words.iter();
    // Invariant: there is at least a program; an empty name fails to spawn.
    let mut command = std::process::Command::new(words.next().cloned().unwrap_or_default());
    command.args(words);
    command
}

/// Ends this process the way the worker ended.
fn end_as(status: WaitStatus) -> ExitCode {
    let Some(number) = status.terminating_signal() else {
        let code = status.exit_status().and_then(|code| u8::try_from(code).ok());
        return code.map_or(ExitCode::FAILURE, ExitCode::from);
    };
    // The core dump, if any, was the worker's.
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
    if let Some(signal) = Signal::from_named_raw(number) {
        // The first of a fault's signals is taken by the guard of this program's own stack.
        for _ in 0..2 {
            let _ = rustix::process::kill_process(rustix::process::getpid(), signal);
        }
    }
    u8::try_from(128 + number).map_or(ExitCode::FAILURE, ExitCode::from)
}

fn refuse(message: &str) -> ExitCode {
    use std::io::Write as _;
    // A worker without stderr has nobody to tell.
    let _ = writeln!(io::stderr(), "{message}");
    ExitCode::from(CANNOT_EXECUTE)
}

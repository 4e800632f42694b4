//! What Linux lends a supervisor: it adopts what lost its parent, and takes the worker with it when it is killed.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use rustix::process::{Pid, Signal, getpid, getppid, kill_process};

/// The first word of the process that becomes the worker; the supervisor's id follows.
const TIED: &str = "--tied-to";
/// The name under which a supervisor runs: who ends the server by name doesn't hit what cleans up after it.
const NAME: &str = "worker-keeper";

/// Makes this process the parent of everything below it that loses its own.
pub(super) fn adopt() -> io::Result<()> {
    // Only a nicer name.
    let _ = std::fs::write("/proc/self/comm", NAME);
    Ok(rustix::process::set_child_subreaper(Some(getpid()))?)
}

/// The worker's command: this program once more, to be tied to this process before it becomes the worker.
pub(super) fn worker(words: &[OsString]) -> Command {
    let own: Vec<OsString> = std::env::args_os().collect();
    // What came before the worker's words made this program a supervisor.
    let before = own.len().saturating_sub(words.len());
    let mut command = Command::new("/proc/self/exe");
    command.args(own.get(1..before).unwrap_or_default());
    command.arg(TIED).arg(std::process::id().to_string()).args(words);
    command
}

/// Becomes the worker, if these are the words for it.
pub(super) fn tied(words: &[OsString]) -> Option<ExitCode> {
    match words {
        [first, supervisor, program, arguments @ ..] if first == TIED => {
            Some(become_worker(supervisor, program, arguments))
        }
        _ => None,
    }
}

/// Asks the kernel to kill this process when its supervisor ends, then executes the program.
fn become_worker(supervisor: &OsString, program: &OsString, arguments: &[OsString]) -> ExitCode {
    let signal = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    if let Err(error) = signal {
        return super::refuse(&format!("cannot tie the worker to its supervisor: {error}"));
    }
    let parent = getppid().map(|id| OsString::from(id.as_raw_nonzero().to_string()));
    // A supervisor that ended before the signal was asked for sends none.
    if parent.as_ref() != Some(supervisor) {
        return ExitCode::FAILURE;
    }
    let error = Command::new(program).args(arguments).exec();
    super::refuse(&format!("cannot execute `{}`: {error}", program.display()))
}

/// Kills the children of this process; theirs are its own after that.
pub(super) fn kill_children() {
    let own = getpid();
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    for id in all.filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?)) {
        if parent(id) == Some(own) {
            let _ = kill_process(id, Signal::KILL);
        }
    }
}

fn parent(id: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", id.as_raw_nonzero())).ok()?;
    // The program's name comes before, and may hold anything.
    let after = stat.rsplit_once(") ")?.1;
    Pid::from_raw(after.split(' ').nth(1)?.parse().ok()?)
}

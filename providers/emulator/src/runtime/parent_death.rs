//! The hidden worker command: ties a process to the server's life and becomes that process.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

/// The status of a worker whose program could not be executed.
const CANNOT_EXECUTE: u8 = 126;

/// Asks the kernel to kill this process when the thread that spawned it ends, then executes `args`.
///
/// A leading `--` is skipped. Returns only when there is nothing to execute or it cannot be executed; the reason is
/// written to stderr, where the server takes it into the function's log.
pub fn worker_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut words = args.into_iter().skip_while(|word| word == "--");
    let Some(program) = words.next() else {
        return refuse("a worker needs a program to run");
    };
    #[cfg(target_os = "linux")]
    if let Err(error) =
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
    {
        return refuse(&format!("cannot tie the worker to the server: {error}"));
    }
    let error = Command::new(&program).args(words).exec();
    refuse(&format!("cannot execute `{}`: {error}", program.display()))
}

fn refuse(message: &str) -> ExitCode {
    use std::io::Write as _;
    // A worker without stderr has nobody to tell.
    let _ = writeln!(std::io::stderr(), "{message}");
    ExitCode::from(CANNOT_EXECUTE)
}

//! The server's hold on a worker: letting go of it ends the worker, and what it started.

use std::num::NonZeroI32;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStdin};

/// What ends a worker when this is dropped.
pub(super) enum Hold {
    /// Its supervisor does, once this pipe is closed.
    Supervised { supervisor: Pid, _pipe: ChildStdin },
    /// It leads this group.
    Direct(Pid),
}

impl Hold {
    /// The hold on a process just started; `None` where it is gone already.
    pub(super) fn on(child: &mut Child) -> Option<Self> {
        let id = child.id().and_then(|id| Pid::from_raw(id.cast_signed()))?;
        Some(match child.stdin.take() {
            Some(pipe) => Self::Supervised { supervisor: id, _pipe: pipe },
            None => Self::Direct(id),
        })
    }

    /// The most memory the worker has held, as the OS tells it.
    pub(super) fn memory_mb(&self) -> u64 {
        let Some(process) = self.process() else { return 0 };
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|rest| rest.split_whitespace().next());
        kilobytes.and_then(|number| number.parse::<u64>().ok()).map_or(0, |kb| kb.div_ceil(1024))
    }

    /// The process that runs the code.
    fn process(&self) -> Option<NonZeroI32> {
        match self {
            Self::Direct(id) => Some(id.as_raw_nonzero()),
            Self::Supervised { supervisor, .. } => {
                let id = supervisor.as_raw_nonzero();
                let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
                // The first is the worker; what its supervisor adopted comes after it.
                children.ok()?.split_whitespace().next()?.parse().ok()
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Self::Direct(group) = self {
            // A group that is gone already is what was wanted.
            let _ = kill_process_group(*group, Signal::KILL);
        }
    }
}

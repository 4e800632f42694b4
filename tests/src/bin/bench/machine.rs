//! The machine, and what a process used of it, as Linux counts.
use super::{CHILD, Failure};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// What a process used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    /// Processor seconds, to the hundredth.
    pub(crate) seconds: f64,
    /// Peak memory in MB.
    pub(crate) peak: f64,
}

/// The machine and the build, for the table's reader.
pub(crate) fn told() -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let (cpu, memory, load) = (read("/proc/cpuinfo"), read("/proc/meminfo"), read("/proc/loadavg"));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let build = if cfg!(debug_assertions) { "not optimised" } else { "optimised" };
    format!(
        "{cores} cores of {}, {} memory, Linux {}, load {}; {build}\n",
        field(&cpu, "model name"),
        field(&memory, "MemTotal"),
        read("/proc/sys/kernel/osrelease").trim(),
        load.split(' ').next().unwrap_or_default(),
    )
}

/// Processor seconds of this process so far.
pub(crate) fn own_seconds() -> f64 {
    ticks("/proc/self/stat").unwrap_or_default() / 100.0
}

/// Memory of a process at present, in MB; what it shares counts in full.
pub(crate) fn memory_of(id: u32) -> f64 {
    kilobytes(&format!("/proc/{id}/status"), "VmRSS:").unwrap_or_default() / 1024.0
}

/// Clock ticks of this process and its peak memory in kB.
pub(crate) fn used() -> Option<String> {
    Some(format!("{} {}", ticks("/proc/self/stat")?, kilobytes("/proc/self/status", "VmHWM:")?))
}

fn ticks(file: &str) -> Option<f64> {
    let stat = std::fs::read_to_string(file).ok()?;
    let after = stat.rsplit(')').next()?;
    let field = |at: usize| after.split_whitespace().nth(at)?.parse::<f64>().ok();
    Some(field(11)? + field(12)?)
}

fn kilobytes(file: &str, name: &str) -> Option<f64> {
    let status = std::fs::read_to_string(file).ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}

/// Runs this program with these words in a process of its own, and says what it wrote and used.
pub(crate) fn measured(home: &Path, words: &[OsString]) -> Result<(String, Used), Failure> {
    let left = home.join("used");
    let output = Command::new(std::env::current_exe()?)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env(CHILD, &left)
        .env("HOME", home)
        .args(words)
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("`{}` failed: {said}{told}", words.join(" ")).into());
    }
    let used = std::fs::read_to_string(left)?;
    let mut used = used.split(' ').map(str::parse::<f64>);
    let mut next = || used.next().ok_or("the process left no figures")?.map_err(Failure::from);
    Ok((said, Used { seconds: next()? / 100.0, peak: next()? / 1024.0 }))
}

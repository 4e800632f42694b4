//! Calls, wall time, processor time and peak memory of plan, apply, no-op plan and destroy at 10,
//! 100 and 1,000 functions, against the embedded local cloud, and the time to start. Prints a Markdown table.
//!
//! `cargo run --release -p cutover-tests --bin bench [SIZES...]`. Each command runs in a process
//! of its own, so that time and memory are its alone; the cloud runs in this one.
use cutover_emulator::{Config, Server, Settings, World};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// An API takes 300 routes.
const FUNCTIONS_PER_API: usize = 200;
/// Set in the process that runs one command: where it leaves what it used.
const CHILD: &str = "CUTOVER_BENCH_CHILD";

/// The commands, in the order in which they are measured.
const COMMANDS: &[(&str, &[&str])] = &[
    ("plan, nothing there yet", &["plan"]),
    ("apply", &["apply", "--yes"]),
    ("plan, nothing to do", &["plan"]),
    ("plan --full, nothing to do", &["plan", "--full"]),
    ("destroy", &["destroy", "--yes"]),
];

/// How often the start is measured.
const STARTS: usize = 50;
/// A program that people run by hand starts before they notice.
const LONGEST_START: Duration = Duration::from_millis(20);

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let done = match std::env::var_os(CHILD) {
        Some(file) => return child(Path::new(&file)),
        None => parent(),
    };
    match done {
        Ok((start, table)) => {
            let (millis, most) = (start.as_secs_f64() * 1_000.0, LONGEST_START.as_millis());
            print(&format!(
                "`cutover version`: {millis:.1} ms (median of {STARTS}, at most {most} ms allowed)\n\n{table}"
            ));
            if start < LONGEST_START { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            print(&format!("the benchmark failed: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn print(text: &str) {
    print!("{text}");
}

/// Runs one command of cutover and leaves what it used in the file.
fn child(file: &Path) -> ExitCode {
    let exit = cutover::run(std::env::args_os()).code();
    let used = used().unwrap_or_default();
    match std::fs::write(file, used) {
        Ok(()) => ExitCode::from(exit),
        Err(_) => ExitCode::FAILURE,
    }
}

/// Clock ticks of this process and its peak memory in kB, as Linux counts them.
fn used() -> Option<String> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after = stat.rsplit(')').next()?;
    let field = |at: usize| after.split_whitespace().nth(at)?.parse::<u64>().ok();
    let ticks = field(11)? + field(12)?;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let peak: u64 = peak.split_whitespace().next()?.parse().ok()?;
    Some(format!("{ticks} {peak}"))
}

fn parent() -> Result<(Duration, String), Failure> {
    let start = started()?;
    let sizes: Vec<usize> =
        std::env::args().skip(1).map(|size| size.parse()).collect::<Result<_, _>>()?;
    let sizes = if sizes.is_empty() { vec![10, 100, 1_000] } else { sizes };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut table = String::from(
        "| functions | command | resources | reads | writes | wall s | CPU s | peak MB |\n|---|---|---|---|---|---|---|---|\n",
    );
    for size in sizes {
        let folder = tempfile::tempdir()?;
        stack(folder.path(), size)?;
        let server = runtime.block_on(Server::start(
            World::new(Settings::default()),
            Config { journal: 1, ..Config::default() },
        ))?;
        let calls = Calls::watch(&server);
        for (name, words) in COMMANDS {
            let row = measured(folder.path(), &server.url(), words, &calls)?;
            let resources = resources(folder.path());
            writeln!(table, "| {size} | {name} | {resources} | {row} |")?;
        }
        runtime.block_on(server.stop());
    }
    Ok((start, table))
}

/// The median time of `cutover version`.
fn started() -> Result<Duration, Failure> {
    let folder = tempfile::tempdir()?;
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let began = Instant::now();
        let output = Command::new(std::env::current_exe()?)
            .env_clear()
            .env(CHILD, folder.path().join("used"))
            .arg("version")
            .output()?;
        times.push(began.elapsed());
        if !output.status.success() {
            return Err("`version` failed".into());
        }
    }
    times.sort_unstable();
    Ok(times.get(STARTS / 2).copied().unwrap_or_default())
}

/// Calls that the cloud has answered.
struct Calls {
    reads: Arc<AtomicU64>,
    writes: Arc<AtomicU64>,
}

impl Calls {
    fn watch(server: &Server) -> Self {
        let calls = Self { reads: Arc::default(), writes: Arc::default() };
        let (reads, writes) = (Arc::clone(&calls.reads), Arc::clone(&calls.writes));
        server.set_hook(Some(Arc::new(move |call| {
            if call.phase == cutover_emulator::Phase::After {
                let counter = if call.mutating { &writes } else { &reads };
                counter.fetch_add(1, Ordering::Relaxed);
            }
            cutover_emulator::Verdict::Pass
        })));
        calls
    }

    fn take(&self) -> (u64, u64) {
        (self.reads.swap(0, Ordering::Relaxed), self.writes.swap(0, Ordering::Relaxed))
    }
}

fn measured(dir: &Path, url: &str, words: &[&str], calls: &Calls) -> Result<String, Failure> {
    calls.take();
    let left = dir.join("used");
    let began = Instant::now();
    let output = Command::new(std::env::current_exe()?)
        .env_clear()
        .env(CHILD, &left)
        .env("HOME", dir)
        .args([
            "-C".into(),
            dir.as_os_str().to_owned(),
            "--region".into(),
            "us-east-1".into(),
            "--endpoint-url".into(),
            OsString::from(url),
        ])
        .args(words)
        .output()?;
    let wall = began.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(format!(
            "`{}` failed: {}",
            words.join(" "),
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    let used = std::fs::read_to_string(left)?;
    let mut used = used.split(' ').map(str::parse::<u32>);
    let mut next = || used.next().ok_or("the command left no figures")?.map_err(Failure::from);
    // Linux counts processor time in hundredths of a second.
    let (cpu, peak) = (f64::from(next()?) / 100.0, f64::from(next()?) / 1024.0);
    let (reads, writes) = calls.take();
    Ok(format!("{reads} | {writes} | {wall:.2} | {cpu:.2} | {peak:.0}"))
}

/// What the ledger knows after a command: lines of `status`.
fn resources(dir: &Path) -> usize {
    let output = Command::new(std::env::current_exe().unwrap_or_default())
        .env_clear()
        .env(CHILD, dir.join("ignored"))
        .env("HOME", dir)
        .args([
            "-C".into(),
            dir.as_os_str().to_owned(),
            OsString::from("--format"),
            "json".into(),
            "status".into(),
        ])
        .output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    json.get("resources").and_then(serde_json::Value::as_array).map_or(0, Vec::len)
}

/// A stack of this many functions, each with its role, log group, alias, route and permission.
fn stack(dir: &Path, size: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(dir.join("src"))?;
    std::fs::write(
        dir.join("src/app.py"),
        "def handler(event, context):\n    return {\"statusCode\": 200, \"body\": \"ok\"}\n",
    )?;
    let mut text = String::from(
        "stack \"bench\" {}\n\ndefaults \"function\" {\n  code    = \"src\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n}\n\nqueue \"dead\" {}\n\nqueue \"jobs\" { dead_letter = { queue = queue.dead } }\n",
    );
    for number in 0..size {
        let _ = write!(
            text,
            "\nfunction \"f{number}\" {{\n  environment = {{ NUMBER = \"{number}\", JOBS = queue.jobs.url }}\n  access {{ send = [queue.jobs] }}\n}}\n"
        );
    }
    for (api, first) in (0..size).step_by(FUNCTIONS_PER_API).enumerate() {
        let _ = writeln!(text, "\napi \"a{api}\" {{");
        for number in first..size.min(first + FUNCTIONS_PER_API) {
            let _ = writeln!(text, "  route \"GET /f{number}\" {{ to = function.f{number} }}");
        }
        text.push_str("}\n");
    }
    std::fs::write(dir.join("stack.hcl"), text)
}

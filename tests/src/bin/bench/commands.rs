//! Whole commands against the local cloud: calls, wall time, processor time, peak memory.
use super::bounds::Bounds;
use super::machine::{self, Used};
use super::{Failure, print};
use cutover_emulator::{Called, Config, Server, Settings, World};
use cutover_tests::many;
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

/// How often the start is measured.
const STARTS: usize = 50;
/// A program that people run by hand starts before they notice.
const LONGEST_START_MS: f64 = 20.0;

/// The commands in the order in which they are measured, and the setting of the first function that they find.
const COMMANDS: &[(&str, &[&str], &str)] = &[
    ("plan, nothing there yet", &["plan"], "1"),
    ("apply", &["apply", "--yes"], "1"),
    (NO_OP, &["plan"], "1"),
    ("plan --full, nothing to do", &["plan", "--full"], "1"),
    ("plan, one function changed", &["plan"], "2"),
    (ONE_CHANGE, &["apply", "--yes"], "2"),
    ("destroy", &["destroy", "--yes"], "2"),
];
const NO_OP: &str = "plan, nothing to do";
const ONE_CHANGE: &str = "apply, one function changed";
/// At this size the bounds hold.
const BOUND: usize = 1_000;

/// The median time of `cutover version`.
pub(crate) fn start(bounds: &mut Bounds) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut times: Vec<Duration> = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let began = Instant::now();
        machine::measured(folder.path(), &["version".into()])?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let median = times.get(STARTS / 2).copied().unwrap_or_default();
    bounds.at_most("start of the program, ms", median.as_secs_f64() * 1_000.0, LONGEST_START_MS);
    Ok(())
}

/// Each command at each size.
pub(crate) fn run(sizes: &[usize], bounds: &mut Bounds) -> Result<(), Failure> {
    let sizes = if sizes.is_empty() { &[10, 100, BOUND] } else { sizes };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    print(
        "| functions | command | resources | reads | writes | wall s | CPU s | peak MB |\n|---|---|---|---|---|---|---|---|",
    );
    let mut told = Vec::new();
    for size in sizes {
        let folder = tempfile::tempdir()?;
        let config = Config { journal: 1, ..Config::default() };
        let server = runtime.block_on(Server::start(World::new(Settings::default()), config))?;
        for (name, words, setting) in COMMANDS {
            many::write(folder.path(), *size, setting)?;
            let row = command(folder.path(), &server, words)?;
            let resources = resources(folder.path());
            let Row { reads, writes, wall, used, .. } = &row;
            let Used { seconds, peak } = used;
            print(&format!(
                "| {size} | {name} | {resources} | {reads} | {writes} | {wall:.2} | {seconds:.2} | {peak:.0} |"
            ));
            if *size == BOUND {
                bound(name, &row, bounds);
                if [NO_OP, ONE_CHANGE].contains(name) {
                    told.push(format!("{name}: {}", row.each.join(", ")));
                }
            }
        }
        runtime.block_on(server.stop());
    }
    print(&format!("\n{}\n", told.join("\n\n")));
    Ok(())
}

fn bound(name: &str, row: &Row, bounds: &mut Bounds) {
    match name {
        NO_OP => {
            bounds.at_most("no-op plan of 1,000 functions, calls", row.reads + row.writes, 150.0);
            bounds.at_most("no-op plan of 1,000 functions, CPU seconds", row.used.seconds, 1.5);
        }
        ONE_CHANGE => {
            bounds.at_most("apply of one change among 1,000 functions, reads", row.reads, 170.0);
            bounds.at_most("apply of one change among 1,000 functions, writes", row.writes, 3.0);
        }
        _ => {}
    }
}

struct Row {
    reads: f64,
    writes: f64,
    wall: f64,
    used: Used,
    /// Calls of each operation.
    each: Vec<String>,
}

fn command(dir: &Path, server: &Server, words: &[&str]) -> Result<Row, Failure> {
    let before = server.called();
    let began = Instant::now();
    let url = server.url();
    let words: Vec<OsString> = ["--region", "us-east-1", "--endpoint-url", &url]
        .iter()
        .chain(words)
        .map(OsString::from)
        .collect();
    let place = ["-C".into(), dir.as_os_str().to_owned()];
    let (_, used) = machine::measured(dir, &[&place[..], &words].concat())?;
    let wall = began.elapsed().as_secs_f64();
    let (mut reads, mut writes, mut each) = (0.0, 0.0, Vec::new());
    for one in server.called() {
        let same =
            |other: &&Called| (other.service, other.operation) == (one.service, one.operation);
        let times = one.times - before.iter().find(same).map_or(0, |other| other.times);
        if times > 0 {
            each.push(format!("{} {} {times}", one.service, one.operation));
            #[expect(clippy::cast_precision_loss, reason = "counts of calls are small")]
            let times = times as f64;
            *(if one.mutating { &mut writes } else { &mut reads }) += times;
        }
    }
    Ok(Row { reads, writes, wall, used, each })
}

/// What the ledger knows after a command: lines of `status`.
fn resources(dir: &Path) -> usize {
    let words = [
        "-C".into(),
        dir.as_os_str().to_owned(),
        "--format".into(),
        "json".into(),
        "status".into(),
    ];
    let text = machine::measured(dir, &words).map(|(text, _)| text).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    json.get("resources").and_then(serde_json::Value::as_array).map_or(0, Vec::len)
}

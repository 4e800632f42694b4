//! What everything costs, measured: commands at 10, 100 and 1,000 functions, planning alone, the local cloud under
//! load, and a first apply at AWS's pace. Prints Markdown, and fails when a bound is missed.
//!
//! `cargo run --profile bench -p cutover-tests --bin bench [PARTS...] [SIZES...]`: parts are `start`, `commands`,
//! `planning`, `lsp`, `limits`, `cloud`, `endurance`, `pace` and `canary`, all of them without a word. Each command runs in a process of its own,
//! so that time and memory are its alone; the cloud runs in this one, but for `endurance`.
mod bounds;
mod canary;
mod cloud;
mod commands;
mod endurance;
mod limits;
mod load;
mod lsp;
mod machine;
mod pace;
mod planning;

use bounds::Bounds;
use std::path::Path;
use std::process::ExitCode;

type Failure = Box<dyn std::error::Error>;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Set in the process that runs one command: where it leaves what it used.
const CHILD: &str = "CUTOVER_BENCH_CHILD";
/// The first word of a worker of a child's local cloud.
const WORKER: &str = "__worker";
/// The first word of a child that plans instead of running a command.
const PLANNING: &str = "__planning";

const PARTS: [&str; 9] =
    ["start", "commands", "planning", "lsp", "limits", "cloud", "endurance", "pace", "canary"];

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|word| word == WORKER) {
        return cutover_emulator::worker_main(std::env::args_os().skip(2));
    }
    if let Some(file) = std::env::var_os(CHILD) {
        return child(Path::new(&file));
    }
    let mut bounds = Bounds::default();
    let measured = parts(&mut bounds);
    print(&bounds.table());
    match measured {
        Ok(()) if bounds.kept() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(error) => {
            print(&format!("the benchmark failed: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn parts(bounds: &mut Bounds) -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let named: Vec<&str> =
        PARTS.into_iter().filter(|part| words.iter().any(|word| word == part)).collect();
    if named.len() + sizes.len() < words.len() {
        return Err(format!("the parts are {}", PARTS.join(", ")).into());
    }
    print(&format!("{}\n", machine::told()));
    for part in if named.is_empty() { PARTS.to_vec() } else { named } {
        match part {
            "start" => commands::start(bounds)?,
            "commands" => commands::run(&sizes, bounds)?,
            "planning" => planning_alone(bounds)?,
            "lsp" => lsp::run(bounds)?,
            "limits" => limits::run(&sizes, bounds)?,
            "cloud" => cloud::run(bounds)?,
            "endurance" => endurance::run(bounds)?,
            "canary" => canary::run(&sizes, bounds)?,
            _ => pace::run(&sizes, bounds)?,
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the tables are what this program is for")]
pub(crate) fn print(text: &str) {
    println!("{text}");
}

/// Runs one command of cutover, or plans, and leaves what it used in the file.
fn child(file: &Path) -> ExitCode {
    let mut words = std::env::args().skip(1);
    let exit = if words.next().as_deref() == Some(PLANNING) {
        let functions = words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
        match planning::run(functions, machine::own_seconds) {
            Ok(times) => {
                print(&times.written());
                0
            }
            Err(error) => {
                print(&error.to_string());
                1
            }
        }
    } else {
        cutover::run(std::env::args_os()).code()
    };
    match std::fs::write(file, machine::used().unwrap_or_default()) {
        Ok(()) => ExitCode::from(exit),
        Err(_) => ExitCode::FAILURE,
    }
}

/// Planning of 10,000 and 100,000 resources.
fn planning_alone(bounds: &mut Bounds) -> Result<(), Failure> {
    print(
        "| resources | read the spec | plan, all new | plan, nothing to do | plan, one change | peak MB |\n|---|---|---|---|---|---|",
    );
    for (functions, seconds, megabytes) in [(1_250, 2.0, Some(300.0)), (12_500, 25.0, None)] {
        let folder = tempfile::tempdir()?;
        let words = [PLANNING.into(), functions.to_string().into()];
        let (output, used) = machine::measured(folder.path(), &words)?;
        let times = planning::Times::read(&output)?;
        print(&format!(
            "| {} | {:.2} s | {:.2} s | {:.2} s | {:.2} s | {:.0} |",
            times.resources, times.read, times.new, times.same, times.changed, used.peak
        ));
        let name = format!("planning {} resources", times.resources);
        let longest = times.read + times.new.max(times.same).max(times.changed);
        bounds.at_most(&format!("{name}, CPU seconds"), longest, seconds);
        if let Some(megabytes) = megabytes {
            bounds.at_most(&format!("{name}, peak MB"), used.peak, megabytes);
        }
    }
    print("");
    Ok(())
}

//! The auditor measured on data that nobody wrote for it: `cargo run --release -p cutover-audit --example bars -- DIR`,
//! with `--misses` for what went wrong. DIR has `quacky-pairs.json`, `access-analyzer-findings.json`,
//! `escalation-paths.json` and `policies.json`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a program that is run by hand: it reads files, takes the time, and stops at the first that is missing"
)]
mod clock;
mod escalation;
mod findings;
mod pairs;
mod speed;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let misses = arguments.iter().any(|word| word == "--misses");
    let Some(folder) = arguments.iter().find(|word| !word.starts_with("--")) else {
        eprintln!("bars DIR [--misses]: DIR has the data to measure with");
        return ExitCode::from(64);
    };
    let read = |name: &str| -> serde_json::Value {
        let path = Path::new(folder).join(name);
        let text = std::fs::read_to_string(&path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let results = [
        pairs::measure(&read("quacky-pairs.json"), misses),
        findings::measure(&read("access-analyzer-findings.json"), misses),
        escalation::measure(&read("escalation-paths.json"), misses),
        speed::measure(&read("policies.json"), misses),
    ];
    if results.iter().all(|good| *good) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

//! Recorded calls held against AWS's service models by `tests/python/strict.py`.
use crate::python::Script;
use crate::venv::Venv;
use std::path::Path;

/// What the checker found: one line a violation, and how much it checked.
#[derive(Debug)]
pub struct Verdict {
    /// Each names service, operation and member.
    pub violations: Vec<String>,
    /// How many exchanges were checked.
    pub checked: u64,
    /// How many of them the program sent.
    pub ours: u64,
}

/// Checks a recording.
#[track_caller]
pub fn check(venv: &Venv, recording: &Path) -> Verdict {
    let verdict = Script::new(venv, "strict.py").arg(recording).passes().json();
    let lines = verdict["violations"].as_array().unwrap();
    let number = |name: &str| verdict[name].as_u64().unwrap();
    Verdict {
        violations: lines.iter().map(|line| line.as_str().unwrap().to_owned()).collect(),
        checked: number("checked"),
        ours: number("ours"),
    }
}

/// Insists that a recording holds calls, and no violation.
#[track_caller]
pub fn insist(venv: &Venv, recording: &Path) -> Verdict {
    let verdict = check(venv, recording);
    assert!(verdict.checked > 0, "nothing was recorded");
    assert!(
        verdict.violations.is_empty(),
        "against AWS's service models:\n{}",
        verdict.violations.join("\n")
    );
    verdict
}

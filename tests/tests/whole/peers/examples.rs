//! Every example on the emulators of others: applied, nothing left to plan, destroyed, nothing left there.
//!
//! What an emulator can't do is a row of [`differences`].
use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::differences::{self, Shows, Wanted};
use cutover_tests::peers::{Kind, Peer};
use cutover_tests::poll;
use cutover_tests::process::{Ended, Running};
use cutover_tests::python::Script;
use cutover_tests::stack::{Stack, examples};
use cutover_tests::venv::Venv;
use serde_json::Value;
use std::time::Duration;

/// How long an apply that can't succeed may take to say so.
const SAYING: Duration = Duration::from_mins(1);

/// One emulator, visited by one example after the other.
pub(super) struct Visit<'a> {
    pub(super) kind: Kind,
    pub(super) peer: Peer,
    pub(super) cutover: Cutover,
    pub(super) venv: &'a Venv,
}

impl<'a> Visit<'a> {
    pub(super) fn new(kind: Kind, peer: Peer, venv: &'a Venv) -> Self {
        Self { kind, peer, cutover: cutover().with_python(venv), venv }
    }

    #[track_caller]
    pub(super) fn start(&self, stack: &Stack, stage: Option<&str>, words: &[&str]) -> Running {
        let place = ["--endpoint-url", self.peer.endpoint(), "--region", "us-east-1"];
        let stage: Vec<&str> = stage.into_iter().flat_map(|stage| ["-s", stage]).collect();
        self.cutover.start(stack.path(), &[words, &stage, &place].concat())
    }

    #[track_caller]
    pub(super) fn run(&self, stack: &Stack, stage: Option<&str>, words: &[&str]) -> Ended {
        self.start(stack, stage, words).wait()
    }

    #[track_caller]
    pub(super) fn witness(&self, words: &[&str]) -> Value {
        let script = Script::new(self.venv, "peers.py").at(self.peer.endpoint());
        words.iter().fold(script, Script::arg).passes().json()
    }

    /// Empties the emulator.
    #[track_caller]
    pub(super) fn reset(&self) {
        self.witness(&["reset", Peer::reset(self.kind)]);
    }

    /// Takes one example through its life: the rows that it needed, or what went wrong.
    fn example(&self, name: &str, before: &Value) -> Result<Vec<Shows>, String> {
        let stack = Stack::example(name);
        let stage = stack.first_stage();
        let stage = stage.as_deref();
        if let Some(row) = self.stops(name) {
            return self.is_stopped(&stack, stage, row);
        }
        ended(&self.run(&stack, stage, &["apply", "--yes"]), 0)?;
        let words = ["plan", "--full", "--detailed-exitcode", "--format", "json"];
        let plan = self.run(&stack, stage, &words);
        let wanted = Wanted::all(&serde_json::from_str(&plan.stdout).unwrap_or_default());
        ended(&plan, if wanted.is_empty() { 0 } else { 2 })?;
        let used = differences::explained(self.kind, &wanted)
            .map_err(|one| format!("no row explains {one:?}"))?;
        ended(&self.run(&stack, stage, &["destroy", "--yes", "--delete-data"]), 0)?;
        let after = self.witness(&["inventory"]);
        if after == *before { Ok(used) } else { Err(format!("before {before}\nafter  {after}")) }
    }

    /// The row that says that an example can't be applied.
    fn stops(&self, name: &str) -> Option<Shows> {
        let all = differences::of(self.kind).iter().map(|row| row.shows);
        all.into_iter().find(|row| matches!(row, Shows::Stops { example, .. } if *example == name))
    }

    /// Insists that an apply gets stuck as its row says, and clears away what it made.
    fn is_stopped(
        &self,
        stack: &Stack,
        stage: Option<&str>,
        row: Shows,
    ) -> Result<Vec<Shows>, String> {
        let Shows::Stops { words, .. } = row else { return Ok(Vec::new()) };
        let mut apply = self.start(stack, stage, &["apply", "--yes"]);
        let said = poll::within(SAYING, || {
            let far = apply.look();
            let said = far.stderr.contains(words).then_some(true);
            said.or_else(|| far.code.map(|_| false))
        });
        let far = apply.kill();
        self.reset();
        if said == Some(true) { Ok(vec![row]) } else { Err(format!("it is not stopped\n{far}")) }
    }
}

pub(super) fn ended(ended: &Ended, code: i32) -> Result<(), String> {
    if ended.code == Some(code) { Ok(()) } else { Err(format!("expected {code}\n{ended}")) }
}

/// Takes every example through its life, one after the other: the rows that they needed, and all that went wrong.
pub(super) fn every_example(visit: &Visit<'_>) -> (Vec<Shows>, Vec<String>) {
    let before = visit.witness(&["inventory"]);
    let (mut used, mut wrong) = (Vec::new(), Vec::new());
    for name in &examples() {
        match visit.example(name, &before) {
            Ok(needed) => used.extend(needed),
            Err(what) => {
                wrong.push(format!("{name}: {what}"));
                visit.reset();
            }
        }
    }
    (used, wrong)
}

//! The stack of everything on the emulators of others: applied without what they can't do, nothing left to plan; then
//! whatever boto3 changes is seen alone and put right.
use super::examples::Visit;
use super::rounds::{Rounds, Scripted, Sharing};
use crate::phantom::cases::{Case, GROUPS};
use crate::phantom::{CODE, STACK};
use cutover_tests::cut;
use cutover_tests::differences::{self, Shows};
use cutover_tests::poll;
use cutover_tests::stack::Stack;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long an apply may take, and one that can't succeed to say so.
const APPLYING: Duration = Duration::from_secs(100);
/// How long an apply that said that it is stuck may go on with the rest before it is ended.
const QUIET: Duration = Duration::from_secs(2);

/// The rows that the stack and its cases needed, and all that went wrong.
pub(super) fn no_phantoms(visit: &Visit<'_>) -> (Vec<Shows>, Vec<String>) {
    let (stack, mut used) = match applied(visit) {
        Ok(applied) => applied,
        Err(what) => return (Vec::new(), vec![what]),
    };
    let mut rounds = Rounds::of(visit, &stack);
    let first = rounds.wanted();
    rounds.rest();
    // An apply mends some of it, and must make nothing worse.
    for wanted in [first, rounds.wanted()] {
        match differences::explained(visit.kind, &wanted) {
            Ok(rows) => used.extend(rows),
            Err(one) => return (used, vec![format!("no row explains {one:?}")]),
        }
    }
    let there = rounds.addresses();
    let all: Vec<Scripted> = GROUPS
        .iter()
        .flat_map(|group| group.cases.iter().map(|case| (group.script, case)))
        .collect();
    // What was cut, or is wanted all the time, can't show a change: its row was needed already.
    let able = |(_, case): &&Scripted| there.contains(case.at) && !rounds.wants(case);
    let (blind, judged): (Vec<Scripted>, Vec<Scripted>) =
        all.iter().filter(able).partition(|(_, case)| excuse(visit, case).is_some());
    let counts = (judged.len(), blind.len(), all.len());
    println!("{} cases and {} that won't do, of {}", counts.0, counts.1, counts.2);
    let wrong = rounds.all(&judged, Sharing::Fields);
    let expected = rounds.all(&blind, Sharing::Things);
    let failed = blind.iter().filter(|(_, case)| expected.contains_key(case.name));
    used.extend(failed.filter_map(|(_, case)| excuse(visit, case)));
    (used, wrong.into_iter().map(|(name, what)| format!("{name}: {what}")).collect())
}

/// The row that lets a case go wrong.
fn excuse(visit: &Visit<'_>, case: &Case) -> Option<Shows> {
    let rows = differences::of(visit.kind).iter().map(|row| row.shows);
    let mut rows = rows.filter(|row| match row {
        Shows::Blind { kind, fields } => *kind == case.of.0 && fields.contains(&case.of.1),
        Shows::Stops { .. } | Shows::Lacks { .. } | Shows::Phantom { .. } => false,
    });
    rows.next()
}

/// The stack as far as it can be applied: tried whole, and cut by those rows alone that show themselves.
fn applied(visit: &Visit<'_>) -> Result<(Stack, Vec<Shows>), String> {
    let mut cut: Vec<Shows> = Vec::new();
    loop {
        let stack = stack_without(&parts(&cut));
        let told = match tried(visit, &stack, &cut) {
            Ok(()) => return Ok((stack, cut)),
            Err(told) => told,
        };
        let met = met(visit, &cut, &told);
        if met.is_empty() {
            return Err(format!("no row explains, with {cut:?} cut,\n{told}"));
        }
        cut.extend(met);
        visit.reset();
    }
}

/// Applies, and looks; what was said when that goes wrong.
fn tried(visit: &Visit<'_>, stack: &Stack, cut: &[Shows]) -> Result<(), String> {
    let mut apply = visit.start(stack, Some("test"), &["apply", "--yes"]);
    let mut moved = (0, Instant::now());
    poll::within(APPLYING, || {
        let far = apply.look();
        let done = far.stderr.matches("\n  ok ").count();
        if done != moved.0 {
            moved = (done, Instant::now());
        }
        let stuck = moved.1.elapsed() > QUIET && !met(visit, cut, &far.stderr).is_empty();
        (stuck || !apply.alive()).then_some(())
    });
    let far = apply.look();
    if far.code != Some(0) {
        return Err(apply.kill().to_string());
    }
    let looked = visit.run(stack, Some("test"), &["plan", "--full"]);
    if looked.code == Some(0) { Ok(()) } else { Err(looked.to_string()) }
}

/// The rows not yet cut whose words were said.
fn met(visit: &Visit<'_>, cut: &[Shows], told: &str) -> Vec<Shows> {
    let rows = differences::of(visit.kind).iter().map(|row| row.shows);
    let said = |row: &Shows| matches!(row, Shows::Lacks { words, .. } if told.contains(words));
    rows.filter(|row| said(row) && !cut.contains(row)).collect()
}

fn parts(cut: &[Shows]) -> Vec<&'static str> {
    let parts = cut.iter().map(|row| match row {
        Shows::Lacks { parts, .. } => *parts,
        Shows::Stops { .. } | Shows::Blind { .. } | Shows::Phantom { .. } => &[],
    });
    parts.flatten().copied().collect()
}

/// The stack of everything without these parts; each of them must be there.
fn stack_without(parts: &[&'static str]) -> Stack {
    let stack = Stack::empty();
    stack.write("src/app.py", CODE);
    let mut found = BTreeSet::new();
    for (name, text) in STACK {
        let (text, cut) = cut::without(text, parts);
        found.extend(cut);
        stack.write(name, &text);
    }
    assert_eq!(found, parts.iter().copied().collect(), "a row cuts what isn't there");
    stack
}

//! For each invariant a machine that is wrong on purpose, and the invariant that finds it.
//!
//! | what is wrong | what turns red |
//! |---|---|
//! | `forgets_the_verdict`: a failed smoke test is heard as a good one | a failed candidate gets no traffic |
//! | `forgets_the_weights`: going back leaves the candidate a share | going back is one plain, unguarded call |
//! | `believes_it_is_back`: going back is said to be done and was not | rolled back is the stable version alone |
//! | `falls_silent`: it asks for nothing while traffic is shared | it ends or is held |
//! | `moves_while_held`: it shifts while it is held | what is held is frozen |
//! | `releases_early`: the old warmth goes as the watch begins | the stable version stays warm |
//! | `releases_nothing`: it says that warmth is gone and asks nobody | nothing is left warm |
//! | `does_not_wait`: what is not ready is heard as ready | ready before its share |
//! | `guards_the_way_back`: going back insists on a revision | going back is one plain, unguarded call |
//! | `shifts_one_alone`: one member is left behind and said to have moved | a group moves in step |
//! | `callers_first`: all members move at once | callees go first |
//! | `one_goes_back`: only the first member goes back | going back takes the whole group |
//! | `wavers`: asked twice it answers something else | asked twice it answers the same |
//! | `loses_its_place`: what a crash leaves is the way back | a crash changes no end |
use super::crash::{sweep, weathers};
use super::every::{Others, walk};
use super::random::live;
use super::setting::{CANDIDATE, STABLE, of_one, of_three};
use super::walk::{Broken, Fault, Invariant, NONE};
use crate::command::{Command, Outcome, Who};
use crate::machine::{Machine, call, version};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Probe};
use cutover_schemas::progress::{At, Ending, Stage};
use cutover_schemas::value::{Attrs, Value};
use std::cell::Cell;

/// What the walks of one function and of a group find, and a sweep of crashes.
fn found(fault: Fault) -> Vec<Invariant> {
    let mut found = Vec::new();
    let mut note = |ran: Result<(), Broken>| {
        if let Err(Broken(invariant, _)) = ran
            && !found.contains(&invariant)
        {
            found.push(invariant);
        }
    };
    for step in of_one().iter().chain(&of_three()) {
        note(walk(step, fault, Others::Nobody, 40).map(|_| ()));
        let lives = if step.members.len() > 1 { 15 } else { 3 };
        (0..lives).for_each(|seed| note(live(step, fault, seed)));
    }
    found
}

fn finds(fault: Fault, wanted: Invariant) {
    let found = found(fault);
    assert!(found.contains(&wanted), "found {found:?}, not {wanted:?}");
}

fn calls(command: &Command, wanted: Operation) -> bool {
    matches!(command, Command::Call { operation, .. } if *operation == wanted)
}

/// Every call of this kind with something else in its place.
fn instead(
    all: Vec<(Who, Command)>,
    wanted: Operation,
    other: impl Fn(Command) -> Command,
) -> Vec<(Who, Command)> {
    let one = |(who, command): (Who, Command)| {
        if calls(&command, wanted) { (who, other(command)) } else { (who, command) }
    };
    all.into_iter().map(one).collect()
}

#[test]
fn the_machine_as_it_is_breaks_nothing() {
    assert_eq!(found(NONE), []);
}

#[test]
fn forgets_the_verdict() {
    let hears = |command: &Command, outcome| {
        if !calls(command, Operation::InvokeVersion) {
            return outcome;
        }
        let good = Attrs::from([("payload".into(), Value::text(r#"{"statusCode":200}"#))]);
        Outcome::Called { attrs: good, revision: None }
    };
    finds(Fault { hears, ..NONE }, Invariant::AFailedCandidateGetsNoTraffic);
}

#[test]
fn forgets_the_weights() {
    let asks = |_: &Machine, all| {
        instead(all, Operation::RestoreAlias, |_| {
            let mut with = version(STABLE);
            with.insert("candidate".into(), Value::Int(CANDIDATE));
            with.insert("candidate_share".into(), Value::Int(500));
            call(Operation::RestoreAlias, with, Guard::None)
        })
    };
    finds(Fault { asks, ..NONE }, Invariant::RestoreIsOneUnguardedCall);
}

#[test]
fn believes_it_is_back() {
    let asks = |_: &Machine, all| {
        instead(all, Operation::RestoreAlias, |_| {
            // Done is heard of a call that nobody made on the alias.
            call(Operation::PutProvisionedConcurrency, warm(CANDIDATE), Guard::None)
        })
    };
    finds(Fault { asks, ..NONE }, Invariant::RestoreTakesTheWholeGroup);
    let asks = |machine: &Machine, all: Vec<(Who, Command)>| {
        let late = matches!(machine.progress().stage, Stage::Restoring { .. });
        if late { instead(all, Operation::RestoreAlias, believed) } else { all }
    };
    finds(Fault { asks, ..NONE }, Invariant::RolledBackIsTheStableVersionAlone);
}

/// A call that looks like the way back and leads to nowhere.
fn believed(command: Command) -> Command {
    let Command::Call { mut with, guard, body, operation } = command else { return command };
    with.insert("nowhere".into(), Value::Bool(true));
    Command::Call { operation, with, guard, body }
}

fn warm(number: i64) -> Attrs {
    let mut with = version(number);
    with.insert("provisioned".into(), Value::Int(1));
    with
}

#[test]
fn falls_silent() {
    let asks = |machine: &Machine, all| {
        let shared = matches!(machine.progress().stage, Stage::Baking { .. });
        if shared { Vec::new() } else { all }
    };
    finds(Fault { asks, ..NONE }, Invariant::ItEndsOrIsHeld);
}

#[test]
fn moves_while_held() {
    let asks = |machine: &Machine, mut all: Vec<(Who, Command)>| {
        if machine.held().is_some() {
            let flip = call(Operation::UpdateAlias, version(CANDIDATE), Guard::None);
            all.push((Who::Member(0), flip));
        }
        all
    };
    finds(Fault { asks, ..NONE }, Invariant::HeldIsFrozen);
}

#[test]
fn releases_early() {
    let asks = |machine: &Machine, mut all: Vec<(Who, Command)>| {
        if matches!(machine.progress().stage, Stage::Watching { .. }) {
            let cold = call(Operation::DeleteProvisionedConcurrency, version(STABLE), Guard::None);
            all.push((Who::Member(0), cold));
        }
        all
    };
    finds(Fault { asks, ..NONE }, Invariant::StableStaysWarmUntilTheBakeIsOver);
}

#[test]
fn releases_nothing() {
    let asks = |_: &Machine, all| {
        instead(all, Operation::DeleteProvisionedConcurrency, |_| {
            call(Operation::DeleteProvisionedConcurrency, version(99), Guard::None)
        })
    };
    finds(Fault { asks, ..NONE }, Invariant::NothingIsLeftWarmInVain);
}

#[test]
fn does_not_wait() {
    let asks = |machine: &Machine, all: Vec<(Who, Command)>| {
        let warms = machine.progress().members.iter().any(|one| one.at == At::Provisioning);
        let skip = |(who, command): (Who, Command)| match command {
            Command::Wait { probe: Probe::ProvisionedReady { function, .. }, budget } => {
                // The version is active long before it is warm.
                let probe = Probe::VersionActive { function, version: CANDIDATE };
                (who, Command::Wait { probe, budget })
            }
            other => (who, other),
        };
        if warms { all.into_iter().map(skip).collect() } else { all }
    };
    finds(Fault { asks, ..NONE }, Invariant::ACandidateIsReadyBeforeItsShare);
}

#[test]
fn guards_the_way_back() {
    let asks = |_: &Machine, all| {
        instead(all, Operation::RestoreAlias, |command| match command {
            Command::Call { operation, with, body, .. } => {
                Command::Call { operation, with, body, guard: Guard::Revision("1".into()) }
            }
            other => other,
        })
    };
    finds(Fault { asks, ..NONE }, Invariant::RestoreIsOneUnguardedCall);
}

#[test]
fn shifts_one_alone() {
    const LEFT: fn(Command) -> Command = |command| match command {
        // It is asked what it routes, and not whether it is what was written.
        Command::Wait { probe: Probe::AliasRouting { function, alias, .. }, budget } => {
            let probe = Probe::AliasRouting { function, alias, expect: None };
            Command::Wait { probe, budget }
        }
        command if calls(&command, Operation::UpdateAlias) => believed(command),
        command => command,
    };
    let asks = |_: &Machine, all: Vec<(Who, Command)>| {
        let one = |(who, command): (Who, Command)| {
            (who, if who == Who::Member(1) { LEFT(command) } else { command })
        };
        all.into_iter().map(one).collect()
    };
    finds(Fault { asks, ..NONE }, Invariant::AGroupMovesInStep);
}

#[test]
fn callers_first() {
    let asks = |machine: &Machine, all: Vec<(Who, Command)>| {
        let turn: Vec<_> = all.iter().map(|(who, _)| *who).collect();
        let moves = matches!(machine.progress().stage, Stage::Flipping | Stage::Shifting { .. });
        if !moves || turn != [Who::Member(0)] {
            return all;
        }
        machine.each(Machine::route).into_iter().rev().collect()
    };
    finds(Fault { asks, ..NONE }, Invariant::CalleesGoFirst);
}

#[test]
fn one_goes_back() {
    let asks = |machine: &Machine, mut all: Vec<(Who, Command)>| {
        if matches!(machine.progress().stage, Stage::Restoring { .. }) {
            all.truncate(1);
        }
        all
    };
    finds(Fault { asks, ..NONE }, Invariant::RestoreTakesTheWholeGroup);
}

#[test]
fn wavers() {
    thread_local! { static TIMES: Cell<u32> = const { Cell::new(0) } }
    let asks = |_: &Machine, mut all: Vec<(Who, Command)>| {
        TIMES.with(|times| times.set(times.get() + 1));
        if TIMES.with(Cell::get).is_multiple_of(2) {
            all.clear();
        }
        all
    };
    finds(Fault { asks, ..NONE }, Invariant::AskedTwiceItAnswersTheSame);
}

#[test]
fn loses_its_place() {
    let keeps = |mut progress: cutover_schemas::progress::Progress| {
        if progress.members.iter().any(|one| one.at == At::Activating) {
            let end = Ending::RolledBack { why: "lost".into(), pin: false };
            progress.stage = Stage::Over { end };
        }
        progress
    };
    let steps: Vec<_> = of_one().into_iter().chain(of_three()).collect();
    let mut broken = steps.iter().flat_map(|step| {
        weathers().into_iter().map(move |weather| sweep(step, Fault { keeps, ..NONE }, weather))
    });
    let found = broken.any(|ran| matches!(ran, Err(Broken(Invariant::ACrashChangesNoEnd, _))));
    assert!(found);
}

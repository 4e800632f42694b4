//! A process that dies at any record, and whoever goes on: the end is the one that it would have been.
use super::setting::{of_one, of_three};
use super::walk::{Broken, Fault, Invariant, NONE, Walk};
use super::world::{Side, Traffic, counted};
use crate::command::{Command, Outcome, Who};
use crate::machine::End;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::RolloutStep;
use cutover_schemas::progress::{Request, Stage};
use cutover_schemas::rollout::WHOLE;

/// What the world is like for a whole rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weather {
    pub(super) traffic: Traffic,
    /// A call that is refused whenever it is made by the last member.
    refuses: Option<Operation>,
}

pub(super) fn weathers() -> Vec<Weather> {
    let traffic = Traffic::ALL.into_iter().map(|traffic| Weather { traffic, refuses: None });
    let refused =
        [Operation::PublishVersion, Operation::InvokeVersion, Operation::PutProvisionedConcurrency];
    let refused =
        refused.into_iter().map(|one| Weather { traffic: Traffic::Good, refuses: Some(one) });
    traffic.chain(refused).collect()
}

fn comes_of(walk: &Walk<'_>, weather: Weather, who: Who, command: &Command) -> Outcome {
    let all = walk.world.outcomes(who, command, walk.now);
    let last = who == Who::Member(walk.step.members.len() - 1);
    match command {
        Command::Measure { wanted, .. } => counted(wanted, weather.traffic, walk.now),
        Command::Call { operation, .. } if last && Some(*operation) == weather.refuses => {
            all.into_iter().last().unwrap()
        }
        _ => all.into_iter().next().unwrap(),
    }
}

/// How it ended, and what was left.
#[derive(Debug, PartialEq)]
struct Left {
    end: String,
    sides: Vec<Side>,
}

/// Goes on to the end; answers every state on the way. A person approves, and ends what is held as the policy says.
fn to_the_end(mut walk: Walk<'_>, weather: Weather) -> Result<Vec<Walk<'_>>, Broken> {
    let mut all = vec![walk.clone()];
    for _ in 0..500 {
        walk = match walk.asks().into_iter().next() {
            Some((who, command)) => {
                let outcome = comes_of(&walk, weather, who, &command);
                walk.after(who, &command, &outcome)?
            }
            None if walk.machine.end().is_some() => return Ok(all),
            None if matches!(walk.machine.progress().stage, Stage::Held { step: None, .. }) => {
                walk.asked(Request::Promote)?.unwrap()
            }
            None => walk.taken_up(600_000)?,
        };
        all.push(walk.clone());
    }
    Err(Broken(Invariant::ItEndsOrIsHeld, format!("{:?}", walk.machine.progress())))
}

fn left(walk: &Walk<'_>) -> Left {
    let end = match walk.machine.end().unwrap() {
        End::Promoted => "promoted",
        End::RolledBack { .. } => "rolled back",
        End::Failed { .. } => "failed",
    };
    let sides = walk.world.sides.iter().map(|side| Side {
        revision: 0,
        restores: 0,
        ready: std::collections::BTreeMap::new(),
        ..side.clone()
    });
    Left { end: end.to_owned(), sides: sides.collect() }
}

/// Dies at every record of a rollout, with what was in the air done and not done.
pub(super) fn sweep(step: &RolloutStep, fault: Fault, weather: Weather) -> Result<usize, Broken> {
    let whole = to_the_end(Walk::begin(step, NONE), weather)?;
    let wanted = left(whole.last().unwrap());
    let mut deaths = 0;
    for alive in &whole {
        for done in [false, true] {
            let mut dead = alive.clone();
            dead.fault = fault;
            for (who, command) in alive.asks().into_iter().filter(|_| done) {
                let outcome = comes_of(&dead, weather, who, &command);
                if matches!(command, Command::Call { .. }) {
                    dead.world.land(who, &command, &outcome, dead.now);
                }
            }
            let taken_up = dead.taken_up(1_000)?;
            let got = left(to_the_end(taken_up, weather)?.last().unwrap());
            if got != wanted {
                let at = alive.machine.progress();
                let told = format!("{got:?}\nnot\n{wanted:?}\ndied, done: {done}, at\n{at:?}");
                return Err(Broken(Invariant::ACrashChangesNoEnd, told));
            }
            deaths += 1;
        }
    }
    Ok(deaths)
}

#[test]
fn a_crash_at_any_record_changes_no_end() {
    let mut deaths = 0;
    for step in of_one().into_iter().chain(of_three()) {
        for weather in weathers() {
            deaths += match sweep(&step, NONE, weather) {
                Ok(deaths) => deaths,
                Err(Broken(invariant, at)) => {
                    panic!("{invariant:?}, {weather:?}, {:?}\n{at}", step.policy.strategy)
                }
            };
        }
    }
    assert!(deaths > 5_000, "only {deaths} deaths");
}

#[test]
fn a_process_that_dies_while_it_shifts_reads_the_alias_before_it_writes_it() {
    let step = super::setting::rollout(super::setting::canary(&[500, 5_000]), 1, None, false, true);
    let weather = Weather { traffic: Traffic::Good, refuses: None };
    let whole = to_the_end(Walk::begin(&step, NONE), weather).unwrap();
    let shifting =
        whole.iter().filter(|walk| matches!(walk.machine.progress().stage, Stage::Shifting { .. }));
    let mut seen = 0;
    for walk in shifting.filter(|walk| walk.world.sides[0].share() < WHOLE) {
        let next = walk.taken_up(0).unwrap().asks();
        assert!(matches!(next[0].1, Command::Wait { .. }), "{next:?}");
        seen += 1;
    }
    assert!(seen > 2);
}

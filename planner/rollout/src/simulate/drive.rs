//! The machine itself, driven through one simulated rollout: a virtual clock, a world that answers, and nothing else.
use super::results::End;
use super::world::{PERIOD, World};
use super::{Experiment, Signals};
use crate::command::{Command, Outcome, Who};
use crate::judge::real;
use crate::machine::Machine;
use cutover_schemas::address::Address;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::Baseline;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Habits, Member, Probe, RolloutStep, Stable};
use cutover_schemas::progress::Stage;
use cutover_schemas::rollout::{RolloutPolicy, Strategy};
use cutover_schemas::value::{Attrs, Value};

/// More commands than any rollout asks for: a machine that never ends is a held one.
const COMMANDS: usize = 100_000;
/// The duration of the slowest hundredth, in microseconds; the model knows durations only as multiples of it.
const P99: i64 = 1_000_000;
/// Seconds that an invocation may take.
const TIMEOUT: i64 = 3;

/// What the machine is told to do.
pub(super) fn step(experiment: &Experiment) -> RolloutStep {
    let policy = RolloutPolicy {
        strategy: Strategy::Canary {
            named: "canary".to_owned(),
            steps: experiment.steps.clone(),
            bake: 0,
        },
        judge: experiment.judge.clone(),
        ..RolloutPolicy::default()
    };
    let members = (0..experiment.model.functions).filter_map(|number| member(experiment, number));
    RolloutStep {
        policy,
        members: members.collect(),
        may: Vec::new(),
        rollouts: experiment.rollouts,
        resume: None,
    }
}

fn member(experiment: &Experiment, number: usize) -> Option<Member> {
    let function = Address::parse(&format!("function.f{number}")).ok()?;
    let p99 = (experiment.signals == Signals::All).then_some(P99);
    Some(Member {
        alias: function.with_part("alias"),
        function,
        name: format!("f{number}"),
        alias_name: "live".to_owned(),
        code: String::new(),
        latest: Guard::None,
        provisioned: None,
        releases: false,
        digest: None,
        stable: Some(Stable { version: 1, provisioned: None, revision: Some("1".to_owned()) }),
        smoke: None,
        habits: Habits {
            timeout: TIMEOUT,
            tries: 1 + experiment.model.retries,
            baseline: Some(Baseline { p99, ..Baseline::default() }),
            ..Habits::default()
        },
    })
}

/// Runs the machine in a world until traffic has moved for good, or nothing moves any more. Tells how it ended, and how
/// many seconds after the first shift.
pub(super) fn drive(step: &RolloutStep, mut world: World<'_>, began: Timestamp) -> (End, i64) {
    let digests = vec![String::new(); step.members.len()];
    let mut machine = Machine::new(step, &digests, began);
    let mut now = began;
    let mut share = 0;
    for _ in 0..COMMANDS {
        let end = match machine.progress().stage {
            Stage::Held { .. } => End::Held,
            Stage::Restoring { .. } | Stage::Unwarming { .. } | Stage::Over { .. } => End::Aborted,
            Stage::Filling | Stage::Flipping | Stage::Promoted => End::Promoted,
            _ => {
                let Some((who, command)) = machine.next().into_iter().next() else { break };
                let shifted = machine.progress().share();
                if shifted != share {
                    world.shift(now, shifted);
                    share = shifted;
                }
                let outcome = answer(&command, who, &mut world, &mut now);
                let Ok(told) = machine.record(who, &outcome, now) else { break };
                machine = told;
                continue;
            }
        };
        return (end, (now.0 - began.0) / 1_000);
    }
    (End::Held, (now.0 - began.0) / 1_000)
}

/// What becomes of a command: calls succeed at once, sleeping moves the clock, and counts come from the world.
fn answer(command: &Command, _: Who, world: &mut World<'_>, now: &mut Timestamp) -> Outcome {
    let revision = Some("1".to_owned());
    match command {
        Command::Find { .. } => Outcome::Found(None),
        Command::Call { operation, with, .. } => {
            let published = *operation == Operation::PublishVersion;
            let version = Attrs::from([("version".into(), Value::Int(2))]);
            Outcome::Called { attrs: if published { version } else { with.clone() }, revision }
        }
        Command::Wait { probe, .. } => Outcome::Ready { attrs: routed(probe), revision },
        Command::SleepUntil(until) => {
            *now = (*now).max(*until);
            Outcome::Woke
        }
        Command::Measure { wanted, .. } => {
            let series = wanted.iter().enumerate();
            let series = series.map(|(place, one)| world.read(place, &one.signals, *now));
            Outcome::Measured { series: series.collect(), red: Vec::new() }
        }
    }
}

/// What an alias routes that was just written.
fn routed(probe: &Probe) -> Attrs {
    let Probe::AliasRouting { expect: Some(routing), .. } = probe else { return Attrs::new() };
    let (candidate, share) = routing.candidate.unzip();
    let int = |number: Option<i64>| number.map_or(Value::Null, Value::Int);
    Attrs::from([
        ("version".into(), Value::Int(routing.version)),
        ("candidate".into(), int(candidate)),
        ("candidate_share".into(), int(share)),
    ])
}

/// The moment within a metric period at which a run's first shift comes: any is as likely.
pub(super) fn begins(part: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "less than a period")]
    let within = (part * real(PERIOD)) as i64;
    Timestamp(PERIOD * 1_000 + within)
}

//! The machine's invariants over every sequence of outcomes up to a bound.
use super::*;
use cutover_schemas::address::Address;
use cutover_schemas::plan::Stable;
use cutover_schemas::rollout::Smoke;

fn member(first: bool, provisioned: Option<i64>) -> Member {
    let function = Address::parse("function.orders").unwrap();
    Member {
        alias: function.with_part("alias"),
        function,
        name: "shop-dev-orders".into(),
        alias_name: "live".into(),
        code: "sha".into(),
        latest: Guard::Revision("r".into()),
        provisioned,
        stable: (!first).then(|| Stable { version: 1, provisioned, revision: Some("a".into()) }),
        resume: None,
        smoke: None,
        habits: cutover_schemas::plan::Habits::default(),
    }
}

fn policy(smoke: bool, bake: i64) -> RolloutPolicy {
    let smoke =
        smoke.then(|| Smoke { event: serde_json::json!({}), status: Some(200), contains: None });
    RolloutPolicy {
        name: None,
        strategy: Strategy::BlueGreen { bake, max_error_rate: Some(1_000), approval: false },
        smoke,
        ..RolloutPolicy::default()
    }
}

/// Every outcome that can follow a command.
fn outcomes(command: &Command) -> Vec<Outcome> {
    let refused =
        |conflict| Outcome::Refused(Refusal { code: "X".into(), message: "no".into(), conflict });
    match command {
        Command::Find { .. } => vec![Outcome::Found(None), Outcome::Found(Some(2))],
        Command::Call { operation: Operation::PublishVersion, .. } => {
            vec![Outcome::Called(version(2)), refused(true)]
        }
        Command::Call { operation: Operation::InvokeVersion, .. } => {
            let ok = Attrs::from([("payload".into(), Value::text(r#"{"statusCode":200}"#))]);
            let bad = Attrs::from([("payload".into(), Value::text(r#"{"statusCode":500}"#))]);
            vec![Outcome::Called(ok), Outcome::Called(bad), refused(false)]
        }
        Command::Call { .. } => vec![Outcome::Called(Attrs::new()), refused(false), refused(true)],
        Command::Wait { .. } => vec![Outcome::Ready, Outcome::NotReady("never".into())],
        Command::SleepUntil(_) => vec![Outcome::Woke],
        Command::Measure { .. } => vec![
            Outcome::Measured { invocations: 100, errors: 0 },
            Outcome::Measured { invocations: 100, errors: 50 },
            Outcome::Measured { invocations: 1, errors: 1 },
            Outcome::NotMeasured("late".into()),
        ],
    }
}

/// What the alias and the provisioned concurrency look like, as the calls leave them.
#[derive(Clone, Debug, PartialEq)]
struct World {
    serves: Option<i64>,
    warm: Vec<i64>,
    smoke_failed: bool,
}

fn effect(world: &mut World, command: &Command, outcome: &Outcome) {
    let (Command::Call { operation, with, .. }, Outcome::Called(answer)) = (command, outcome)
    else {
        return;
    };
    let version = with.get("version").and_then(Value::as_int);
    match operation {
        Operation::CreateAlias | Operation::UpdateAlias | Operation::RestoreAlias => {
            world.serves = version;
        }
        Operation::PutProvisionedConcurrency => world.warm.extend(version),
        Operation::DeleteProvisionedConcurrency => world.warm.retain(|warm| Some(*warm) != version),
        Operation::InvokeVersion => {
            world.smoke_failed |= answer.get("payload").unwrap().as_text().unwrap().contains("500");
        }
        _ => {}
    }
}

fn walk(machine: &Machine, world: &World, now: Timestamp, depth: usize, seen: &mut usize) {
    *seen += 1;
    let Some(command) = machine.next() else {
        return settled(machine, world);
    };
    assert_eq!(machine.next(), Some(command.clone()), "asking twice gives the same command");
    if world.smoke_failed {
        assert!(!matches!(
            &command,
            Command::Call { operation: Operation::UpdateAlias | Operation::CreateAlias, .. }
        ));
    }
    assert!(depth > 0, "a rollout must end; it stands in `{}`", machine.phase());
    for outcome in outcomes(&command) {
        let now = if let Command::SleepUntil(until) = &command { (*until).max(now) } else { now };
        let (mut world, next) = (world.clone(), machine.record(&outcome, now).unwrap());
        effect(&mut world, &command, &outcome);
        walk(&next, &world, now, depth - 1, seen);
    }
}

fn settled(machine: &Machine, world: &World) {
    match machine.end().unwrap() {
        End::Promoted { candidate } => assert_eq!(world.serves, Some(candidate)),
        End::RolledBack { .. } => {
            assert_eq!(world.serves, machine.stable(), "back on the stable version");
        }
        End::Failed { .. } => {}
    }
}

#[test]
fn every_sequence_of_outcomes_ends_and_never_serves_a_failed_candidate() {
    let mut seen = 0;
    for first in [true, false] {
        for provisioned in [None, Some(3)] {
            for smoke in [true, false] {
                for bake in [0, 12] {
                    let machine =
                        Machine::new(policy(smoke, bake), member(first, provisioned), "d".into());
                    let stable = machine.stable();
                    let warm = stable.filter(|_| provisioned.is_some()).into_iter().collect();
                    let world = World { serves: stable, warm, smoke_failed: false };
                    walk(&machine, &world, Timestamp(0), 24, &mut seen);
                }
            }
        }
    }
    assert!(seen > 1_000, "only {seen} states were walked");
}

fn drive(mut machine: Machine, answer: impl Fn(&Command) -> Outcome) -> (Machine, World) {
    let (mut world, mut now) =
        (World { serves: machine.stable(), warm: vec![1], smoke_failed: false }, Timestamp(0));
    while let Some(command) = machine.next() {
        if let Command::SleepUntil(until) = &command {
            now = *until;
        }
        let outcome = answer(&command);
        effect(&mut world, &command, &outcome);
        machine = machine.record(&outcome, now).unwrap();
    }
    (machine, world)
}

fn fine(command: &Command) -> Outcome {
    outcomes(command).remove(0)
}

#[test]
fn a_good_candidate_takes_over_and_the_old_warmth_is_released() {
    let (machine, world) =
        drive(Machine::new(policy(true, 12), member(false, Some(3)), "d".into()), fine);
    assert_eq!(machine.end(), Some(End::Promoted { candidate: 2 }));
    assert_eq!((world.serves, world.warm), (Some(2), vec![2]));
}

#[test]
fn a_bad_bake_flips_back_and_releases_the_candidate() {
    let (machine, world) =
        drive(Machine::new(policy(false, 12), member(false, Some(3)), "d".into()), |command| {
            match command {
                Command::Measure { .. } => Outcome::Measured { invocations: 100, errors: 50 },
                other => fine(other),
            }
        });
    assert!(matches!(machine.end(), Some(End::RolledBack { .. })));
    assert_eq!((world.serves, world.warm), (Some(1), vec![1]));
}

#[test]
fn a_failed_smoke_leaves_the_alias_alone() {
    let (machine, world) =
        drive(Machine::new(policy(true, 12), member(false, Some(3)), "d".into()), |command| {
            match command {
                Command::Call { operation: Operation::InvokeVersion, .. } => {
                    outcomes(command).remove(1)
                }
                other => fine(other),
            }
        });
    assert!(machine.why().unwrap().contains("expected status 200, got status 500"));
    assert_eq!((world.serves, world.warm), (Some(1), vec![1]));
}

#[test]
fn an_interrupted_bake_goes_on_where_it_was() {
    let mut open = member(false, None);
    open.resume = Some(cutover_schemas::plan::OpenBake { candidate: 2, since: Timestamp(0) });
    let machine = Machine::new(policy(false, 12), open, "d".into());
    assert_eq!(machine.next(), Some(Command::Measure { version: 2, from: Timestamp(0) }));
    let late = machine
        .record(&Outcome::Measured { invocations: 9, errors: 0 }, Timestamp(60_000))
        .unwrap();
    assert_eq!(late.end(), Some(End::Promoted { candidate: 2 }));
}

//! The cloud as the calls of a rollout leave it, and what may come back from them.
use super::setting::{CANDIDATE, PERIOD, STABLE};
use crate::command::{Command, Outcome, Refusal, Who};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Arm, Measurement, Point, Series};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Probe, RolloutStep, Routing};
use cutover_schemas::rollout::WHOLE;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

/// One member's alias and versions.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fault of its own")]
pub(super) struct Side {
    pub(super) routes: Option<Routing>,
    pub(super) revision: u64,
    pub(super) published: bool,
    /// Provisioned concurrency by version: asked for, and `READY`.
    pub(super) warm: BTreeMap<i64, i64>,
    pub(super) ready: BTreeMap<i64, i64>,
    /// Somebody else changed the alias.
    pub(super) foreign: bool,
    /// The way back was refused.
    pub(super) stuck: bool,
    /// Taking warmth away was refused.
    pub(super) leaks: bool,
    /// Times that it was put back since the process began.
    pub(super) restores: u32,
}

/// All members' sides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct World {
    pub(super) sides: Vec<Side>,
    /// A smoke test failed, or the judge found the candidate worse.
    pub(super) condemned: bool,
    /// Since when all traffic is the candidates'.
    pub(super) flipped: Option<i64>,
}

impl Side {
    /// The candidate's share in ten-thousandths.
    pub(super) fn share(&self) -> i64 {
        match self.routes {
            Some(Routing { version: CANDIDATE, .. }) => WHOLE,
            Some(Routing { candidate: Some((CANDIDATE, share)), .. }) => share,
            _ => 0,
        }
    }

    /// Whether nobody but the rollout decides what it routes.
    pub(super) fn is_ours(&self) -> bool {
        !self.foreign && !self.stuck
    }
}

impl World {
    pub(super) fn before(step: &RolloutStep) -> Self {
        let side = |member: &cutover_schemas::plan::Member| {
            let stable = member.stable.as_ref();
            let warm = stable.and_then(|stable| Some((stable.version, stable.provisioned?)));
            Side {
                routes: stable.map(|one| Routing { version: one.version, candidate: None }),
                warm: warm.into_iter().collect(),
                ready: warm.into_iter().collect(),
                ..Side::default()
            }
        };
        Self { sides: step.members.iter().map(side).collect(), condemned: false, flipped: None }
    }

    /// What the command does if this is what comes of it.
    pub(super) fn land(&mut self, who: Who, command: &Command, outcome: &Outcome, now: Timestamp) {
        let Who::Member(place) = who else { return };
        match (command, outcome) {
            (Command::Call { operation, with, .. }, Outcome::Called { attrs, .. }) => {
                self.called(place, *operation, with, attrs, now);
            }
            (Command::Call { operation, .. }, Outcome::Refused(refusal)) => {
                let side = &mut self.sides[place];
                match operation {
                    Operation::UpdateAlias | Operation::CreateAlias => {
                        side.foreign |= refusal.conflict;
                    }
                    Operation::RestoreAlias => side.stuck = true,
                    Operation::DeleteProvisionedConcurrency => side.leaks = true,
                    _ => {}
                }
            }
            (
                Command::Wait { probe: Probe::ProvisionedReady { version, .. }, .. },
                Outcome::Ready { .. },
            ) => {
                let side = &mut self.sides[place];
                side.ready.extend(side.warm.get_key_value(version).map(|(v, n)| (*v, *n)));
            }
            (Command::Wait { probe: Probe::AliasRouting { .. }, .. }, Outcome::NotReady(_)) => {
                self.sides[place].foreign = true;
            }
            (Command::Find { .. }, Outcome::Found(Some(_))) => self.sides[place].published = true,
            _ => {}
        }
    }

    fn called(
        &mut self,
        place: usize,
        operation: Operation,
        with: &Attrs,
        answer: &Attrs,
        now: Timestamp,
    ) {
        let int = |name: &str| with.get(name).and_then(Value::as_int);
        let side = &mut self.sides[place];
        match operation {
            Operation::PublishVersion => side.published = true,
            Operation::CreateAlias | Operation::UpdateAlias | Operation::RestoreAlias => {
                side.restores += u32::from(operation == Operation::RestoreAlias);
                if with.contains_key("nowhere") {
                    return;
                }
                let candidate = int("candidate").zip(int("candidate_share"));
                side.routes = Some(Routing { version: int("version").unwrap(), candidate });
                side.revision += 1;
            }
            Operation::PutProvisionedConcurrency => {
                side.ready.remove(&int("version").unwrap());
                side.warm.insert(int("version").unwrap(), int("provisioned").unwrap());
            }
            Operation::DeleteProvisionedConcurrency => {
                side.ready.remove(&int("version").unwrap());
                side.warm.remove(&int("version").unwrap());
            }
            Operation::InvokeVersion => {
                let payload = answer.get("payload").and_then(Value::as_text).unwrap();
                self.condemned |= payload.contains("500");
            }
            _ => {}
        }
        let whole = self.sides.iter().all(|side| side.share() == WHOLE);
        self.flipped = whole.then(|| self.flipped.unwrap_or(now.0));
    }

    /// Everything that can come of a command, what is hoped for first.
    pub(super) fn outcomes(&self, who: Who, command: &Command, now: Timestamp) -> Vec<Outcome> {
        let place = if let Who::Member(place) = who { place } else { 0 };
        let side = &self.sides[place];
        match command {
            Command::Find { .. } if side.published => vec![Outcome::Found(Some(CANDIDATE))],
            Command::Find { .. } => vec![Outcome::Found(None), Outcome::Found(Some(CANDIDATE))],
            Command::Call { operation, .. } => answers(side, *operation),
            Command::Wait { probe, .. } => probed(side, probe),
            Command::SleepUntil(_) => vec![Outcome::Woke],
            Command::Measure { wanted, .. } => {
                let mut all: Vec<Outcome> =
                    Traffic::ALL.into_iter().map(|one| counted(wanted, one, now)).collect();
                all.push(Outcome::NotMeasured("throttled".into()));
                all
            }
        }
    }
}

fn answers(side: &Side, operation: Operation) -> Vec<Outcome> {
    let called = |attrs| Outcome::Called { attrs, revision: Some((side.revision + 1).to_string()) };
    let refused =
        |conflict| Outcome::Refused(Refusal { code: "X".into(), message: "no".into(), conflict });
    let payload = |text: &str| Attrs::from([("payload".into(), Value::text(text))]);
    match operation {
        Operation::PublishVersion => {
            let made = Attrs::from([("version".into(), Value::Int(CANDIDATE))]);
            vec![called(made), refused(true)]
        }
        Operation::InvokeVersion => vec![
            called(payload(r#"{"statusCode":200}"#)),
            called(payload(r#"{"statusCode":500}"#)),
            refused(false),
        ],
        Operation::UpdateAlias | Operation::CreateAlias => {
            vec![called(Attrs::new()), refused(false), refused(true)]
        }
        _ => vec![called(Attrs::new()), refused(false)],
    }
}

fn probed(side: &Side, probe: &Probe) -> Vec<Outcome> {
    let never = || Outcome::NotReady("never".into());
    let Probe::AliasRouting { expect, .. } = probe else {
        return vec![Outcome::Ready { attrs: Attrs::new(), revision: None }, never()];
    };
    let mut attrs = Attrs::new();
    if let Some(routes) = side.routes {
        attrs.insert("version".into(), Value::Int(routes.version));
        if let Some((version, share)) = routes.candidate {
            attrs.insert("candidate".into(), Value::Int(version));
            attrs.insert("candidate_share".into(), Value::Int(share));
        }
    }
    let seen = Outcome::Ready { attrs, revision: Some(side.revision.to_string()) };
    if expect.is_some() && *expect != side.routes { vec![never()] } else { vec![seen, never()] }
}

/// What the counts show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Traffic {
    /// Two versions without failures.
    Good,
    /// A candidate that fails half of the time.
    Worse,
    /// Nobody calls.
    Quiet,
    /// Both fail every time.
    Outage,
}

impl Traffic {
    pub(super) const ALL: [Self; 4] = [Self::Good, Self::Worse, Self::Quiet, Self::Outage];
}

/// The counts of every period that has ended.
pub(super) fn counted(wanted: &[Measurement], traffic: Traffic, now: Timestamp) -> Outcome {
    let arm = |bad: f64| Some(Arm { total: 1_000.0, bad });
    let series = wanted.iter().map(|one| {
        let first = one.from.0.div_euclid(PERIOD);
        let last = now.0.div_euclid(PERIOD);
        let points = (first..last).filter(|_| traffic != Traffic::Quiet).map(|at| {
            let (candidate, stable) = match traffic {
                Traffic::Good | Traffic::Quiet => (0.0, 0.0),
                Traffic::Worse => (500.0, 0.0),
                Traffic::Outage => (1_000.0, 1_000.0),
            };
            let stable = arm(stable).filter(|_| one.stable == Some(STABLE));
            Point { at: Timestamp(at * PERIOD), candidate: arm(candidate), stable }
        });
        let points: Vec<Point> = points.collect();
        Series { period: PERIOD, signals: vec![points; one.signals.len()] }
    });
    Outcome::Measured { series: series.collect(), red: Vec::new() }
}

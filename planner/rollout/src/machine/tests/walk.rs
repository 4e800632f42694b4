//! One state of a rollout with the world around it, and what must hold in it.
use super::setting::{BAKE, CANDIDATE, STABLE, digests};
use super::world::World;
use crate::command::{Command, Outcome, Who};
use crate::machine::{End, Machine, portion};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, RolloutStep, Routing};
use cutover_schemas::progress::{Progress, Request, Stage};
use cutover_schemas::rollout::{Strategy, WHOLE};
use cutover_schemas::value::{Attrs, Value};

/// What must hold, each with its test's name for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Invariant {
    AskedTwiceItAnswersTheSame,
    ItHearsWhatItAskedFor,
    AFailedCandidateGetsNoTraffic,
    RolledBackIsTheStableVersionAlone,
    ItEndsOrIsHeld,
    HeldIsFrozen,
    StableStaysWarmUntilTheBakeIsOver,
    NothingIsLeftWarmInVain,
    ACandidateIsReadyBeforeItsShare,
    RestoreIsOneUnguardedCall,
    AGroupMovesInStep,
    CalleesGoFirst,
    RestoreTakesTheWholeGroup,
    ACrashChangesNoEnd,
}

/// An invariant that doesn't hold, and where.
#[derive(Debug)]
pub(super) struct Broken(pub(super) Invariant, pub(super) String);

/// What members are asked to do.
pub(super) type Asks = Vec<(Who, Command)>;

/// A machine that is wrong on purpose: in what it asks for, what it believes, or what of it survives a crash.
#[derive(Clone, Copy)]
pub(super) struct Fault {
    pub(super) asks: fn(&Machine, Asks) -> Asks,
    pub(super) hears: fn(&Command, Outcome) -> Outcome,
    pub(super) keeps: fn(Progress) -> Progress,
}

/// The machine as it is.
pub(super) const NONE: Fault =
    Fault { asks: |_, all| all, hears: |_, outcome| outcome, keeps: |progress| progress };

#[derive(Clone)]
pub(super) struct Walk<'a> {
    pub(super) step: &'a RolloutStep,
    pub(super) machine: Machine,
    pub(super) world: World,
    pub(super) now: Timestamp,
    pub(super) fault: Fault,
}

impl<'a> Walk<'a> {
    pub(super) fn begin(step: &'a RolloutStep, fault: Fault) -> Self {
        let now = Timestamp(0);
        let machine = Machine::new(step, &digests(step), now);
        Self { step, machine, world: World::before(step), now, fault }
    }

    pub(super) fn asks(&self) -> Asks {
        (self.fault.asks)(&self.machine, self.machine.next())
    }

    /// What makes two states one.
    pub(super) fn key(&self) -> String {
        format!("{:?}{:?}{:?}", self.machine.progress(), self.world, self.now)
    }

    /// One command comes to its end.
    pub(super) fn after(
        &self,
        who: Who,
        command: &Command,
        outcome: &Outcome,
    ) -> Result<Self, Broken> {
        self.may_ask(who, command)?;
        let mut next = self.clone();
        if let Command::SleepUntil(until) = command {
            next.now = self.now.max(*until);
        }
        next.world.land(who, command, outcome, next.now);
        let heard = (self.fault.hears)(command, outcome.clone());
        next.machine = self.machine.record(who, &heard, next.now).map_err(|error| {
            Broken(Invariant::ItHearsWhatItAskedFor, format!("{error}: {command:?}"))
        })?;
        let seen = next.machine.evidence();
        next.world.condemned |= seen.is_some_and(|seen| seen.e >= seen.threshold);
        next.holds()?;
        Ok(next)
    }

    /// A person asks for something.
    pub(super) fn asked(&self, request: Request) -> Result<Option<Self>, Broken> {
        let Ok(machine) = self.machine.ask(request, "ada", self.now) else { return Ok(None) };
        let mut next = self.clone();
        next.machine = machine;
        // A candidate that a person takes back is to stay away like one that failed.
        next.world.condemned |= request == Request::Abort;
        next.holds()?;
        Ok(Some(next))
    }

    /// The process dies, and another goes on with what the ledger kept.
    pub(super) fn taken_up(&self, later: i64) -> Result<Self, Broken> {
        let mut next = self.clone();
        next.now = self.now.plus_millis(later);
        let progress = (self.fault.keeps)(self.machine.progress().clone());
        let step = RolloutStep { resume: Some(progress), ..self.step.clone() };
        next.machine = Machine::new(&step, &[], next.now);
        next.world.sides.iter_mut().for_each(|side| side.restores = 0);
        next.holds()?;
        Ok(next)
    }

    fn may_ask(&self, who: Who, command: &Command) -> Result<(), Broken> {
        let broken = |invariant| Err(Broken(invariant, format!("{command:?} in {}", self.told())));
        if self.machine.held().is_some() {
            return broken(Invariant::HeldIsFrozen);
        }
        let (Who::Member(place), Command::Call { operation, with, guard, .. }) = (who, command)
        else {
            return Ok(());
        };
        let int = |name: &str| with.get(name).and_then(Value::as_int);
        let side = &self.world.sides[place];
        match operation {
            Operation::CreateAlias | Operation::UpdateAlias => self.may_move(place, with),
            Operation::RestoreAlias => {
                let plain = int("version") == Some(STABLE) && int("candidate").is_none();
                let once = side.restores == 0;
                if plain && once && *guard == Guard::None {
                    return Ok(());
                }
                broken(Invariant::RestoreIsOneUnguardedCall)
            }
            Operation::DeleteProvisionedConcurrency if int("version") == Some(STABLE) => {
                let until = self.world.flipped.map(|flipped| flipped + self.bake() * 1_000);
                if until.is_some_and(|until| self.now.0 >= until) {
                    return Ok(());
                }
                broken(Invariant::StableStaysWarmUntilTheBakeIsOver)
            }
            Operation::DeleteProvisionedConcurrency if side.is_ours() && side.share() > 0 => {
                broken(Invariant::ACandidateIsReadyBeforeItsShare)
            }
            _ => Ok(()),
        }
    }

    fn may_move(&self, place: usize, with: &Attrs) -> Result<(), Broken> {
        let int = |name: &str| with.get(name).and_then(Value::as_int);
        let whole = int("version") == Some(CANDIDATE);
        let share = if whole { WHOLE } else { int("candidate_share").unwrap_or(0) };
        let broken = |invariant| Err(Broken(invariant, format!("{with:?} in {}", self.told())));
        if self.world.condemned && share > 0 {
            return broken(Invariant::AFailedCandidateGetsNoTraffic);
        }
        let member = &self.step.members[place];
        let ready = self.world.sides[place].ready.get(&CANDIDATE).copied().unwrap_or(0);
        if member.provisioned.is_some_and(|full| ready < portion(full, share)) {
            return broken(Invariant::ACandidateIsReadyBeforeItsShare);
        }
        let called = self.step.members.iter().zip(&self.world.sides);
        let mut called = called.filter(|(other, _)| other.habits.rank < member.habits.rank);
        if called.any(|(_, side)| side.is_ours() && side.share() != share) {
            return broken(Invariant::CalleesGoFirst);
        }
        Ok(())
    }

    /// Seconds for which candidates are watched with all traffic.
    fn bake(&self) -> i64 {
        let all_at_once = matches!(self.step.policy.strategy, Strategy::AllAtOnce);
        if all_at_once { 0 } else { BAKE }
    }

    fn told(&self) -> String {
        format!("{:?}\n{:?}", self.machine.progress(), self.world)
    }

    pub(super) fn holds(&self) -> Result<(), Broken> {
        let check = |holds: bool, invariant| {
            if holds { Ok(()) } else { Err(Broken(invariant, self.told())) }
        };
        let asks = self.asks();
        check(asks == self.asks(), Invariant::AskedTwiceItAnswersTheSame)?;
        let rests = self.machine.end().is_some() || self.machine.held().is_some();
        check(rests || !asks.is_empty(), Invariant::ItEndsOrIsHeld)?;
        let stage = &self.machine.progress().stage;
        let ours = || self.world.sides.iter().filter(|side| side.is_ours());
        let moving =
            matches!(stage, Stage::Shifting { .. } | Stage::Flipping | Stage::Restoring { .. });
        let share = ours().next().map(super::world::Side::share);
        let in_step = ours().all(|side| Some(side.share()) == share);
        check(moving || in_step, Invariant::AGroupMovesInStep)?;
        if let Stage::Restoring { .. } = stage {
            let mut away = (0..).zip(ours()).filter(|(_, side)| side.share() > 0);
            let goes = |place: usize| {
                asks.iter().any(|(who, command)| {
                    let restores = Operation::RestoreAlias;
                    *who == Who::Member(place)
                        && matches!(command, Command::Call { operation, .. } if *operation == restores)
                })
            };
            let whole = self.world.sides.iter().all(super::world::Side::is_ours);
            let all = !whole || away.all(|(place, _)| goes(place));
            check(all, Invariant::RestoreTakesTheWholeGroup)?;
        }
        self.machine.end().map_or(Ok(()), |end| self.ended(&end))
    }

    fn ended(&self, end: &End) -> Result<(), Broken> {
        let check = |holds: bool, invariant| {
            if holds { Ok(()) } else { Err(Broken(invariant, self.told())) }
        };
        let alone = |version| Some(Routing { version, candidate: None });
        let (won, lost) = match end {
            End::Promoted => (alone(CANDIDATE), STABLE),
            End::RolledBack { .. } | End::Failed { .. } => {
                let serves = self.step.members.iter().all(|member| member.stable.is_some());
                (alone(STABLE).filter(|_| serves), CANDIDATE)
            }
        };
        let sides = &self.world.sides;
        let back = sides.iter().filter(|side| side.is_ours()).all(|side| side.routes == won);
        check(back, Invariant::RolledBackIsTheStableVersionAlone)?;
        let whole = sides.iter().all(super::world::Side::is_ours);
        let cold = sides.iter().all(|side| side.leaks || !side.warm.contains_key(&lost));
        check(!whole || cold, Invariant::NothingIsLeftWarmInVain)
    }
}

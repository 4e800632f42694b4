//! Other tools' rules for the same rollout, as their documentation sets them up: what a user would have got.
//!
//! They meet the same worlds, shares and times. Only rules on errors are compared: their latency thresholds are absolute
//! numbers that nobody can choose for a model.
mod argo;
mod codedeploy;
mod flagger;
mod kayenta;

use crate::simulate::{End, Experiment, PERIOD, World};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Arm, Count, Point};
use cutover_schemas::rollout::ShareStep;

/// Whose rules decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rules {
    /// This project's.
    #[default]
    Cutover,
    /// Argo Rollouts' analysis.
    Argo,
    /// Flagger's checks.
    Flagger,
    /// CodeDeploy with the two alarms of SAM's documentation.
    Codedeploy,
    /// Kayenta's default judge.
    Kayenta,
}

impl Rules {
    /// All of them, this project's first.
    pub const ALL: [Self; 5] =
        [Self::Cutover, Self::Argo, Self::Flagger, Self::Codedeploy, Self::Kayenta];

    /// Whose they are, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cutover => "cutover",
            Self::Argo => "Argo Rollouts",
            Self::Flagger => "Flagger",
            Self::Codedeploy => "CodeDeploy alarms",
            Self::Kayenta => "Kayenta",
        }
    }
}

/// What a rule says at a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// Nothing is wrong.
    Pass,
    /// Something is, but not enough: no promotion now.
    Halt,
    /// Back.
    Abort,
}

/// What a rule sees at a look.
#[derive(Clone, Copy, Debug)]
struct Seen<'a> {
    /// Errors by period, of each function.
    functions: &'a [Vec<Point>],
    /// The first shift.
    began: Timestamp,
    /// Whether this is the last look of a share step.
    step_ends: bool,
}

/// A rule with what it remembers.
enum Rule {
    Argo(argo::Argo),
    Flagger(flagger::Flagger),
    Codedeploy,
    Kayenta,
}

impl Rule {
    fn check(&mut self, seen: &Seen<'_>) -> Check {
        match self {
            Self::Argo(argo) => argo.check(seen),
            Self::Flagger(flagger) => flagger.check(seen),
            Self::Codedeploy => codedeploy::check(seen),
            Self::Kayenta => kayenta::check(seen),
        }
    }
}

/// Times after the planned end at which a halted rollout is looked at, before it counts as held.
const PATIENCE: usize = 60;

/// Runs one rollout by other rules: a look at the end of each period, shares by the clock.
pub(crate) fn run(
    rules: Rules,
    experiment: &Experiment,
    mut world: World<'_>,
    began: Timestamp,
) -> (End, i64) {
    let mut rule = match rules {
        Rules::Argo => Rule::Argo(argo::Argo::default()),
        Rules::Flagger => Rule::Flagger(flagger::Flagger::default()),
        Rules::Codedeploy => Rule::Codedeploy,
        Rules::Cutover | Rules::Kayenta => Rule::Kayenta,
    };
    let mut now = began;
    for (number, step) in experiment.steps.iter().enumerate() {
        world.shift(now, step.share);
        let last = number + 1 == experiment.steps.len();
        let looks = looks(step, last);
        for look in 1..=looks.1 {
            now = now.plus_millis(PERIOD);
            let functions = read(&mut world, experiment.model.functions, now);
            let step_ends = look == looks.0;
            let seen = Seen { functions: &functions, began, step_ends };
            let check = rule.check(&seen);
            let seconds = (now.0 - began.0) / 1_000;
            match check {
                Check::Abort => return (End::Aborted, seconds),
                Check::Pass if last && look >= looks.0 => return (End::Promoted, seconds),
                Check::Pass | Check::Halt => {}
            }
        }
    }
    (End::Held, (now.0 - began.0) / 1_000)
}

/// Looks of a step, and looks after which even a halted last step is given up.
fn looks(step: &ShareStep, last: bool) -> (usize, usize) {
    let planned = usize::try_from(step.bake * 1_000 / PERIOD).unwrap_or(1).max(1);
    (planned, if last { planned + PATIENCE } else { planned })
}

fn read(world: &mut World<'_>, functions: usize, now: Timestamp) -> Vec<Vec<Point>> {
    let errors = [Count::Errors];
    let read = |place| world.read(place, &errors, now).signals.pop().unwrap_or_default();
    (0..functions).map(read).collect()
}

impl Seen<'_> {
    /// The candidate's counts of the last so many periods that can be read, one for each function.
    fn candidates(&self, periods: i64) -> impl Iterator<Item = Vec<Arm>> {
        let newest = self.newest();
        self.functions.iter().map(move |points| {
            let since = newest.plus_millis(-PERIOD * periods);
            let recent = points.iter().filter(|point| point.at > since && point.at <= newest);
            recent.filter_map(|point| point.candidate).collect()
        })
    }

    /// When the newest period begins that anything can be read of.
    fn newest(&self) -> Timestamp {
        let last = self.functions.iter().filter_map(|points| points.last()).map(|point| point.at);
        last.max().unwrap_or(self.began)
    }
}

/// All of them together.
fn sum(arms: &[Arm]) -> Arm {
    let plus = |sum: Arm, arm: &Arm| Arm { total: sum.total + arm.total, bad: sum.bad + arm.bad };
    arms.iter().fold(Arm::default(), plus)
}

#[cfg(test)]
mod tests;

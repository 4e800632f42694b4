//! Simulated rollouts: what a strategy and a judge do under a model of traffic and failures.
//!
//! The machine is the one that deploys, its clock is virtual, and every draw follows from the seed. How people choose
//! their steps, how a plan forecasts, and how this project shows that its promises hold.
mod drive;
mod model;
pub mod promises;
mod results;
mod world;

pub use model::{Latency, Model, Outage, Traffic};
pub use results::{End, Tally};

use crate::judge::real;
use crate::rules::{self, Rules};
use cutover_schemas::rollout::{Judge, ShareStep};
use std::ops::Range;
pub(crate) use world::{PERIOD, World, mixed};

/// A rollout to be tried many times.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// The world.
    pub model: Model,
    /// The share steps.
    pub steps: Vec<ShareStep>,
    /// How it is judged.
    pub judge: Judge,
    /// What is counted.
    pub signals: Signals,
    /// Whose rules decide.
    pub rules: Rules,
    /// Rollouts in the apply, which share `alpha`.
    pub rollouts: i64,
    /// Where chance begins; the same seed gives the same runs.
    pub seed: u64,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signals {
    /// Errors alone.
    Errors,
    /// Errors and slow invocations.
    #[default]
    All,
}

impl Default for Experiment {
    /// 5, 25 and 50 %, ten minutes each.
    fn default() -> Self {
        let step = |share| ShareStep { share, bake: 600 };
        Self {
            model: Model::default(),
            steps: [500, 2_500, 5_000].map(step).to_vec(),
            judge: Judge::default(),
            signals: Signals::All,
            rules: Rules::Cutover,
            rollouts: 1,
            seed: 1,
        }
    }
}

/// Runs an experiment so many times.
pub fn simulate(experiment: &Experiment, runs: u64) -> Tally {
    Tally::of(ends(experiment, 0..runs))
}

/// How the runs with these numbers end, and how many seconds after the first shift: parts of a simulation that several
/// may share in.
pub fn ends(experiment: &Experiment, runs: Range<u64>) -> Vec<(End, i64)> {
    let step = drive::step(experiment);
    let end = |run| {
        let part = real(i64::try_from(mixed(experiment.seed, run) >> 12).unwrap_or_default())
            / real(1_i64 << 52);
        let began = drive::begins(part);
        let world = World::new(&experiment.model, experiment.seed, run, began);
        match experiment.rules {
            Rules::Cutover => drive::drive(&step, world, began),
            other => rules::run(other, experiment, world, began),
        }
    };
    runs.map(end).collect()
}

//! A cloud in memory, a ledger in memory and a run between them: what the planner's promises are
//! tested against. Nothing here knows how the planner comes to its answers.
#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(
    clippy::vec_box,
    clippy::unnecessary_wraps,
    clippy::single_match_else,
    reason = "calls stay boxed as the run hands them out, and every step of a run can die"
)]
pub(crate) mod calls;
pub(crate) mod cloud;
pub(crate) mod lab;
pub(crate) mod orphans;
pub(crate) mod refuse;
pub(crate) mod rng;
pub(crate) mod sight;
pub(crate) mod stacks;

use cutover_schemas::plan::Action;
use lab::{Ask, Lab};
use proptest::prelude::{Strategy as _, any};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Runs a test on many seeds, the same ones every time.
pub(crate) fn check(cases: u32, test: impl Fn(u64)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let ran = TestRunner::new_with_rng(config, rng).run(&any::<u64>().no_shrink(), |seed| {
        test(seed);
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
}

/// Nothing is left to do, whether one looks closely or not.
pub(crate) fn settled(lab: &Lab, text: &str, ask: &Ask) {
    for ask in [ask.clone(), ask.clone().full()] {
        let made = lab.plan(&lab.graph(text, &ask), &ask);
        let changes = made.plan.changes.iter().filter(|change| change.action != Action::None);
        let open: Vec<String> = changes
            .map(|change| format!("{} {:?} {:?}", change.address, change.action, change.reasons))
            .collect();
        assert_eq!(open, [""; 0], "{text}");
        assert_eq!(made.plan.steps, []);
    }
}

/// The world of a stack that never was another one.
pub(crate) fn fresh(text: &str) -> String {
    let mut lab = Lab::new(1);
    lab.must(text, &Ask::apply());
    lab.cloud.dump()
}

/// Whether a version is being watched after its flip.
pub(crate) fn bakes(lab: &Lab) -> bool {
    use cutover_schemas::progress::Stage;
    lab.view().rollouts.values().any(|record| {
        let progress = record.progress.as_ref();
        progress.is_some_and(|progress| matches!(progress.stage, Stage::Watching { .. }))
    })
}

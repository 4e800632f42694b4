//! What holds for every small stack and every change of it.
mod support;

use cutover_schemas::plan::Action;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::lab::{Ask, Lab};
use support::rng::Rng;
use support::stacks::stack;

fn check(cases: u32, test: impl Fn(u64)) {
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

/// Nothing left to do, whether one looks closely or not.
fn settled(lab: &Lab, text: &str, ask: &Ask) {
    for ask in [ask.clone(), ask.clone().full()] {
        let made = lab.plan(&lab.graph(text, &ask), &ask);
        let open: Vec<String> = made
            .plan
            .changes
            .iter()
            .filter(|change| change.action != Action::None)
            .map(|change| format!("{} {:?} {:?}", change.address, change.action, change.reasons))
            .collect();
        assert_eq!(open, [""; 0], "{text}");
        assert!(made.plan.steps.is_empty());
    }
}

#[test]
fn after_apply_there_is_nothing_to_plan() {
    check(60, |seed| {
        let mut rng = Rng(seed);
        let mut lab = Lab::new(seed);
        for _ in 0..3 {
            let text = stack(&mut rng);
            lab.must(&text, &Ask::apply());
            settled(&lab, &text, &Ask::apply());
        }
        lab.must("", &Ask::destroy());
        settled(&lab, "", &Ask::destroy());
        assert_eq!(lab.cloud.dump(), "");
    });
}

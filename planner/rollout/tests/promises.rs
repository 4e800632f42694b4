//! What is promised of a canary, with few runs: enough to notice a judge that is broken.
use cutover_rollout::rules::Rules;
use cutover_rollout::simulate::promises::{Promise, promises};
use cutover_rollout::simulate::{Experiment, Model, Outage, Traffic, simulate};

/// What so many runs of each promise show to be broken.
fn broken(runs: u64, change: impl Fn(&mut Experiment)) -> Vec<String> {
    let run = |promise: &Promise| {
        let mut experiment = promise.experiment.clone();
        change(&mut experiment);
        let tally = simulate(&experiment, runs);
        let broken = promise.must.surely_broken(&tally);
        (!broken.is_empty()).then(|| format!("{}: {}", promise.scenario, broken.join(", ")))
    };
    promises().iter().filter_map(run).collect()
}

#[test]
fn every_promise_is_kept() {
    assert_eq!(broken(200, |_| ()), [""; 0]);
}

/// The same few runs tell a judge that promises too much.
#[test]
fn a_judge_that_aborts_too_easily_is_noticed() {
    let broken = broken(60, |experiment| experiment.judge.alpha = 8_000);
    assert!(broken.iter().any(|one| one.starts_with("identical, 20 rps")), "{broken:?}");
}

#[test]
fn a_judge_that_never_aborts_is_noticed() {
    let broken = broken(60, |experiment| experiment.rollouts = 1_000_000_000);
    assert!(broken.contains(&"0.5 -> 10 %, 0.2 rps: aborted".to_owned()), "{broken:?}");
    assert!(broken.contains(&"0.5 -> 3 %, 2 rps: aborted, median".to_owned()), "{broken:?}");
}

#[test]
fn no_other_tools_rules_keep_the_promises() {
    for rules in [Rules::Argo, Rules::Flagger, Rules::Codedeploy, Rules::Kayenta] {
        let broken = broken(60, |experiment| experiment.rules = rules);
        assert!(broken.len() >= 5, "{rules:?}: {broken:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_runs() {
    let experiment = Experiment {
        model: Model { late: 0.2, missing: 0.1, candidate_errors: 0.02, ..Model::default() },
        ..Experiment::default()
    };
    let once = simulate(&experiment, 40);
    assert_eq!(simulate(&experiment, 40), once);
    assert_ne!(simulate(&Experiment { seed: 2, ..experiment }, 40), once);
    assert!(once.aborted() > 5 && once.aborted() < 40);
}

#[test]
fn nothing_is_promoted_without_traffic() {
    let model = Model { traffic: Traffic::Constant(0.0), ..Model::default() };
    let tally = simulate(&Experiment { model, ..Experiment::default() }, 20);
    assert_eq!((tally.held, tally.promoted, tally.aborted()), (20, 0, 0));
}

/// A recorded day whose traffic ends in the middle of the rollout.
#[test]
fn recorded_traffic_is_followed() {
    let traffic = Traffic::Recorded(vec![(0, 50.0), (900, 0.0)]);
    let model = Model { traffic, candidate_errors: 0.05, onset: 960, ..Model::default() };
    let tally = simulate(&Experiment { model, ..Experiment::default() }, 50);
    assert!(tally.aborted() <= 3, "what begins after the last request is never seen");
}

/// A stable version that stays in trouble: nothing moves, and in the end a person is asked.
#[test]
fn a_lasting_outage_is_held() {
    let outage = Outage { start: 300, length: 100_000, rate: 1.0 };
    let model =
        Model { outages: vec![outage], traffic: Traffic::Constant(20.0), ..Model::default() };
    let mut experiment = Experiment { model, ..Experiment::default() };
    experiment.judge.limits.error_rate = Some(2_000);
    let tally = simulate(&experiment, 20);
    assert_eq!(tally.promoted, 0);
    assert!(tally.held >= 19, "{tally:?}");
}

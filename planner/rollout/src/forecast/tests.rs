use super::*;
use crate::simulate::{Experiment, Model, Signals, Traffic, simulate};
use cutover_schemas::rollout::ShareStep;

fn steps() -> Vec<ShareStep> {
    [500, 2_500, 5_000].map(|share| ShareStep { share, bake: 600 }).to_vec()
}

fn with<T>(per_second: f64, error_rate: f64, latency: bool, ask: impl Fn(&Outlook<'_>) -> T) -> T {
    ask(&Outlook {
        judge: &Judge::default(),
        steps: &steps(),
        rollouts: 1,
        members: 1,
        per_second,
        error_rate,
        latency,
        tries: 1,
        period: 60_000,
        lag: 120_000,
    })
}

fn at(per_second: f64, error_rate: f64) -> Detects {
    with(per_second, error_rate, false, forecast)
}

/// Figures of an independent simulation, which waited for no lag between steps; so a little more is caught here.
#[test]
fn the_smallest_regression_is_that_of_other_simulations() {
    for (per_second, error_rate, expect) in [
        (0.2, 0.005, 0.089),
        (2.0, 0.005, 0.020_7),
        (20.0, 0.005, 0.009_2),
        (200.0, 0.005, 0.006_5),
        (2.0, 0.000_5, 0.008_7),
        (20.0, 0.05, 0.066),
    ] {
        let smallest = at(per_second, error_rate).smallest_error_rate.unwrap();
        let off = smallest / expect;
        assert!((0.82..1.08).contains(&off), "{per_second} {error_rate}: {smallest}");
    }
}

#[test]
fn the_closed_form_is_near_enough_to_begin_with() {
    for per_second in [0.2, 2.0, 20.0, 200.0] {
        let closed = with(per_second, 0.005, false, |outlook| closed::smallest(outlook, CAUGHT));
        let off = closed.unwrap() / at(per_second, 0.005).smallest_error_rate.unwrap();
        assert!((0.8..1.4).contains(&off), "{per_second}: {off}");
    }
}

/// The forecast and the machine itself say the same.
#[test]
fn the_forecast_is_what_the_machine_does() {
    let detects = with(2.0, 0.005, true, forecast);
    let experiment = |errors, signals| Experiment {
        model: Model {
            traffic: Traffic::Constant(2.0),
            candidate_errors: errors,
            ..Model::default()
        },
        signals,
        ..Experiment::default()
    };
    let same = simulate(&experiment(0.005, Signals::All), 600);
    let doubled = simulate(&experiment(0.01, Signals::All), 600);
    let close = |one: f64, other: f64| (one - other).abs() < 0.05;
    assert!(close(detects.promotes_identical, same.share(same.promoted)), "{detects:?} {same:?}");
    assert!(close(detects.inconclusive, same.share(same.held)));
    assert_eq!(detects.seconds_to_find_doubling, None, "few are found, and late: {doubled:?}");
    assert!(doubled.share(doubled.aborted()) < 0.5);
}

#[test]
fn a_quiet_function_is_told_to_end_undecided() {
    let detects = at(0.2, 0.005);
    assert!(detects.inconclusive > 0.98, "{detects:?}");
    assert_eq!(detects.seconds_to_find_doubling, None);
}

#[test]
fn a_busy_function_catches_a_doubling_soon() {
    let detects = at(200.0, 0.005);
    assert!(detects.promotes_identical > 0.97, "{detects:?}");
    assert!(detects.seconds_to_find_doubling.unwrap() < 600.0);
}

#[test]
fn nothing_is_seen_without_traffic() {
    let detects = at(0.0, 0.005);
    assert_eq!((detects.smallest_error_rate, detects.seconds_to_find_doubling), (None, None));
    assert!((detects.inconclusive - 1.0).abs() < 1e-9);
}

#[test]
fn a_version_without_failures_has_a_forecast_too() {
    let detects = at(2.0, 0.0);
    assert!(
        detects.promotes_identical > 0.99 && detects.smallest_error_rate.unwrap() < 0.01,
        "{detects:?}"
    );
}

/// Of many periods some are looked at together: hours of baking cost no more.
#[test]
fn long_bakes_are_looked_at_as_often() {
    let steps = [ShareStep { share: 1_000, bake: 86_400 }];
    let looks = with(1.0, 0.01, false, |outlook| {
        Schedule::of(&Outlook { steps: &steps, ..*outlook }).looks()
    });
    assert!(looks.len() <= 60, "{}", looks.len());
}

#[test]
fn a_group_and_more_rollouts_see_less() {
    let alone = with(2.0, 0.005, false, |outlook| forecast(outlook).smallest_error_rate.unwrap());
    let group = with(2.0, 0.005, false, |outlook| {
        forecast(&Outlook { members: 5, rollouts: 10, ..*outlook }).smallest_error_rate.unwrap()
    });
    assert!(group > alone * 1.05, "{group} {alone}");
}

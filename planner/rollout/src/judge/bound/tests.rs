use super::*;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::Arm;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Poisson};

fn period(step: usize, candidate: (f64, f64), stable: (f64, f64)) -> Booked {
    let arm = |(total, bad)| Arm { total, bad };
    let (candidate, stable) = (arm(candidate), arm(stable));
    Booked { at: Timestamp(0), step, share: 500, candidate, stable }
}

fn check(periods: &[Booked], extensions: u32, expect: f64) {
    let upper = upper(periods.iter(), extensions);
    assert!((upper - expect).abs() < 1e-4, "{upper} instead of {expect}");
}

/// From tables of the chi-squared distribution, whose quantiles are twice these.
#[test]
fn quantiles_of_the_gamma_distribution_are_those_of_the_tables() {
    for (chance, shape, expect) in [
        (0.95, 1.0, 2.995_732),
        (0.95, 3.0, 6.295_794),
        (0.05, 10.0, 5.425_406),
        (0.95, 50.0, 62.171_059),
        (0.05, 0.5, 0.001_966),
        (0.05, 2_000.0, 1_926.980_7),
        (0.987_5, 1.0, 4.382_027),
    ] {
        let quantile = gamma_quantile(chance, shape);
        assert!((quantile / expect - 1.0).abs() < 1e-3, "{chance} {shape}: {quantile}");
    }
}

#[test]
fn without_any_failure_three_in_all_invocations_are_possible() {
    check(&[period(0, (300.0, 0.0), (5_700.0, 0.0))], 0, 2.995_73 / 300.0);
    check(
        &[period(0, (100.0, 0.0), (5_700.0, 0.0)), period(1, (200.0, 0.0), (600.0, 0.0))],
        0,
        2.995_73 / 300.0,
    );
}

#[test]
fn each_extension_takes_half_the_chance_of_error() {
    let periods = [period(0, (300.0, 0.0), (5_700.0, 0.0))];
    check(&periods, 1, 40.0_f64.ln() / 300.0);
    check(&periods, 2, 80.0_f64.ln() / 300.0);
}

#[test]
fn nothing_to_compare_with_is_no_bound() {
    check(&[], 0, 1.0);
    check(&[period(0, (0.0, 0.0), (500.0, 0.0))], 0, 1.0);
    check(&[period(0, (500.0, 0.0), (500.0, 0.0)), period(1, (1.0, 0.0), (0.0, 0.0))], 0, 1.0);
}

/// More traffic in the worse hours would make the candidate look worse than the stable version it equals.
#[test]
fn steps_are_compared_each_within_itself() {
    let calm = period(0, (1_000.0, 0.0), (19_000.0, 0.0));
    let outage = period(1, (5_000.0, 500.0), (5_000.0, 500.0));
    let pooled = period(0, (6_000.0, 500.0), (24_000.0, 500.0));
    assert!(upper([calm, outage].iter(), 0) < 0.01);
    assert!(upper([pooled].iter(), 0) > 0.05);
}

/// How often the bound lies below the truth, which it may in one of twenty.
fn promoted(rate: f64, margin: f64, totals: [(f64, f64); 3]) -> f64 {
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(7);
    let mut draw =
        |mean: f64| if mean > 0.0 { Poisson::new(mean).unwrap().sample(&mut chance) } else { 0.0 };
    let runs = 4_000;
    let mut low = 0;
    for _ in 0..runs {
        let periods: Vec<Booked> = totals
            .iter()
            .enumerate()
            .map(|(step, (a, b))| {
                let candidate = (*a, draw(a * (rate + margin)));
                period(step, candidate, (*b, draw(b * rate)))
            })
            .collect();
        low += i32::from(upper(periods.iter(), 0) <= margin);
    }
    f64::from(low) / f64::from(runs)
}

#[test]
fn a_candidate_worse_by_the_margin_is_promoted_in_one_of_twenty_at_most() {
    let quiet = [(60.0, 1_140.0), (300.0, 900.0), (600.0, 600.0)];
    let busy = [(600.0, 11_400.0), (3_000.0, 9_000.0), (6_000.0, 6_000.0)];
    for rate in [0.0005, 0.005, 0.05] {
        for margin in [0.01, 0.02] {
            for totals in [quiet, busy] {
                let promoted = promoted(rate, margin, totals);
                // 4,000 runs: 5 % and two standard errors.
                assert!(promoted <= 0.057, "{rate} {margin} {totals:?}: {promoted}");
            }
        }
    }
    assert!(promoted(0.005, 0.01, busy) > 0.02, "a bound that is never low is too wide");
}

proptest! {
    #[test]
    fn the_bound_rises_with_failures_of_the_candidate(
        bad in 0_u32..60, stable_bad in 0_u32..60, candidate in 100_u32..5_000, stable in 100_u32..50_000, extensions in 0_u32..3,
    ) {
        let at = |bad: u32| {
            let candidate = (f64::from(candidate), f64::from(bad));
            upper([period(0, candidate, (f64::from(stable), f64::from(stable_bad)))].iter(), extensions)
        };
        prop_assert!(at(bad + 1) > at(bad));
    }
}

use super::*;
use cutover_schemas::ledger::Timestamp;
use proptest::prelude::*;

fn period(step: usize, share: i64, candidate: (f64, f64), stable: (f64, f64)) -> Booked {
    let arm = |(total, bad)| Arm { total, bad };
    let (candidate, stable) = (arm(candidate), arm(stable));
    Booked { at: Timestamp(0), step, share, candidate, stable }
}

fn e(periods: &[Booked], planned: usize) -> f64 {
    Gathered::of(periods).ln_e(planned).exp()
}

/// Chances of so many heads.
fn binomial(coins: u32, bias: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for _ in 0..coins {
        let mut next = vec![0.0; chances.len() + 1];
        for (heads, chance) in chances.iter().enumerate() {
            next[heads] += chance * (1.0 - bias);
            next[heads + 1] += chance * bias;
        }
        chances = next;
    }
    chances
}

#[test]
fn the_mean_evidence_of_fair_labels_is_one() {
    for share in [100, 500, 2_500, 5_000, 9_000] {
        for coins in [0_u32, 1, 2, 5, 20, 60] {
            let bias = super::share(share);
            let mean: f64 = binomial(coins, bias)
                .iter()
                .enumerate()
                .map(|(heads, chance)| {
                    let heads = many(heads);
                    let tails = f64::from(coins) - heads;
                    // No more of the candidate than its share, so that the share is the bias.
                    let period = period(0, share, (1e-9, heads), (50.0, tails));
                    chance * e(&[period], 1)
                })
                .sum();
            assert!((mean - 1.0).abs() < 1e-9, "{share} {coins}: {mean}");
            let coins_mean: f64 = binomial(coins, bias)
                .iter()
                .enumerate()
                .map(|(heads, chance)| {
                    let heads = many(heads);
                    chance * ln_coins(heads, f64::from(coins) - heads, bias).exp()
                })
                .sum();
            assert!((coins_mean - 1.0).abs() < 1e-9, "{share} {coins}: {coins_mean}");
        }
    }
}

/// Two steps, several blocks: the mixture over starts has a mean of one too.
#[test]
fn the_mean_evidence_of_two_steps_is_one() {
    let mut mean = 0.0;
    for (first, chance_first) in binomial(6, 0.05).iter().enumerate() {
        for (second, chance_second) in binomial(6, 0.5).iter().enumerate() {
            let one = period(0, 500, (1e-9, many(first)), (50.0, 6.0 - many(first)));
            let two = period(1, 5_000, (1e-9, many(second)), (50.0, 6.0 - many(second)));
            mean += chance_first * chance_second * e(&[one, two], 3);
        }
    }
    assert!((mean - 1.0).abs() < 1e-9, "{mean}");
}

/// Failures of the candidate that abort at the start, by failures of the stable version.
fn needed(share: i64, stable_bad: f64) -> f64 {
    let total = 10.0;
    let of = super::share(share);
    let aborts = |bad: &f64| {
        let one = period(0, share, (total * of, *bad), (total * (1.0 - of), stable_bad));
        e(&[one], 3) >= 20.0
    };
    (0..200).map(f64::from).find(aborts).unwrap()
}

#[test]
fn so_many_failures_abort_at_the_start() {
    let check = |share, expect: &[(f64, f64)]| {
        for (stable, candidate) in expect {
            let needed = needed(share, *stable);
            assert!((needed - candidate).abs() < 0.5, "{share}: {stable} -> {needed}");
        }
    };
    check(500, &[(0.0, 2.0), (1.0, 2.0), (2.0, 3.0), (5.0, 3.0), (10.0, 4.0), (20.0, 6.0)]);
    check(2_500, &[(0.0, 4.0), (5.0, 9.0), (20.0, 19.0)]);
    check(5_000, &[(0.0, 6.0), (5.0, 19.0), (20.0, 45.0)]);
}

#[test]
fn nothing_counted_is_no_evidence() {
    for planned in 0..4 {
        assert!((e(&[], planned) - 1.0).abs() < 1e-12);
        assert!((e(&[period(0, 500, (0.0, 0.0), (0.0, 0.0))], planned) - 1.0).abs() < 1e-12);
    }
}

/// A candidate that gets more than its share also gets more of the failures.
#[test]
fn the_observed_share_counts_where_it_is_larger() {
    let routed_right = period(0, 500, (50.0, 10.0), (950.0, 40.0));
    let misrouted = period(0, 500, (200.0, 10.0), (800.0, 40.0));
    assert!(e(&[routed_right], 1) > 20.0);
    assert!(e(&[misrouted], 1) < 2.0);
    let less = period(0, 500, (10.0, 10.0), (990.0, 40.0));
    assert!((e(&[less], 1) / e(&[routed_right], 1) - 1.0).abs() < 1e-9);
}

/// Share and error rate that drift together inside a step look like a worse candidate to a share of the whole step.
#[test]
fn a_block_closes_at_a_hundred_expected_invocations() {
    let quiet = period(0, 1_000, (50.0, 0.0), (950.0, 0.0));
    let busy = period(0, 1_000, (150.0, 60.0), (850.0, 340.0));
    assert!(e(&[quiet, busy], 1) < 1.0);
    let one_block = period(0, 1_000, (200.0, 60.0), (1_800.0, 340.0));
    assert!(e(&[one_block], 1) > 5.0);
    let short = period(0, 1_000, (49.0, 0.0), (950.0, 0.0));
    let open = Gathered::of(&[short]);
    assert!(open.steps[0].open.invocations() > 0.0);
    assert!(Gathered::of(&[short, short]).steps[0].open.invocations() < 1.0);
}

#[test]
fn a_group_is_half_mean_and_half_product() {
    let (one, other) = (8.0_f64, 0.5_f64);
    let group = ln_group(&[one.ln(), other.ln()]).exp();
    assert!((group - (0.5 * 4.25 + 0.5 * 4.0)).abs() < 1e-9);
    assert!((ln_group(&[one.ln()]).exp() - one).abs() < 1e-9);
    let mean = ln_mean([(0.8, one.ln()), (0.1, other.ln()), (0.1, 0.0), (0.0, 900.0)]).exp();
    assert!((mean - 6.55).abs() < 1e-9);
}

#[test]
fn evidence_beyond_numbers_stays_in_order() {
    let many_bad = period(0, 500, (1e6, 1e6), (2e7, 0.0));
    let ln_e = Gathered::of(&[many_bad; 3]).ln_e(3);
    assert!(ln_e.is_finite() && ln_e > 1e5);
}

fn counts() -> impl Strategy<Value = (f64, f64)> {
    (0_u32..40, 0_u32..40).prop_map(|(bad, good)| (f64::from(bad + good), f64::from(bad)))
}

proptest! {
    #[test]
    fn evidence_does_not_rise_with_the_share(
        (total, bad) in counts(), (others, others_bad) in counts(), low in 1_i64..9_998, more in 1_i64..9_998,
    ) {
        let high = (low + more).min(9_999);
        let at = |share| e(&[period(0, share, (total, bad), (others, others_bad))], 1);
        prop_assert!(at(high) <= at(low) * (1.0 + 1e-9));
        let routed = |extra: f64| e(&[period(0, low, (total + extra, bad), (others, others_bad))], 1);
        prop_assert!(routed(25.0) <= routed(0.0) * (1.0 + 1e-9));
    }

    #[test]
    fn the_order_of_periods_in_a_block_changes_nothing(
        arms in proptest::collection::vec((counts(), counts()), 1..6), turn in 0_usize..6,
    ) {
        // No block closes: 6 x 80 x 0.1 is less than a hundred.
        let mut periods: Vec<Booked> =
            arms.iter().map(|(one, other)| period(0, 1_000, *one, *other)).collect();
        let before = e(&periods, 3);
        let length = periods.len();
        periods.rotate_left(turn % length);
        periods.swap(0, length - 1);
        prop_assert!((e(&periods, 3) / before - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_failure_more_of_the_candidate_is_no_less_evidence(
        (total, bad) in counts(), (others, others_bad) in counts(), share in 1_i64..9_999,
    ) {
        let at = |bad| e(&[period(0, share, (total + 1.0, bad), (others, others_bad))], 1);
        prop_assert!(at(bad + 1.0) >= at(bad) * (1.0 - 1e-9));
    }
}

use super::*;
use cutover_schemas::rollout::{Limits, Signal, Source};

fn signal(name: &str, weight: i64) -> Signal {
    Signal { name: name.into(), weight, source: Source::Logs { pattern: name.into() } }
}

fn own(name: &str) -> Count {
    Count::Own(Source::Logs { pattern: name.into() })
}

fn check(judge: &Judge, p99: Option<i64>, expect: &[(Count, f64)]) {
    let baseline = Baseline { p99, ..Baseline::default() };
    let weighted = weighted(judge, Some(&baseline));
    let counts: Vec<Count> = expect.iter().map(|(count, _)| count.clone()).collect();
    assert_eq!(counts_of(judge, Some(&baseline)), counts);
    assert_eq!(weighted.len(), expect.len());
    for ((_, weight), (count, expect)) in weighted.iter().zip(expect) {
        assert!((weight - expect).abs() < 1e-9, "{count:?}: {weight}");
    }
}

#[test]
fn errors_and_two_latencies_share_the_weight() {
    let expect =
        [(Count::Errors, 0.8), (Count::Slower(900_000), 0.1), (Count::Slower(1_800_000), 0.1)];
    check(&Judge::default(), Some(900_000), &expect);
}

#[test]
fn without_a_baseline_the_weight_of_latency_goes_to_errors() {
    check(&Judge::default(), None, &[(Count::Errors, 1.0)]);
    assert_eq!(counts_of(&Judge::default(), None), [Count::Errors]);
}

#[test]
fn own_signals_take_theirs_and_leave_the_rest() {
    let signals = vec![signal("declined", 4_000), signal("slow-query", 1_000)];
    let judge = Judge { signals, ..Judge::default() };
    let tail = [(own("declined"), 0.4), (own("slow-query"), 0.1)];
    let mut expect =
        vec![(Count::Errors, 0.4), (Count::Slower(10), 0.05), (Count::Slower(20), 0.05)];
    expect.extend(tail.clone());
    check(&judge, Some(10), &expect);
    let mut expect = vec![(Count::Errors, 0.5)];
    expect.extend(tail);
    check(&judge, None, &expect);
}

#[test]
fn what_is_counted_for_a_limit_weighs_nothing() {
    let limits = Limits { error_rate: None, duration_p99: Some(1_500) };
    let judge = Judge { limits, ..Judge::default() };
    check(&judge, None, &[(Count::Errors, 1.0), (Count::Slower(1_500_000), 0.0)]);
}

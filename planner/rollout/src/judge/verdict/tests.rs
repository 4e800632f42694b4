use super::super::booking;
use super::*;
use cutover_schemas::measure::Point;
use cutover_schemas::rollout::{Limits, Signal, Source};

const MINUTE: i64 = 60_000;

/// One minute's counts: candidate's invocations and failures, the stable version's.
type Minute = [f64; 4];

/// Three steps of ten minutes with so much traffic, all of it healthy.
fn healthy(per_minute: f64) -> Vec<Minute> {
    let share = |minute: usize| [0.05, 0.25, 0.5][minute / 10];
    (0..30).map(|at| [per_minute * share(at), 0.0, per_minute * (1.0 - share(at)), 0.0]).collect()
}

fn series(minutes: &[Minute]) -> Series {
    let point = |(at, [total, bad, stable, stable_bad]): (i64, &Minute)| Point {
        at: Timestamp(at * MINUTE),
        candidate: Some(Arm { total: *total, bad: *bad }),
        stable: Some(Arm { total: *stable, bad: *stable_bad }),
    };
    Series { period: MINUTE, signals: vec![(0..).zip(minutes).map(point).collect()] }
}

fn shifts() -> Vec<Shift> {
    let shift = |(at, share)| Shift { at: Timestamp(at * MINUTE), share };
    [(0, 500), (10, 2_500), (20, 5_000)].into_iter().map(shift).collect()
}

fn trial<'a>(
    judge: &'a Judge,
    shifts: &'a [Shift],
    functions: &'a [Observed<'a>],
    now: i64,
) -> Trial<'a> {
    Trial {
        judge,
        rollouts: 1,
        steps: 3,
        extensions: 0,
        shifts,
        functions,
        alarms_red: false,
        now: Timestamp(now * MINUTE),
        ends_at: Some(Timestamp(30 * MINUTE)),
    }
}

/// What the look after so many minutes comes to.
fn assess(minutes: &[Minute], now: i64, change: impl Fn(&mut Trial<'_>, &mut Judge)) -> Assessment {
    let series = series(minutes);
    let lag_ms = booking::lag(MINUTE, 3);
    let functions = [Observed { series: &series, tries: 1, lag_ms, baseline: None }];
    let shifts = shifts();
    let (mut judge, plain) = (Judge::default(), Judge::default());
    let mut trial = trial(&plain, &shifts, &functions, now);
    change(&mut trial, &mut judge);
    look(&Trial { judge: &judge, ..trial })
}

fn verdict(minutes: &[Minute], now: i64, change: impl Fn(&mut Trial<'_>, &mut Judge)) -> Verdict {
    assess(minutes, now, change).verdict
}

fn as_it_is(_: &mut Trial<'_>, _: &mut Judge) {}

fn limit(_: &mut Trial<'_>, judge: &mut Judge) {
    judge.limits = Limits { error_rate: Some(2_000), duration_p99: None };
}

fn aborts(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Abort { .. })
}

/// Both versions fail altogether in these minutes.
fn outage(mut minutes: Vec<Minute>, of: std::ops::Range<usize>) -> Vec<Minute> {
    for minute in &mut minutes[of] {
        *minute = [minute[0], minute[0], minute[2], minute[2]];
    }
    minutes
}

#[test]
fn a_healthy_candidate_is_promoted_one_lag_after_the_end() {
    assert_eq!(verdict(&healthy(120.0), 31, as_it_is), Verdict::Continue);
    assert_eq!(verdict(&healthy(120.0), 32, as_it_is), Verdict::Promote);
    let never = |trial: &mut Trial<'_>, _: &mut Judge| trial.ends_at = None;
    assert_eq!(verdict(&healthy(120.0), 99, never), Verdict::Continue);
}

#[test]
fn what_is_known_is_told() {
    let Assessment { evidence, .. } = assess(&healthy(120.0), 32, as_it_is);
    assert!((evidence.threshold - 20.0).abs() < 1e-9 && (evidence.e - 1.0).abs() < 1e-9);
    assert!((evidence.margin - 0.01).abs() < 1e-9);
    assert_eq!(evidence.counted_until, Timestamp(30 * MINUTE));
    assert!((evidence.candidate.total - 954.0).abs() < 1e-9);
    assert!((evidence.stable.total - 2_526.0).abs() < 1e-9);
    assert!((evidence.upper.unwrap() - 2.995_73 / 954.0).abs() < 1e-6);
    assert_eq!(evidence.functions.len(), 1);
    assert_eq!(evidence.functions[0].signals.len(), 1);
}

#[test]
fn failures_of_the_candidate_alone_abort_at_once() {
    let mut minutes = healthy(120.0);
    minutes[1][1] = 2.0;
    assert_eq!(verdict(&minutes, 3, as_it_is), Verdict::Continue);
    let abort = verdict(&minutes, 4, as_it_is);
    let why = "2 of 6 invocations of the candidate failed, of the stable version 0 of 114";
    assert_eq!(abort, Verdict::Abort { why: why.to_owned() });
}

#[test]
fn rollouts_of_one_apply_share_alpha() {
    let mut minutes = healthy(120.0);
    minutes[1][1] = 2.0;
    let ten = |trial: &mut Trial<'_>, _: &mut Judge| trial.rollouts = 10;
    let assessment = assess(&minutes, 4, ten);
    assert_eq!(assessment.verdict, Verdict::Continue);
    assert!((assessment.evidence.threshold - 200.0).abs() < 1e-9);
}

#[test]
fn little_traffic_is_inconclusive_and_none_is_too() {
    let Verdict::Inconclusive { why } = verdict(&healthy(6.0), 32, as_it_is) else { panic!() };
    assert_eq!(why, "48 invocations of the candidate were counted, 100 are wanted");
    let Verdict::Inconclusive { why } = verdict(&healthy(0.0), 32, as_it_is) else { panic!() };
    assert_eq!(why, "no invocation of the candidate was counted");
    let Verdict::Inconclusive { why } = verdict(&[], 32, as_it_is) else { panic!() };
    assert_eq!(why, "no invocation of the candidate was counted");
    let Verdict::Inconclusive { why } = verdict(&healthy(24.0), 32, as_it_is) else { panic!() };
    let expect =
        "the candidate may still fail 1.57 % more often than the stable version, the margin is 1 %";
    assert_eq!(why, expect);
}

#[test]
fn an_extension_is_a_new_look_and_costs_certainty() {
    let once = |trial: &mut Trial<'_>, _: &mut Judge| trial.extensions = 1;
    assert_eq!(verdict(&healthy(40.0), 32, as_it_is), Verdict::Promote);
    assert!(matches!(verdict(&healthy(40.0), 32, once), Verdict::Inconclusive { .. }));
}

#[test]
fn an_outage_of_both_is_an_unhealthy_baseline_and_no_abort() {
    let minutes = outage(healthy(120.0), 12..17);
    for now in 0..40 {
        let verdict = verdict(&minutes, now, limit);
        assert!(!aborts(&verdict), "{now}: {verdict:?}");
        let unhealthy = matches!(verdict, Verdict::BaselineUnhealthy { .. });
        assert_eq!(unhealthy, (16..23).contains(&now), "{now}: {verdict:?}");
    }
    let Verdict::BaselineUnhealthy { why } = verdict(&minutes, 16, limit) else { panic!() };
    assert_eq!(why, "180 of 474 invocations of the stable version failed, the limit is 20 %");
    assert_eq!(verdict(&minutes, 16, as_it_is), Verdict::Continue);
}

/// Its minutes tell nothing of the difference.
#[test]
fn an_outage_does_not_keep_from_promoting() {
    let minutes = outage(healthy(120.0), 12..17);
    assert_eq!(verdict(&minutes, 32, limit), Verdict::Promote);
    assert!(matches!(verdict(&minutes, 32, as_it_is), Verdict::Inconclusive { .. }));
}

#[test]
fn nothing_is_promoted_in_an_outage() {
    let minutes = outage(healthy(120.0), 25..30);
    assert!(matches!(verdict(&minutes, 32, limit), Verdict::BaselineUnhealthy { .. }));
}

#[test]
fn a_worse_candidate_is_aborted_beside_an_unhealthy_stable_version_too() {
    let mut minutes = healthy(120.0);
    for minute in &mut minutes[1..6] {
        *minute = [6.0, 6.0, 114.0, 45.0];
    }
    assert!(aborts(&verdict(&minutes, 8, limit)));
    minutes[1][1] = 2.0;
    minutes.truncate(2);
    assert!(matches!(verdict(&minutes, 8, limit), Verdict::BaselineUnhealthy { .. }));
}

/// A candidate that is over the limit, beside a stable version that nearly is.
#[test]
fn a_limit_keeps_from_promoting_and_does_not_abort() {
    let bad = |[total, _, stable, _]: &Minute| [*total, total * 0.19, *stable, stable * 0.18];
    let minutes: Vec<Minute> = healthy(120.0).iter().map(bad).collect();
    let strict = |_: &mut Trial<'_>, judge: &mut Judge| {
        judge.margin = 2_000;
        judge.limits.error_rate = Some(1_850);
    };
    let loose = |_: &mut Trial<'_>, judge: &mut Judge| judge.margin = 2_000;
    for now in 0..32 {
        assert_eq!(verdict(&minutes, now, strict), Verdict::Continue, "{now}");
    }
    let Verdict::Inconclusive { why } = verdict(&minutes, 32, strict) else { panic!() };
    assert!(why.ends_with("invocations of the candidate failed, the limit is 18.5 %"), "{why}");
    assert_eq!(verdict(&minutes, 32, loose), Verdict::Promote);
}

#[test]
fn the_limit_on_the_duration_keeps_from_promoting() {
    let mut series = series(&healthy(120.0));
    let slow = |point: &Point| Point { candidate: Some(Arm { total: 6.0, bad: 1.0 }), ..*point };
    series.signals.push(series.signals[0].iter().map(slow).collect());
    let functions = [Observed { series: &series, tries: 1, lag_ms: 120_000, baseline: None }];
    let limits = Limits { error_rate: None, duration_p99: Some(300) };
    let judge = Judge { limits, ..Judge::default() };
    let shifts = shifts();
    let trial = trial(&judge, &shifts, &functions, 32);
    let why = "29 of 174 invocations of the candidate took longer than the limit on the slowest hundredth";
    assert_eq!(look(&trial).verdict, Verdict::Inconclusive { why: why.to_owned() });
    assert!((look(&trial).evidence.e - 1.0).abs() < 1e-9, "a limit is no evidence");
}

#[test]
fn a_red_alarm_keeps_from_promoting_and_aborts_only_when_asked_to() {
    let red = |trial: &mut Trial<'_>, _: &mut Judge| trial.alarms_red = true;
    assert_eq!(verdict(&healthy(120.0), 12, red), Verdict::Continue);
    let Verdict::Inconclusive { why } = verdict(&healthy(120.0), 32, red) else { panic!() };
    assert_eq!(why, "an alarm is red");
    let asked = |trial: &mut Trial<'_>, judge: &mut Judge| {
        trial.alarms_red = true;
        judge.alarm_aborts = true;
    };
    let why = "an alarm is red, which aborts outside the judge's guarantee".to_owned();
    assert_eq!(verdict(&healthy(120.0), 12, asked), Verdict::Abort { why });
}

/// After a flip nothing runs beside the candidate: limits and alarms decide.
#[test]
fn without_a_stable_version_limits_and_alarms_abort() {
    const FLIP: &[Shift] = &[Shift { at: Timestamp(0), share: 10_000 }];
    let mut minutes = vec![[100.0, 0.0, 0.0, 0.0]; 30];
    minutes[3][1] = 90.0;
    let at = |now: i64, red: bool, limit: Option<i64>| {
        let flipped = |trial: &mut Trial<'_>, judge: &mut Judge| {
            judge.limits.error_rate = limit;
            trial.alarms_red = red;
            trial.steps = 1;
            trial.shifts = FLIP;
        };
        assess(&minutes, now, flipped)
    };
    assert_eq!(at(32, false, None).verdict, Verdict::Promote);
    assert_eq!(at(32, false, None).evidence.upper, None);
    assert_eq!(at(5, false, Some(2_000)).verdict, Verdict::Continue);
    let why = "90 of 300 invocations of the candidate failed, the limit is 20 %".to_owned();
    assert_eq!(at(6, false, Some(2_000)).verdict, Verdict::Abort { why });
    assert_eq!(at(3, true, None).verdict, Verdict::Abort { why: "an alarm is red".to_owned() });
}

/// Handled failures are failures too: the margin holds for the spec's own signals.
#[test]
fn own_signals_are_bounded_like_errors() {
    let mut series = series(&healthy(120.0));
    let declined = |point: &Point| {
        let fifth = |arm: Option<Arm>| arm.map(|arm| Arm { bad: arm.total / 5.0, ..arm });
        Point { at: point.at, candidate: fifth(point.candidate), stable: fifth(point.stable) }
    };
    series.signals.push(series.signals[0].iter().map(declined).collect());
    let functions = [Observed { series: &series, tries: 1, lag_ms: 120_000, baseline: None }];
    let source = Source::Logs { pattern: "declined".into() };
    let signals = vec![Signal { name: "declined".into(), weight: 4_000, source }];
    let shifts = shifts();
    let at = |margin| {
        let judge = Judge { signals: signals.clone(), margin, ..Judge::default() };
        let trial = trial(&judge, &shifts, &functions, 32);
        look(&trial).verdict
    };
    assert!(matches!(at(100), Verdict::Inconclusive { .. }));
    assert_eq!(at(500), Verdict::Promote);
}

/// One function that can't be promoted keeps the others.
#[test]
fn a_group_has_one_verdict() {
    let (busy, quiet, bad) = (series(&healthy(120.0)), series(&healthy(6.0)), {
        let mut minutes = healthy(120.0);
        minutes[1][1] = 4.0;
        series(&minutes)
    });
    let shifts = shifts();
    let judge = Judge::default();
    let at = |group: [&Series; 2]| {
        let functions =
            group.map(|series| Observed { series, tries: 1, lag_ms: 120_000, baseline: None });
        let trial = trial(&judge, &shifts, &functions, 32);
        look(&trial).verdict
    };
    assert_eq!(at([&busy, &busy]), Verdict::Promote);
    assert!(matches!(at([&busy, &quiet]), Verdict::Inconclusive { .. }));
    assert!(matches!(at([&quiet, &busy]), Verdict::Inconclusive { .. }));
    assert!(aborts(&at([&busy, &bad])));
}

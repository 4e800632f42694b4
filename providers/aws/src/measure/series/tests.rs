use super::*;

const PERIOD: i64 = 60_000;

fn wanted(stable: Option<i64>, signals: &[Count]) -> Measurement {
    Measurement {
        function: "f".into(),
        alias: "live".into(),
        candidate: 8,
        stable,
        log_group: "/aws/lambda/f".into(),
        from: Timestamp(PERIOD + 1),
        signals: signals.to_vec(),
    }
}

/// What a query tells, by minute.
type Answer<'a> = (Side, What, &'a [(i64, f64)]);

fn data(told: &[Answer<'_>]) -> Data {
    let of = |(side, what, points): &Answer<'_>| {
        let by_minute = points.iter().map(|(minute, number)| (minute * PERIOD, *number)).collect();
        (queries::id(0, *side, *what), by_minute)
    };
    told.iter().map(of).collect()
}

/// Points as `minute: candidate | stable`.
fn shown(wanted: &Measurement, data: &Data) -> Vec<String> {
    let told = super::Told { number: 0, wanted, period: PERIOD, data, lines: BTreeMap::new() };
    let arm = |arm: Option<Arm>| {
        arm.map_or_else(|| "-".to_owned(), |arm| format!("{}/{}", arm.bad, arm.total))
    };
    let point = |one: &Point| {
        format!("{}: {} | {}", one.at.0 / PERIOD, arm(one.candidate), arm(one.stable))
    };
    told.series().signals[0].iter().map(point).collect()
}

use Side::{Alias, Candidate, Stable};
use What::{Bad, Durations, Errors, Invocations, Total, Within};

#[test]
fn both_versions_are_counted_and_what_is_over_is_left_out() {
    let data = data(&[
        (Candidate, Invocations, &[(0, 1.0), (1, 2.0), (2, 3.0)]),
        (Candidate, Errors, &[(0, 1.0), (1, 0.0), (2, 1.0)]),
        (Stable, Invocations, &[(1, 20.0), (2, 30.0), (3, 40.0)]),
        (Stable, Errors, &[(1, 0.0), (2, 2.0), (3, 4.0)]),
        (Alias, Invocations, &[(0, 1.0), (1, 22.0), (2, 33.0), (3, 40.0)]),
    ]);
    let expect = ["1: 0/2 | 0/20", "2: 1/3 | 2/30", "3: - | 4/40"];
    assert_eq!(shown(&wanted(Some(7), &[Count::Errors]), &data), expect);
}

#[test]
fn a_late_point_is_no_quiet_minute() {
    let data = data(&[
        (Candidate, Invocations, &[(1, 2.0), (2, 3.0), (3, 4.0), (4, 1.0)]),
        (Candidate, Errors, &[(1, 0.0), (2, 1.0), (3, 0.0), (4, 0.0)]),
        // Invocations are there, and the errors of the same minute are not yet.
        (Stable, Invocations, &[(1, 5.0)]),
        (Alias, Invocations, &[(1, 7.0), (2, 3.0), (3, 9.0)]),
    ]);
    // In the second minute the alias says that the stable version had nothing to do.
    let expect = ["1: 0/2 | -", "2: 1/3 | 0/0", "3: 0/4 | -", "4: 0/1 | -"];
    assert_eq!(shown(&wanted(Some(7), &[Count::Errors]), &data), expect);
}

#[test]
fn without_a_stable_version_there_is_none() {
    let data = data(&[
        (Candidate, Invocations, &[(1, 2.0)]),
        (Candidate, Errors, &[(1, 1.0)]),
        (Alias, Invocations, &[(1, 2.0)]),
    ]);
    assert_eq!(shown(&wanted(None, &[Count::Errors]), &data), ["1: 1/2 | -"]);
}

#[test]
fn slow_ones_are_those_that_the_threshold_does_not_hold() {
    let data = data(&[
        (Candidate, Durations, &[(1, 10.0), (2, 4.0), (3, 5.0)]),
        // Interpolated; more than there are; and none within.
        (Candidate, Within(0), &[(1, 7.4), (2, 4.2)]),
        (Alias, Invocations, &[(1, 10.0), (2, 4.0), (3, 5.0)]),
        (Candidate, Invocations, &[(1, 10.0), (2, 4.0), (3, 5.0)]),
    ]);
    let expect = ["1: 3/10 | 0/0", "2: 0/4 | 0/0", "3: 5/5 | 0/0"];
    assert_eq!(shown(&wanted(Some(7), &[Count::Slower(1)]), &data), expect);
}

fn own(total: Option<&str>) -> Count {
    Count::Own(Source::Metric {
        namespace: "Shop".into(),
        bad: "Refused".into(),
        total: total.map(str::to_owned),
        version_dimension: "version".into(),
    })
}

#[test]
fn an_own_metric_may_say_only_what_is_bad() {
    let data = data(&[
        (Candidate, Invocations, &[(1, 10.0)]),
        (Candidate, Bad(0), &[(2, 1.0)]),
        (Stable, Bad(0), &[(1, 3.0), (2, 2.0)]),
        (Alias, Invocations, &[(1, 30.0)]),
    ]);
    // The stable's three are of invocations whose point is still to come.
    assert_eq!(shown(&wanted(Some(7), &[own(None)]), &data), ["1: 0/10 | -", "2: 1/0 | 2/0"]);
}

#[test]
fn an_own_metric_may_say_what_all_is() {
    let data = data(&[
        (Candidate, Total(0), &[(1, 10.0)]),
        (Candidate, Bad(0), &[(1, 1.5)]),
        (Stable, Total(0), &[(1, 90.0)]),
        (Candidate, Invocations, &[(1, 1.0)]),
        (Alias, Invocations, &[(1, 9.0)]),
    ]);
    assert_eq!(shown(&wanted(Some(7), &[own(Some("All"))]), &data), ["1: 1.5/10 | 0/90"]);
}

#[test]
fn what_was_not_read_of_the_logs_is_no_point() {
    let pattern = Count::Own(Source::Logs { pattern: "ERROR".into() });
    let wanted = wanted(Some(7), &[pattern]);
    let calls: &[(i64, f64)] = &[(1, 4.0), (2, 4.0), (3, 4.0)];
    let data = data(&[(Candidate, Invocations, calls), (Stable, Invocations, calls)]);
    let mut lines = Lines::default();
    lines.known_until = Some(3 * PERIOD + 1);
    let lines = BTreeMap::from([(0, lines)]);
    let told = super::Told { number: 0, wanted: &wanted, period: PERIOD, data: &data, lines };
    let series = told.series();
    let minutes: Vec<i64> = series.signals[0].iter().map(|one| one.at.0 / PERIOD).collect();
    assert_eq!(minutes, [1, 2]);
}

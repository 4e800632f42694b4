use super::*;

const MINUTE: i64 = 60_000;

fn shift(minute: i64, seconds: i64, share: i64) -> Shift {
    Shift { at: Timestamp(minute * MINUTE + seconds * 1_000), share }
}

fn point(minute: i64, candidate: Option<f64>, stable: Option<f64>) -> Point {
    let arm = |total| Arm { total, bad: 1.0 };
    let (candidate, stable) = (candidate.map(arm), stable.map(arm));
    Point { at: Timestamp(minute * MINUTE), candidate, stable }
}

/// Twenty minutes of points, with a look at the end of minute `now`; what is booked as `minute: step share`.
fn booked(shifts: &[Shift], now: i64) -> Vec<(i64, usize, i64)> {
    let points: Vec<Point> = (0..20).map(|minute| point(minute, Some(5.0), Some(95.0))).collect();
    let window =
        Window { shifts, period: MINUTE, lag: 2 * MINUTE, tries: 1, now: Timestamp(now * MINUTE) };
    let books = book(&points, &window);
    books.iter().map(|period| (period.at.0 / MINUTE, period.step, period.share)).collect()
}

fn one(point: Point, tries: i64) -> Option<Booked> {
    let shifts = [shift(0, 0, 500)];
    let window =
        Window { shifts: &shifts, period: MINUTE, lag: 0, tries, now: Timestamp(99 * MINUTE) };
    book(&[point], &window).pop()
}

#[test]
fn a_period_counts_once_it_ended_a_lag_ago() {
    assert_eq!(booked(&[shift(0, 0, 500)], 3), []);
    assert_eq!(booked(&[shift(0, 0, 500)], 4), [(1, 0, 500)]);
    assert_eq!(booked(&[shift(0, 0, 500)], 5), [(1, 0, 500), (2, 0, 500)]);
}

#[test]
fn the_lag_waits_for_the_longest_invocation() {
    assert_eq!(lag(MINUTE, 3), 2 * MINUTE);
    assert_eq!(lag(MINUTE, 60), 2 * MINUTE);
    assert_eq!(lag(MINUTE, 300), 6 * MINUTE);
    assert_eq!(lag(1_000, 3), 4_000);
}

#[test]
fn the_first_period_of_the_first_step_is_left_out() {
    assert_eq!(booked(&[shift(4, 0, 500)], 9), [(5, 0, 500), (6, 0, 500)]);
    assert_eq!(booked(&[shift(4, 30, 500)], 9), [(5, 0, 500), (6, 0, 500)]);
    assert_eq!(booked(&[shift(4, 59, 500)], 9), [(5, 0, 500), (6, 0, 500)]);
    let steps = [shift(0, 0, 500), shift(3, 0, 2_500)];
    assert_eq!(booked(&steps, 6), [(1, 0, 500), (2, 0, 500), (3, 1, 2_500)]);
}

#[test]
fn the_period_of_a_change_counts_for_the_higher_share() {
    let up = [shift(0, 0, 500), shift(3, 30, 2_500)];
    assert_eq!(booked(&up, 7), [(1, 0, 500), (2, 0, 500), (3, 1, 2_500), (4, 1, 2_500)]);
    let down = [shift(0, 0, 2_500), shift(3, 30, 500)];
    assert_eq!(booked(&down, 7), [(1, 0, 2_500), (2, 0, 2_500), (3, 0, 2_500), (4, 1, 500)]);
    let both = [shift(0, 0, 500), shift(3, 10, 2_500), shift(3, 50, 5_000)];
    assert_eq!(booked(&both, 6), [(1, 0, 500), (2, 0, 500), (3, 2, 5_000)]);
}

#[test]
fn a_change_on_the_minute_parts_the_minutes() {
    let steps = [shift(0, 0, 500), shift(3, 0, 2_500)];
    assert_eq!(booked(&steps, 6)[1..], [(2, 0, 500), (3, 1, 2_500)]);
}

#[test]
fn a_period_waits_for_the_stable_versions_point() {
    assert_eq!(one(point(2, Some(5.0), None), 1), None);
    assert!(one(point(2, Some(5.0), Some(0.0)), 1).is_some());
}

#[test]
fn a_missing_point_of_the_candidate_is_none_of_its_invocations() {
    let booked = one(point(2, None, Some(95.0)), 1).unwrap();
    assert_eq!(booked.candidate, Arm::default());
    assert_eq!(booked.stable, Arm { total: 95.0, bad: 1.0 });
}

#[test]
fn tries_of_one_event_count_once() {
    let booked = one(point(2, Some(6.0), Some(96.0)), 3).unwrap();
    assert_eq!(booked.candidate, Arm { total: 2.0, bad: 1.0 / 3.0 });
    assert_eq!(booked.stable, Arm { total: 32.0, bad: 1.0 / 3.0 });
}

#[test]
fn once_all_traffic_has_moved_no_point_is_waited_for() {
    let shifts = [shift(0, 0, 10_000)];
    let window =
        Window { shifts: &shifts, period: MINUTE, lag: 0, tries: 1, now: Timestamp(9 * MINUTE) };
    let booked = book(&[point(2, Some(5.0), None)], &window);
    assert_eq!(booked[0].candidate.total.to_bits(), 5.0_f64.to_bits());
}

#[test]
fn nothing_counts_before_the_first_shift() {
    assert_eq!(booked(&[], 9), []);
    assert_eq!(booked(&[shift(8, 0, 500)], 9), []);
}

//! When expressions are due, and which are none, in tables.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Dialect, Timetable, zone};

/// The next moments after one, in a zone.
#[track_caller]
fn check_in(name: &str, expression: &str, after: &str, expected: &[&str]) {
    let timetable = Timetable::parse(expression, Dialect::Schedule).expect(expression);
    let zone = zone(name).expect(name);
    let ms =
        |text: &str| u64::try_from(text.parse::<Timestamp>().unwrap().as_millisecond()).unwrap();
    let mut at_ms = ms(after);
    for expected in expected {
        let next = timetable.next(at_ms, at_ms, &zone);
        let shown = next.map(|next| {
            Timestamp::from_millisecond(i64::try_from(next).unwrap()).unwrap().to_string()
        });
        assert_eq!(shown.as_deref(), Some(*expected), "{expression} after {after}");
        at_ms = next.unwrap();
    }
}

#[track_caller]
fn check(expression: &str, after: &str, expected: &[&str]) {
    check_in("UTC", expression, after, expected);
}

#[test]
fn plain_fields_lists_ranges_and_steps() {
    let monday = "2026-01-05T00:00:00Z";
    check("cron(0 10 * * ? *)", monday, &["2026-01-05T10:00:00Z", "2026-01-06T10:00:00Z"]);
    check("cron(0/15 * * * ? *)", monday, &["2026-01-05T00:15:00Z", "2026-01-05T00:30:00Z"]);
    check(
        "cron(*/20 1 * * ? *)",
        "2026-01-05T01:30:00Z",
        &["2026-01-05T01:40:00Z", "2026-01-06T01:00:00Z"],
    );
    check("cron(5,35 14 * * ? *)", monday, &["2026-01-05T14:05:00Z", "2026-01-05T14:35:00Z"]);
    check(
        "cron(0/30 20-23 ? * MON-FRI *)",
        "2026-01-09T23:00:00Z",
        &["2026-01-09T23:30:00Z", "2026-01-12T20:00:00Z"],
    );
    check("cron(0 8 1 * ? *)", monday, &["2026-02-01T08:00:00Z", "2026-03-01T08:00:00Z"]);
    check("cron(0 0 1 JAN,jul ? *)", monday, &["2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z"]);
    check(
        "cron(0 0 ? * FRI-MON *)",
        monday,
        &[
            "2026-01-09T00:00:00Z",
            "2026-01-10T00:00:00Z",
            "2026-01-11T00:00:00Z",
            "2026-01-12T00:00:00Z",
        ],
    );
    check("cron(0-15/5 8-8 ? * 2,3 *)", monday, &["2026-01-05T08:00:00Z", "2026-01-05T08:05:00Z"]);
    check("cron(0 0 1 1 ? 2030/5)", monday, &["2030-01-01T00:00:00Z", "2035-01-01T00:00:00Z"]);
    check("cron(59 23 31 DEC ? 2199)", monday, &["2199-12-31T23:59:00Z"]);
}

#[test]
fn last_nearest_and_nth_days() {
    let start = "2026-01-01T00:00:00Z";
    check("cron(0 0 L * ? *)", start, &["2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"]);
    check("cron(0 0 L-3 * ? *)", start, &["2026-01-28T00:00:00Z", "2026-02-25T00:00:00Z"]);
    check("cron(0 0 LW * ? *)", start, &["2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z"]);
    // The 1st of February and of March 2026 are Sundays; August's is a Saturday.
    check("cron(0 0 1W * ? *)", start, &["2026-02-02T00:00:00Z", "2026-03-02T00:00:00Z"]);
    check("cron(0 0 1W AUG ? *)", start, &["2026-08-03T00:00:00Z"]);
    check("cron(0 0 15W * ? *)", start, &["2026-01-15T00:00:00Z", "2026-02-16T00:00:00Z"]);
    check("cron(0 0 31W * ? *)", start, &["2026-01-30T00:00:00Z", "2026-03-31T00:00:00Z"]);
    check("cron(0 0 ? * 6L *)", start, &["2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z"]);
    check("cron(0 0 ? * L *)", start, &["2026-01-03T00:00:00Z", "2026-01-10T00:00:00Z"]);
    check("cron(0 2 ? * SAT#3 *)", start, &["2026-01-17T02:00:00Z", "2026-02-21T02:00:00Z"]);
    check("cron(0 2 ? * 5#5 *)", start, &["2026-01-29T02:00:00Z", "2026-04-30T02:00:00Z"]);
    check("cron(0 0 29 2 ? *)", start, &["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]);
}

#[test]
fn what_never_comes_again_is_none() {
    let never = |expression: &str| {
        let timetable = Timetable::parse(expression, Dialect::Schedule).unwrap();
        timetable.next(1_767_225_600_000, 0, &TimeZone::UTC)
    };
    assert_eq!(never("cron(0 0 30 2 ? *)"), None);
    assert_eq!(never("cron(15 10 ? * 6L 2002-2005)"), None);
    assert_eq!(never("at(2025-12-31T23:59:59)"), None);
}

#[test]
fn local_times_follow_their_zone_through_clock_changes() {
    let berlin = |expression: &str, after: &str, expected: &[&str]| {
        check_in("Europe/Berlin", expression, after, expected);
    };
    berlin(
        "cron(0 3 * * ? *)",
        "2026-03-28T00:00:00Z",
        &["2026-03-28T02:00:00Z", "2026-03-29T01:00:00Z"],
    );
    // 02:30 does not exist on 29 March 2026, and comes twice on 25 October.
    berlin(
        "cron(30 2 * * ? *)",
        "2026-03-28T00:00:00Z",
        &["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"],
    );
    berlin(
        "cron(30 2 * * ? *)",
        "2026-10-24T12:00:00Z",
        &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
    );
    berlin("at(2026-07-01T12:00:00)", "2026-01-01T00:00:00Z", &["2026-07-01T10:00:00Z"]);
    check_in(
        "America/New_York",
        "cron(0 9 ? * MON-FRI *)",
        "2026-01-05T13:00:00Z",
        &["2026-01-05T14:00:00Z"],
    );
    check_in(
        "Asia/Kolkata",
        "cron(0 0 * * ? *)",
        "2026-01-05T00:00:00Z",
        &["2026-01-05T18:30:00Z"],
    );
    assert!(
        zone("Mars/Olympus").is_none() && zone("").is_none() && zone("../etc/passwd").is_none()
    );
}

#[test]
fn rates_count_from_their_origin() {
    let rate = Timetable::parse("rate(5 minutes)", Dialect::Rule).unwrap();
    let next = |after_ms: u64| rate.next(after_ms, 1_000, &TimeZone::UTC);
    assert_eq!(
        (next(0), next(1_000), next(301_000), next(301_001)),
        (Some(1_000), Some(301_000), Some(601_000), Some(601_000))
    );
    assert_eq!(Timetable::parse("rate(2 days)", Dialect::Rule), Some(Timetable::Rate(172_800_000)));
}

#[test]
fn what_is_no_expression() {
    for text in [
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(INVALID)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
        "cron()",
        "cron(0 0 ? * ? *)",
        "cron(0 0 1 1 1 *)",
        "cron(0 0 1 1 ? 1969)",
        "cron(0 0 1 1 ?)",
        "cron(0/0 0 1 1 ? *)",
        "cron(0 0 0 1 ? *)",
        "cron(0 0 ? * SUN#6 *)",
        "rate(10 seconds)",
        "rate(10 years)",
        "rate()",
        "rate(10)",
        "rate(0 minutes)",
        "rate(10 minutess)",
        "rate(foo minutes)",
        "rate(-10 minutes)",
        "rate( 10 minutes )",
        " rate(10 minutes)",
        "at(2021-12-31T23:59:59Z)",
        "at(2021-12-31)",
        "at(2021-02-30T00:00:00)",
        "every(5 minutes)",
        "",
    ] {
        assert_eq!(Timetable::parse(text, Dialect::Schedule), None, "{text}");
    }
    for text in ["rate(1 minutes)", "rate(5 minute)", "at(2026-01-01T00:00:00)"] {
        assert_eq!(Timetable::parse(text, Dialect::Rule), None, "{text}");
        assert!(Timetable::parse(text, Dialect::Schedule).is_some(), "{text}");
    }
}

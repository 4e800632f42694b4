//! Values that are compared as what they stand for. What can't be read never compares.
use jiff::Timestamp;
use jiff::civil::Date;
use std::net::IpAddr;

/// A number.
pub(super) fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    text.parse().ok().filter(|number: &f64| digits && number.is_finite())
}

/// A moment, in nanoseconds since 1970: a date, a date and a time, or seconds since 1970.
pub(super) fn moment(text: &str) -> Option<i128> {
    if let Some(seconds) = number(text) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what doesn't fit is at the end of time"
        )]
        return Some((seconds * 1e9) as i128);
    }
    let day = || {
        let day: Date = text.parse().ok()?;
        Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    };
    let moment: Option<Timestamp> = text.parse().ok().or_else(day);
    moment.map(Timestamp::as_nanosecond)
}

/// `true` or `false`, in any case.
pub(super) fn boolean(text: &str) -> Option<bool> {
    [true, false].into_iter().find(|value| text.eq_ignore_ascii_case(&value.to_string()))
}

/// Whether an address is in a range, `10.0.0.0/8`, or is the address that is meant.
pub(super) fn within(range: &str, address: &str) -> Option<bool> {
    let address: IpAddr = address.parse().ok()?;
    let (start, bits) = match range.split_once('/') {
        Some((start, bits)) => (start, Some(bits.parse::<u32>().ok()?)),
        None => (range, None),
    };
    let start: IpAddr = start.parse().ok()?;
    Some(match (start, address) {
        (IpAddr::V4(start), IpAddr::V4(address)) => {
            same(u32::from(start).into(), u32::from(address).into(), 32, bits.unwrap_or(32))?
        }
        (IpAddr::V6(start), IpAddr::V6(address)) => {
            same(start.into(), address.into(), 128, bits.unwrap_or(128))?
        }
        _ => false,
    })
}

/// Whether the first `bits` of `width` are the same.
fn same(one: u128, other: u128, width: u32, bits: u32) -> Option<bool> {
    let rest = width.checked_sub(bits)?;
    Some(rest >= 128 || one >> rest == other >> rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_something_is_read() {
        assert_eq!(number("1.50"), Some(1.5));
        assert_eq!([number("nan"), number("1e3"), number("inf"), number("")], [None; 4]);
        assert_eq!(moment("1970-01-02"), moment("86400"));
        assert_eq!(moment("1970-01-01T01:00Z"), moment("3600"));
        assert_eq!(moment("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(moment("tomorrow"), None);
        assert_eq!([boolean("TRUE"), boolean("no")], [Some(true), None]);
        assert_eq!(within("10.0.0.0/8", "10.2.3.4"), Some(true));
        assert_eq!(within("0.0.0.0/0", "9.9.9.9"), Some(true));
        assert_eq!(within("10.0.0.1", "10.0.0.2"), Some(false));
        assert_eq!(within("2001:db8::/32", "2001:db8::1"), Some(true));
        assert_eq!(within("::/0", "1.2.3.4"), Some(false));
        assert_eq!(within("10.0.0.0/33", "10.0.0.0"), None);
    }
}

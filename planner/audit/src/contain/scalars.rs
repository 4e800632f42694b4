//! Values that are compared as numbers, moments or addresses, and the values between which nothing changes.
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses, first to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Range {
    V4(u32, u32),
    V6(u128, u128),
}

pub(super) fn number(text: &str) -> Option<f64> {
    let well = |b: u8| b.is_ascii_digit() || b"+-.".contains(&b);
    if text.is_empty() || !text.bytes().all(well) {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Nanoseconds since 1970.
pub(super) fn moment(text: &str) -> Option<i128> {
    if let Some(seconds) = number(text) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what doesn't fit is at the end of time"
        )]
        return Some((seconds * 1e9) as i128);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_nanosecond());
    }
    let day: Date = text.parse().ok()?;
    Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_nanosecond())
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

pub(super) fn range(text: &str) -> Option<Range> {
    let (start, bits) = match text.split_once('/') {
        Some((start, bits)) => (start, Some(bits.parse::<u32>().ok()?)),
        None => (text, None),
    };
    Some(match start.parse().ok()? {
        IpAddr::V4(start) => {
            let host = 32_u32.checked_sub(bits.unwrap_or(32))?;
            let rest = if host == 32 { u32::MAX } else { (1 << host) - 1 };
            let start = u32::from(start) & !rest;
            Range::V4(start, start | rest)
        }
        IpAddr::V6(start) => {
            let host = 128_u32.checked_sub(bits.unwrap_or(128))?;
            let rest = if host == 128 { u128::MAX } else { (1 << host) - 1 };
            let start = u128::from(start) & !rest;
            Range::V6(start, start | rest)
        }
    })
}

impl Range {
    pub(super) fn holds(self, address: &str) -> bool {
        match (self, address.parse()) {
            (Self::V4(first, last), Ok(IpAddr::V4(one))) => {
                (first..=last).contains(&u32::from(one))
            }
            (Self::V6(first, last), Ok(IpAddr::V6(one))) => {
                (first..=last).contains(&u128::from(one))
            }
            _ => false,
        }
    }
}

/// A number at, between, below and above all of these.
pub(super) fn around_numbers(numbers: &[f64]) -> Vec<String> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let mut around = vec![first - 1.0, last + 1.0];
    around.extend(sorted.iter().copied());
    around.extend(sorted.windows(2).filter_map(|pair| match pair {
        [one, other] => Some(f64::midpoint(*one, *other)),
        _ => None,
    }));
    around.iter().map(f64::to_string).collect()
}

/// A moment at, between, before and after all of these; those that no calendar has are left out.
pub(super) fn around_moments(moments: &[i128]) -> Vec<String> {
    let sorted: BTreeSet<i128> = moments.iter().copied().collect();
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let second = 1_000_000_000;
    let mut around = vec![first - second, last + second];
    around.extend(sorted.iter().copied());
    let all: Vec<i128> = sorted.iter().copied().collect();
    around.extend(all.windows(2).filter_map(|pair| match pair {
        [one, other] => Some(i128::midpoint(*one, *other)),
        _ => None,
    }));
    let text = |moment: i128| Timestamp::from_nanosecond(moment).ok().map(|one| one.to_string());
    around.into_iter().filter_map(text).collect()
}

/// The first address of every stretch in which all addresses are in the same of these ranges, in both families.
pub(super) fn around_ranges(ranges: &[Range]) -> Vec<String> {
    let mut v4 = BTreeSet::from([0]);
    let mut v6 = BTreeSet::from([0]);
    for range in ranges {
        match range {
            Range::V4(first, last) => {
                v4.insert(*first);
                v4.extend(last.checked_add(1));
            }
            Range::V6(first, last) => {
                v6.insert(*first);
                v6.extend(last.checked_add(1));
            }
        }
    }
    let v4 = v4.into_iter().map(|one: u32| Ipv4Addr::from(one).to_string());
    v4.chain(v6.into_iter().map(|one: u128| Ipv6Addr::from(one).to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_a_value() {
        assert_eq!(around_numbers(&[10.0, 2.0, 10.0]), ["1", "11", "2", "10", "6"]);
        assert_eq!(
            around_moments(&[0]),
            ["1969-12-31T23:59:59Z", "1970-01-01T00:00:01Z", "1970-01-01T00:00:00Z"]
        );
        let ranges = ["10.0.0.0/8", "255.0.0.0/8"].map(|text| range(text).unwrap());
        assert_eq!(around_ranges(&ranges), ["0.0.0.0", "10.0.0.0", "11.0.0.0", "255.0.0.0", "::"]);
        assert_eq!(range("0.0.0.0/0"), Some(Range::V4(0, u32::MAX)));
        assert_eq!(range("::/0"), Some(Range::V6(0, u128::MAX)));
        assert_eq!(range("10.0.0.0/33"), None);
        assert!(range("10.0.0.7/8").unwrap().holds("10.255.0.1"));
    }
}

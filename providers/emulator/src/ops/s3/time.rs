//! Times as S3 writes them: ISO 8601 in documents, HTTP dates in headers.

/// `2026-01-01T00:00:00.000Z`.
pub(super) fn iso(ms: u64) -> String {
    written(ms, "%Y-%m-%dT%H:%M:%S.%3fZ")
}

/// `Thu, 01 Jan 2026 00:00:00 GMT`.
pub(super) fn http(ms: u64) -> String {
    written(ms, "%a, %d %b %Y %H:%M:%S GMT")
}

fn written(ms: u64, format: &str) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    time.map(|time| time.strftime(format).to_string()).unwrap_or_default()
}

/// An HTTP date or an ISO time in milliseconds since 1970.
pub(super) fn parse(text: &str) -> Option<u64> {
    let time = match text.parse::<jiff::Timestamp>() {
        Ok(time) => time,
        Err(_) => jiff::fmt::rfc2822::parse(text).ok()?.timestamp(),
    };
    u64::try_from(time.as_millisecond()).ok()
}

/// The first midnight (UTC) at or after a time, in milliseconds.
pub(super) fn midnight_after(ms: u64) -> u64 {
    ms.div_ceil(DAY_MS).saturating_mul(DAY_MS)
}

/// A day in milliseconds.
pub(super) const DAY_MS: u64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::{http, iso, midnight_after, parse};

    #[test]
    fn times_are_written_both_ways_and_read_again() {
        let ms = 1_767_225_600_123;
        assert_eq!(iso(ms), "2026-01-01T00:00:00.123Z");
        assert_eq!(http(ms), "Thu, 01 Jan 2026 00:00:00 GMT");
        assert_eq!(parse(&http(ms)), Some(1_767_225_600_000));
        assert_eq!(parse("2026-01-01T00:00:00Z"), Some(1_767_225_600_000));
        assert_eq!(parse("yesterday"), None);
        assert_eq!(midnight_after(ms), 1_767_312_000_000);
    }
}

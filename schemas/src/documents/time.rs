//! Moments as documents write them.
use crate::ledger::Timestamp;

/// RFC 3339 in UTC, such as `2026-01-31T12:00:00Z`; a moment that no calendar has stays a number.
pub fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map_or_else(|_| at.0.to_string(), |moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_rfc_3339() {
        assert_eq!(rfc3339(Timestamp(0)), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(Timestamp(1_769_860_800_123)), "2026-01-31T12:00:00.123Z");
        assert_eq!(rfc3339(Timestamp(i64::MAX)), i64::MAX.to_string());
    }
}

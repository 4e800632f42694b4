//! How alarms write times.

use jiff::Timestamp;

/// `2026-01-01T00:00:00.000+0000`: in messages, events and histories.
pub(super) fn of_ms(ms: u64) -> String {
    formatted(ms, "%Y-%m-%dT%H:%M:%S%.3f+0000")
}

/// The same, of epoch seconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to positive milliseconds"
)]
pub(super) fn of_seconds(seconds: f64) -> String {
    of_ms((seconds.max(0.0) * 1000.0).round() as u64)
}

/// `Thursday 01 January, 2026 00:00:00 UTC`: in the reasons of composite alarms.
pub(super) fn in_words(ms: u64) -> String {
    formatted(ms, "%A %d %B, %Y %H:%M:%S UTC")
}

fn formatted(ms: u64, format: &str) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.map_or_else(String::new, |time| time.strftime(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::{in_words, of_ms};

    #[test]
    fn times_have_milliseconds_and_a_zone() {
        assert_eq!(of_ms(1_767_225_600_250), "2026-01-01T00:00:00.250+0000");
        assert_eq!(in_words(1_767_225_600_250), "Thursday 01 January, 2026 00:00:00 UTC");
    }
}

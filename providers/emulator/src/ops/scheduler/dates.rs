//! Times as the Scheduler takes and gives them: epoch seconds.

use serde_json::Value;

/// Epoch seconds as milliseconds.
pub(super) fn ms(seconds: &Value) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole milliseconds since 1970; what is before is 0"
    )]
    seconds.as_f64().map(|seconds| (seconds * 1000.0) as u64)
}

/// Milliseconds as epoch seconds.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
pub(super) fn seconds(ms: u64) -> Value {
    (ms as f64 / 1000.0).into()
}

/// A time as the context attributes show it.
pub(super) fn shown(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    time.map_or_else(String::new, |time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

//! Which failed reads are worth repeating, and after how long: as the SDK's `standard` mode does it.
use crate::catalogue::THROTTLE;
use crate::errors::Failure;
use std::time::Duration;

/// The longest pause before a repetition.
const LONGEST: Duration = Duration::from_secs(20);

/// Whether what went wrong may pass by itself.
pub(super) fn may_pass(failure: &Failure) -> bool {
    match failure {
        Failure::Unknown { .. } => true,
        // Nothing was sent because nobody answered; what our own rules refused stays refused.
        Failure::NotSent { why } => crate::errors::never_connected(why),
        Failure::Late { .. } | Failure::Unsigned { .. } => false,
        Failure::Refused(no) => {
            // Kinesis throttles by the code of limits that don't pass, and says so in words.
            let words = no.message.to_lowercase();
            matches!(no.status, 429 | 500 | 502 | 503 | 504)
                || THROTTLE.contains(&no.code.as_str())
                || words.contains("rate exceeded")
        }
    }
}

/// A random part of one, two, four.. seconds; at least what the service asked for.
pub(super) fn pause(attempt: u32, failure: &Failure) -> Duration {
    let most = Duration::from_secs(1 << attempt.saturating_sub(1).min(4)).min(LONGEST);
    let asked = match failure {
        Failure::Refused(no) => no.after_ms.and_then(|ms| u64::try_from(ms).ok()),
        _ => None,
    };
    most.mul_f64(fastrand::f64()).max(Duration::from_millis(asked.unwrap_or(0)).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::{may_pass, pause};
    use crate::errors::{Failure, Refusal};
    use std::time::Duration;

    fn refused(status: u16, code: &str, after_ms: Option<i64>) -> Failure {
        let message = String::new();
        Failure::Refused(Refusal { status, code: code.into(), message, after_ms })
    }

    #[test]
    fn what_may_pass_is_repeated_and_a_clear_no_is_not() {
        assert!(may_pass(&refused(503, "SlowDown", None)));
        assert!(may_pass(&refused(400, "ThrottlingException", None)));
        assert!(may_pass(&Failure::Unknown { why: "reset".into() }));
        assert!(may_pass(&Failure::NotSent { why: "client error (Connect)".into() }));
        let limited = |message: &str| Failure::refused(400, "LimitExceededException", message);
        assert!(may_pass(&limited("Rate exceeded for stream s under account 1.")));
        assert!(!may_pass(&limited("This request would exceed the shard limit.")));
        assert!(!may_pass(&refused(404, "NoSuchBucket", None)));
        assert!(!may_pass(&Failure::NotSent { why: "call without permit".into() }));
        assert!(!may_pass(&Failure::Unsigned { why: String::new() }));
    }

    #[test]
    fn a_pause_grows_and_keeps_to_what_was_asked() {
        let no = refused(503, "SlowDown", None);
        assert!((0..50).all(|_| pause(1, &no) <= Duration::from_secs(1)));
        assert!((0..50).all(|_| pause(9, &no) <= Duration::from_secs(20)));
        let asked = refused(503, "SlowDown", Some(3_000));
        assert!(pause(1, &asked) >= Duration::from_secs(3));
    }
}

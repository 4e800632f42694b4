//! Throttling: one token bucket a route and stage.
//!
//! A route takes its own settings, else the stage's default ones; absence means the account's limits, which nobody
//! meets on a laptop, and 0 lets nothing through.

use serde_json::Value;

use super::Refusal;
use super::memory::Memory;
use super::visit::Visit;
use crate::server::shared::Shared;

/// The account's requests a second and its burst, where a setting names only the other.
const ACCOUNT: (f64, f64) = (10_000.0, 5_000.0);

/// Lets the request in, or answers 429.
pub(super) fn admit(shared: &Shared, visit: &mut Visit) -> Result<(), Refusal> {
    let number =
        |member: &str| visit.setting(member).and_then(Value::as_f64).filter(|number| *number > 0.0);
    let (rate, burst) = match (number("throttlingRateLimit"), number("throttlingBurstLimit")) {
        (None, None) => return Ok(()),
        (rate, burst) => (rate.unwrap_or(ACCOUNT.0), burst.unwrap_or(ACCOUNT.1)),
    };
    let key = format!("{}/{}/{}", visit.api, visit.stage_name(), visit.route_key());
    let now_ms = visit.at_ms;
    if shared.gateway(|memory| take(memory, key, (rate, burst), now_ms)) {
        return Ok(());
    }
    Err(Box::new(visit.refuse(429, "Too Many Requests", "THROTTLED")))
}

fn take(memory: &mut Memory, key: String, (rate, burst): (f64, f64), now_ms: u64) -> bool {
    let (tokens, counted_ms) = memory.buckets.entry(key).or_insert((burst, now_ms));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds between two requests are few")]
    let refill = now_ms.saturating_sub(*counted_ms) as f64 / 1000.0 * rate;
    *tokens = (*tokens + refill).min(burst);
    *counted_ms = now_ms.max(*counted_ms);
    if *tokens < 1.0 {
        return false;
    }
    *tokens -= 1.0;
    true
}

#[cfg(test)]
mod tests {
    use super::{Memory, take};

    #[test]
    fn a_bucket_holds_its_burst_and_refills_at_its_rate() {
        let mut memory = Memory::default();
        let mut taken = |now_ms: u64| {
            (0..20).filter(|_| take(&mut memory, "a".to_owned(), (2.0, 5.0), now_ms)).count()
        };
        assert_eq!((taken(0), taken(400), taken(1_000), taken(60_000)), (5, 0, 2, 5));
    }
}

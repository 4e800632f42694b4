//! Time, as records are stamped with it.
use cutover_schemas::ledger::Timestamp;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Something that answers the present.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
pub fn wall_clock() -> Now {
    Arc::new(|| {
        // A clock before 1970 is a clock that is not set: records still get a number.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    })
}

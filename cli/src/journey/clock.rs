//! The wall clock.
use cutover_cloud::Clock;
use cutover_schemas::ledger::Timestamp;
use std::time::Duration;

/// Time as it passes.
#[derive(Clone, Copy, Debug, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }

    async fn sleep_until(&self, until: Timestamp) {
        let millis = u64::try_from(until.0 - self.now().0).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

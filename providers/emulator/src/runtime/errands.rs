//! Carries out what the world leaves to the outside, and wakes the world when something is due.

use std::sync::Arc;
use std::time::Duration;

use super::invoke;
use crate::ops::errand::Errand;
use crate::ops::lambda::mappings;
use crate::server::shared::Shared;
use crate::world::settings::Clock;

/// The longest that the clock goes unwatched: what became due meanwhile happens at the latest then.
const LONGEST: Duration = Duration::from_secs(1);

/// Starts errands as they come, until dropped.
pub(super) async fn follow(shared: &Arc<Shared>) {
    loop {
        let called = shared.called.notified();
        for errand in shared.take_errands() {
            let carried = Carried(Arc::clone(shared));
            // The task ends with the server, or when its errand is done.
            drop(tokio::spawn(async move {
                tokio::select! {
                    () = carried.0.stopped() => {}
                    () = carry_out(&carried.0, errand) => {}
                }
            }));
        }
        called.await;
    }
}

/// An errand on its way. It counts as done when this is dropped: after what it left behind was counted, so that
/// nobody sees a moment of rest between the two.
struct Carried(Arc<Shared>);

impl Drop for Carried {
    fn drop(&mut self) {
        self.0.carried();
    }
}

/// Carries one errand to its end.
async fn carry_out(shared: &Arc<Shared>, errand: Errand) {
    match errand {
        Errand::Event(id) => invoke::attempt(shared, &id).await,
        Errand::Poll(mapping) => shared.with(|world| mappings::look(world, &mapping)),
        Errand::Batch(batch) => invoke::batch(shared, &batch).await,
    }
}

/// On real time, lets happen what is due even while nobody calls.
pub(super) async fn watch_the_clock(shared: &Arc<Shared>) {
    loop {
        let changed = shared.changed.notified();
        let (due_ms, now_ms, real) = shared.with(|world| {
            (world.next_due_ms(), world.now_ms(), world.settings().clock == Clock::Real)
        });
        let wait =
            due_ms.filter(|_| real).map(|due| Duration::from_millis(due.saturating_sub(now_ms)));
        tokio::select! {
            () = changed => {}
            () = tokio::time::sleep(wait.unwrap_or(LONGEST).min(LONGEST)) => {}
        }
    }
}

//! What every connection and background task shares: the world behind its lock, the journal, the hook.
//!
//! Invariant: the lock is never held across an await; effects are carried out after it is released.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};

use super::hook::{Hook, Verdict};
use super::journal::Journal;
use super::notes::Notes;
use super::traffic::Traffic;
use super::{Called, Config};
use crate::faults::Faults;
use crate::http_api::memory::Memory;
use crate::limits::Buckets;
use crate::ops::errand::Errand;
use crate::ops::{Caller, Fault, Input, Operation, Reply, SERVICES};
use crate::runtime;
use crate::server::hook::CallInfo;
use crate::store::Store;
use crate::world::rng::Rng;
use crate::world::settings::Clock;
use crate::world::{World, uuid_from};

/// How often a waiting call looks again.
const POLL: Duration = Duration::from_millis(50);

/// How much of the world a call sees.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct View {
    /// The most items of a page.
    pub(crate) page_cap: Option<usize>,
    /// Reads do not see the latest write.
    pub(crate) stale: bool,
}

/// The server's inside.
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) address: SocketAddr,
    /// Worker processes and the calls in flight.
    pub(crate) outside: runtime::Outside,
    pub(crate) journal: Journal,
    pub(crate) notes: Notes,
    pub(crate) traffic: Traffic,
    /// Told whenever the world was written: queue pollers and the like wait on it.
    pub(crate) changed: Notify,
    /// Errands that nobody carries yet.
    errands: Mutex<Vec<Errand>>,
    /// Told whenever there is an errand.
    pub(crate) called: Notify,
    /// How many errands are not done yet.
    under_way: watch::Sender<usize>,
    /// Held by whoever moves the clock.
    moving: tokio::sync::Mutex<()>,
    inner: Mutex<Inner>,
    hook: RwLock<Option<Hook>>,
    faults: Mutex<Faults>,
    buckets: Mutex<Buckets>,
    gateway: Mutex<Memory>,
    counts: Mutex<Counts>,
    /// Whether anyone may ask for stale reads: keeping the world before each write costs time.
    keeps_before: AtomicBool,
    stop: watch::Sender<bool>,
}

struct Inner {
    world: World,
    /// The world before the latest write by a call, for stale reads.
    before: Option<World>,
    store: Option<Store>,
    /// Why the world could not be saved, once that happened.
    broken: Option<String>,
}

struct Counts {
    ids: Rng,
    all: u64,
    each: BTreeMap<(&'static str, &'static str), u64>,
    throttled: BTreeMap<(&'static str, &'static str), u64>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Shared").field("address", &self.address).finish_non_exhaustive()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in one call must not end the server: rows are written whole or not at all.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn new(
        world: World,
        store: Option<Store>,
        config: Config,
        address: SocketAddr,
    ) -> Shared {
        let ids = Rng::new(world.settings().seed.wrapping_add(1));
        Shared {
            journal: Journal::new(config.journal),
            notes: Notes::default(),
            traffic: Traffic::default(),
            config,
            address,
            changed: Notify::new(),
            errands: Mutex::default(),
            called: Notify::new(),
            under_way: watch::Sender::new(0),
            moving: tokio::sync::Mutex::default(),
            inner: Mutex::new(Inner { world, before: None, store, broken: None }),
            hook: RwLock::new(None),
            faults: Mutex::default(),
            outside: runtime::Outside::default(),
            buckets: Mutex::default(),
            gateway: Mutex::default(),
            counts: Mutex::new(Counts {
                ids,
                all: 0,
                each: BTreeMap::new(),
                throttled: BTreeMap::new(),
            }),
            keeps_before: AtomicBool::new(false),
            stop: watch::Sender::new(false),
        }
    }

    /// Works on the world at the present time, saves what changed, and tells the waiting.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        let (result, wrote, errands) = {
            let inner = &mut *locked(&self.inner);
            inner.world.tick();
            let result = work(&mut inner.world);
            (result, inner.save(), std::mem::take(&mut inner.world.outbox))
        };
        if !errands.is_empty() {
            self.under_way.send_modify(|count| *count += errands.len());
            locked(&self.errands).extend(errands);
            self.called.notify_one();
        }
        if wrote {
            self.changed.notify_waiters();
        }
        result
    }

    /// The errands that nobody carries yet; they are the caller's now.
    pub(crate) fn take_errands(&self) -> Vec<Errand> {
        std::mem::take(&mut locked(&self.errands))
    }

    /// Counts an errand as done.
    pub(crate) fn carried(&self) {
        self.under_way.send_modify(|count| *count = count.saturating_sub(1));
    }

    /// Waits until every errand is done.
    pub(crate) async fn idle(&self) {
        // The sender lives as long as `self`.
        let _ = self.under_way.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Moves a clock that stands still to `ms`: whatever is due until then happens at its time, and what it leaves
    /// to the outside is done before the clock goes on. Whether the clock is one that can be moved.
    pub(crate) async fn advance(&self, ms: u64) -> bool {
        let _moving = self.moving.lock().await;
        loop {
            self.idle().await;
            let step = self.with(|world| {
                if world.settings().clock == Clock::Real {
                    return None;
                }
                let due = world.next_due_ms().filter(|due| *due <= ms);
                world.advance_to(due.unwrap_or(ms));
                Some(due.is_some())
            });
            match step {
                Some(true) => {}
                other => return other.is_some(),
            }
        }
    }

    /// Takes up again what was in hand when the world last stopped.
    pub(crate) fn wake(&self) {
        self.with(|world| {
            for wake in SERVICES.iter().filter_map(|service| service.wake) {
                wake(world);
            }
        });
    }

    /// Runs an operation against the world and carries out its effect: no hook, no journal.
    pub(crate) async fn call(
        self: &Arc<Self>,
        operation: &Operation,
        caller: &Caller,
        input: &Input,
        view: View,
    ) -> Result<Reply, Fault> {
        let began = Instant::now();
        let mut reply = loop {
            let changed = self.changed.notified();
            let (reply, is_real) = self.run(operation, caller, input, view);
            let reply = reply?;
            let wait = reply.wait_ms.filter(|_| is_real).map(Duration::from_millis);
            if wait.is_none_or(|wait| began.elapsed() >= wait) {
                break reply;
            }
            tokio::select! {
                () = changed => {}
                // Time alone brings hidden messages back.
                () = tokio::time::sleep(POLL) => {}
                () = self.stopped() => break reply,
            }
        };
        if let Some(text) = locked(&self.inner).broken.clone() {
            return Err(Fault::receiver(500, "InternalFailure", text));
        }
        match reply.effect.take() {
            Some(effect) => runtime::carry_out(self, effect).await,
            None => Ok(reply),
        }
    }

    /// Runs an operation once; also whether the world is on real time.
    fn run(
        &self,
        operation: &Operation,
        caller: &Caller,
        input: &Input,
        view: View,
    ) -> (Result<Reply, Fault>, bool) {
        if view.stale && !operation.mutating {
            let before = locked(&self.inner).before.clone();
            if let Some(mut world) = before {
                return ((operation.run)(&mut world, caller, input), false);
            }
        }
        if operation.mutating && self.keeps_before.load(Ordering::Relaxed) {
            let inner = &mut *locked(&self.inner);
            inner.before = Some(inner.world.clone());
        }
        self.with(|world| {
            world.page_cap = view.page_cap;
            let reply = (operation.run)(world, caller, input);
            world.page_cap = None;
            (reply, world.settings().clock == Clock::Real)
        })
    }

    /// Empties the world, keeping its settings.
    pub(crate) fn reset(&self) {
        let inner = &mut *locked(&self.inner);
        inner.world = World::new(inner.world.settings().clone());
        inner.before = None;
        if let Some(store) = &inner.store {
            let replaced = store.replace(&mut inner.world);
            inner.broken = replaced.err().map(|error| error.to_string());
        }
        self.journal.clear();
        self.notes.clear();
        *locked(&self.gateway) = Memory::default();
        self.traffic.clear();
        self.changed.notify_waiters();
    }

    /// Whether the call goes faster than AWS lets its callers go; one that does is counted.
    pub(crate) fn is_throttled(&self, service: &'static str, operation: &'static str) -> bool {
        let (limits, now_ms) = self.with(|world| (world.settings().limits, world.now_ms()));
        let too_fast = |times| !locked(&self.buckets).take(service, operation, now_ms, times);
        let is_throttled = limits.times().is_some_and(too_fast);
        if is_throttled {
            *locked(&self.counts).throttled.entry((service, operation)).or_default() += 1;
        }
        is_throttled
    }

    /// Works on what the gateway remembers between requests.
    pub(crate) fn gateway<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        work(&mut locked(&self.gateway))
    }

    /// Asks the hook, then the fault rules.
    pub(crate) fn verdict(&self, call: &CallInfo, throttled: impl FnOnce() -> Fault) -> Verdict {
        let hook = self.hook.read().unwrap_or_else(PoisonError::into_inner).clone();
        let verdict = hook.map_or(Verdict::Pass, |hook| hook(call));
        if verdict == Verdict::Pass {
            locked(&self.faults).verdict(call, throttled)
        } else {
            verdict
        }
    }

    pub(crate) fn set_hook(&self, hook: Option<Hook>) {
        self.keeps_before.fetch_or(hook.is_some(), Ordering::Relaxed);
        *self.hook.write().unwrap_or_else(PoisonError::into_inner) = hook;
    }

    pub(crate) fn struck(&self) -> u64 {
        locked(&self.faults).struck()
    }

    pub(crate) fn set_faults(&self, faults: Faults) {
        self.keeps_before.fetch_or(faults.read_stale(), Ordering::Relaxed);
        *locked(&self.faults) = faults;
    }

    /// The next request id. It is drawn apart from the world's seed: reads do not disturb the world.
    pub(crate) fn request_id(&self) -> String {
        let ids = &mut locked(&self.counts).ids;
        uuid_from(ids.next_u64(), ids.next_u64())
    }

    /// Counts a call: of its operation, and of all.
    pub(crate) fn count(&self, service: &'static str, operation: &'static str) -> (u64, u64) {
        let counts = &mut *locked(&self.counts);
        counts.all += 1;
        let each = counts.each.entry((service, operation)).or_default();
        *each += 1;
        (*each, counts.all)
    }

    /// The counts so far.
    pub(crate) fn called(&self) -> Vec<Called> {
        let counts = locked(&self.counts);
        let each = counts.each.iter().map(|((service, operation), times)| {
            let row = SERVICES.iter().find(|one| one.name == *service);
            let mutating =
                row.and_then(|row| row.operation(operation)).is_none_or(|one| one.mutating);
            let throttled = counts.throttled.get(&(*service, *operation)).copied();
            let throttled = throttled.unwrap_or_default();
            Called { service, operation, mutating, times: *times, throttled }
        });
        each.collect()
    }

    /// Lets go of the world's folder, so that another server can have it.
    pub(crate) fn close(&self) {
        locked(&self.inner).store = None;
    }

    /// Tells every task to end.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until the server is told to stop.
    pub(crate) async fn stopped(&self) {
        // The sender lives as long as `self`.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }
}

impl Inner {
    /// Saves what changed; whether anything did.
    fn save(&mut self) -> bool {
        match &self.store {
            Some(store) => match store.save(&mut self.world) {
                Ok(wrote) => wrote,
                Err(error) => {
                    self.broken = Some(format!("the world could not be saved: {error}"));
                    true
                }
            },
            None => self.world.forget_changes(),
        }
    }
}

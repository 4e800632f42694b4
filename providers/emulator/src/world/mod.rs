//! The state of the emulated cloud: plain data, a clock and a seed. No IO, no threads.

pub(crate) mod rng;
pub(crate) mod settings;
pub(crate) mod table;

use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::auth::Record;
use crate::ops;
use crate::ops::errand::Errand;
use rng::Rng;
use settings::{Clock, Settings};
use table::{AnyTable, Change, Rows, Table};

/// Something that happens by itself when the clock reaches its row's key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Due {
    pub(crate) service: String,
    pub(crate) subject: String,
}

/// The part of a world that belongs to no service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) settings: Settings,
    pub(crate) now_ms: u64,
    pub(crate) rng: Rng,
    pub(crate) events: u64,
}

macro_rules! world {
    ($($service:ident),* $(,)?) => {
        /// All the state of one emulated AWS account in one region.
        ///
        /// Cloning is cheap: rows are shared between clones until one of them writes.
        #[derive(Debug, Clone)]
        pub struct World {
            pub(crate) meta: Meta,
            /// The most items a page of the present call may hold, when a fault shortens pages.
            pub(crate) page_cap: Option<usize>,
            /// Work left for the outside; not part of what is saved.
            pub(crate) outbox: Vec<Errand>,
            /// What callers' policies were asked; not part of what is saved.
            pub(crate) asked: Record,
            pub(crate) due: Table<Due>,
            /// Large immutable contents (function code), by name.
            pub(crate) blobs: Table<Blob>,
            $(pub(crate) $service: ops::$service::State,)*
        }

        impl World {
            /// Makes an empty world.
            pub fn new(settings: Settings) -> World {
                let now_ms = match settings.clock {
                    Clock::Real => real_now_ms(),
                    Clock::Virtual { start_ms } => start_ms,
                };
                let rng = Rng::new(settings.seed);
                World {
                    meta: Meta { settings, now_ms, rng, events: 0 },
                    page_cap: None,
                    outbox: Vec::new(),
                    asked: Record::default(),
                    due: Table::default(),
                    blobs: Table::default(),
                    $($service: ops::$service::State::default(),)*
                }
            }

            /// Every table of the world, as `(service, table, rows)`.
            fn tables(&mut self) -> Vec<(&'static str, &'static str, &mut dyn AnyTable)> {
                let mut tables: Vec<(&'static str, &'static str, &mut dyn AnyTable)> =
                    vec![("world", "due", &mut self.due), ("world", "blobs", &mut self.blobs)];
                $(for (name, table) in self.$service.tables() {
                    tables.push((stringify!($service), name, table));
                })*
                tables
            }
        }
    };
}

/// An immutable content, shared between clones of the world.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blob(pub(crate) Arc<Vec<u8>>);

impl Serialize for Blob {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Blob, D::Error> {
        struct Bytes;
        impl serde::de::Visitor<'_> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        Ok(Blob(Arc::new(deserializer.deserialize_byte_buf(Bytes)?)))
    }
}

/// The machine's time in milliseconds since 1970.
pub(crate) fn real_now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

impl World {
    /// The world's settings.
    pub fn settings(&self) -> &Settings {
        &self.meta.settings
    }

    /// Changes the settings of a living world (delays, windows, page caps).
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.meta.settings
    }

    /// The world's time in milliseconds since 1970. It moves only by [`World::advance_to`].
    pub fn now_ms(&self) -> u64 {
        self.meta.now_ms
    }

    /// The world's time in epoch seconds, as AWS's JSON protocols show it.
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 fit a double for 200,000 years"
    )]
    pub(crate) fn now_seconds(&self) -> f64 {
        self.meta.now_ms as f64 / 1000.0
    }

    /// Moves the clock to `ms`, letting everything due until then happen in order. The clock never goes back.
    pub fn advance_to(&mut self, ms: u64) {
        while let Some(key) = self.due.first_key() {
            let at = key.split('-').next().and_then(|at| at.parse().ok()).unwrap_or(0);
            if at > ms {
                break;
            }
            let Some(due) = self.due.remove(&key) else {
                break;
            };
            self.meta.now_ms = self.meta.now_ms.max(at);
            let service = ops::SERVICES.iter().find(|service| service.name == due.service);
            if let Some(happen) = service.and_then(|service| service.happen) {
                happen(self, &due.subject);
            }
        }
        self.meta.now_ms = self.meta.now_ms.max(ms);
    }

    /// Follows the machine's clock when the world runs on real time.
    pub(crate) fn tick(&mut self) {
        if self.meta.settings.clock == Clock::Real {
            self.advance_to(real_now_ms());
        }
    }

    /// Whether a moment passed while nobody served the world: what a schedule would have done then is not made up for.
    pub(crate) fn is_behind(&self, at_ms: u64) -> bool {
        self.meta.settings.clock == Clock::Real && real_now_ms() > at_ms.saturating_add(60_000)
    }

    /// The moment that the clock is at once it has caught up.
    pub(crate) fn present_ms(&self) -> u64 {
        match self.meta.settings.clock {
            Clock::Real => real_now_ms().max(self.meta.now_ms),
            Clock::Virtual { .. } => self.meta.now_ms,
        }
    }

    /// Arranges that `service`'s `happen` is called with `subject` when the clock reaches `at_ms`.
    pub(crate) fn schedule(&mut self, at_ms: u64, service: &str, subject: &str) {
        self.meta.events += 1;
        let key = format!("{at_ms:020}-{:020}", self.meta.events);
        self.due.insert(key, Due { service: service.to_owned(), subject: subject.to_owned() });
    }

    /// When the next event is due, if any.
    pub fn next_due_ms(&self) -> Option<u64> {
        self.due.first_key()?.split('-').next()?.parse().ok()
    }

    /// A random text of `length` characters from `alphabet`, reproducible by the seed.
    pub(crate) fn random_text(&mut self, length: usize, alphabet: &str) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut text = String::with_capacity(length);
        for _ in 0..length {
            let letter = letters.get(self.meta.rng.below(letters.len()));
            text.extend(letter);
        }
        text
    }

    /// A random UUID, reproducible by the seed.
    pub(crate) fn uuid(&mut self) -> String {
        uuid_from(self.meta.rng.next_u64(), self.meta.rng.next_u64())
    }

    /// Lets every alias with weights draw from the beginning of its seed again.
    pub(crate) fn draw_anew(&mut self) {
        for alias in self.lambda.draws.keys().map(str::to_owned).collect::<Vec<_>>() {
            self.lambda.draws.remove(&alias);
        }
    }

    /// A number in `[0, 1)`, reproducible by the seed.
    pub(crate) fn chance(&mut self) -> f64 {
        self.meta.rng.unit()
    }

    /// What the world holds, for people: account, region, time, and the number of rows of each table.
    pub fn status(&self) -> Value {
        // Invariant: counting needs no write; tables are listed through `&mut` because saving needs it.
        let mut copy = self.clone();
        let mut services = serde_json::Map::new();
        for (service, name, table) in copy.tables() {
            if let Some(counts) =
                services.entry(service).or_insert_with(|| json!({})).as_object_mut()
            {
                counts.insert(name.to_owned(), json!(table.count()));
            }
        }
        json!({
            "account": self.meta.settings.account,
            "region": self.meta.settings.region,
            "seed": self.meta.settings.seed,
            "now_ms": self.meta.now_ms,
            "clock": self.meta.settings.clock,
            "services": services,
        })
    }

    /// The rows written since the last call, keyed `service/table/row`; an absent value is a removed row.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (service, name, table) in self.tables() {
            table.take_changes(&format!("{service}/{name}/"), &mut changes);
        }
        changes
    }

    /// Counts the written rows as saved; whether there were any.
    pub(crate) fn forget_changes(&mut self) -> bool {
        self.tables().into_iter().fold(false, |any, (_, _, table)| table.forget_changes() || any)
    }

    /// Marks every row as written, so that the whole world is saved by the next `take_changes`.
    pub(crate) fn touch_all(&mut self) {
        for (_, _, table) in self.tables() {
            table.touch_all();
        }
    }

    /// Puts one stored row back. Rows of tables that no longer exist are left out.
    pub(crate) fn load_row(
        &mut self,
        key: &str,
        value: &[u8],
    ) -> Result<(), ciborium::de::Error<std::io::Error>> {
        for (service, name, table) in self.tables() {
            let row = key.strip_prefix(service).and_then(|rest| rest.strip_prefix('/'));
            let row = row
                .and_then(|rest| rest.strip_prefix(name))
                .and_then(|rest| rest.strip_prefix('/'));
            if let Some(row) = row {
                return table.load(row, value);
            }
        }
        Ok(())
    }
}

/// Writes 128 random bits as a version 4 UUID.
pub(crate) fn uuid_from(high: u64, low: u64) -> String {
    let bits = (u128::from(high) << 64 | u128::from(low)) & !(0xf << 76 | 0x3 << 62)
        | (0x4 << 76 | 0x2 << 62);
    let mut text = String::with_capacity(36);
    for (place, byte) in bits.to_be_bytes().iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

// Every service with state, one name each: the field of `World` and the module under `ops`.
world! {
    apigatewayv2,
    applicationautoscaling,
    cloudwatch,
    dynamodb,
    codedeploy,
    events,
    iam,
    kinesis,
    lambda,
    logs,
    s3,
    scheduler,
    sns,
    sqs,
    ssm,
    sts,
    tagging,
}

#[cfg(test)]
mod tests {
    use super::World;
    use super::settings::{Clock, Settings};

    fn world() -> World {
        World::new(Settings { clock: Clock::Virtual { start_ms: 1_000 }, ..Settings::default() })
    }

    #[test]
    fn time_moves_only_when_told_and_never_back() {
        let mut world = world();
        world.tick();
        assert_eq!(world.now_ms(), 1_000);
        world.advance_to(5_000);
        world.advance_to(2_000);
        assert_eq!(world.now_ms(), 5_000);
    }

    #[test]
    fn events_wait_for_their_time_in_the_order_they_were_made() {
        let mut world = world();
        world.schedule(3_000, "sts", "late");
        world.schedule(2_000, "sts", "first");
        world.schedule(2_000, "sts", "second");
        let subjects: Vec<_> = world.due.iter().map(|(_, due)| due.subject.clone()).collect();
        assert_eq!(subjects, ["first", "second", "late"]);
        world.advance_to(2_999);
        assert_eq!(world.next_due_ms(), Some(3_000));
        world.advance_to(3_000);
        assert_eq!(world.next_due_ms(), None);
    }

    #[test]
    fn the_same_seed_makes_the_same_ids() {
        let (mut one, mut two) = (world(), world());
        assert_eq!(one.uuid(), two.uuid());
        let id = one.uuid();
        assert_eq!((id.len(), id.as_bytes()[14], id.matches('-').count()), (36, b'4', 4));
        let mut fork = one.clone();
        assert_eq!(fork.random_text(17, "ABC"), one.random_text(17, "ABC"));
    }
}

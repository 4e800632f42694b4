//! What a world can be set to. The defaults are a laptop's: short delays, no throttles, nothing stale.
//!
//! AWS's refusals are not settings: they are always on.

use serde::{Deserialize, Serialize};

/// Where the world's time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clock {
    /// The machine's clock.
    Real,
    /// Time stands still until [`crate::World::advance_to`] moves it.
    Virtual {
        /// Milliseconds since 1970 at which the world begins.
        start_ms: u64,
    },
}

/// Whether callers are held to AWS's request rates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limits {
    /// As fast as the machine answers.
    #[default]
    None,
    /// The published rates; who goes faster is throttled in the service's own words.
    Aws,
    /// The published rates so many times over: what takes AWS minutes can be watched in seconds.
    Times(u32),
}

impl Limits {
    /// How many times AWS's rates callers are held to; `None` for no limits at all.
    pub(crate) fn times(self) -> Option<u32> {
        match self {
            Limits::None => None,
            Limits::Aws => Some(1),
            Limits::Times(times) => Some(times.max(1)),
        }
    }
}

/// Whether signatures are verified and IAM is enforced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Auth {
    /// Everybody may do everything.
    #[default]
    Off,
    /// Every call is signed, and policies decide.
    On,
}

/// The settings of a world.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The twelve-digit account.
    pub account: String,
    /// The region that functions, queues and APIs live in.
    pub region: String,
    /// Where every random choice comes from: ids, draws of versions, fault rules.
    pub seed: u64,
    /// Where draws of versions by weights come from instead, anew with each start; without it they go on.
    pub draws: Option<u64>,
    /// Where time comes from.
    pub clock: Clock,
    /// How long state machines take.
    pub delays: Delays,
    /// How long writes stay unseen elsewhere.
    pub windows: Windows,
    /// The most items a page holds.
    pub pages: Pages,
    /// How fast callers may go.
    pub limits: Limits,
    /// Who may call.
    pub auth: Auth,
    /// The access key of the account itself, which may do everything.
    pub root_key: String,
    /// Its secret.
    pub root_secret: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            account: "000000000000".to_owned(),
            region: "us-east-1".to_owned(),
            seed: 0,
            draws: None,
            clock: Clock::Real,
            delays: Delays::default(),
            windows: Windows::default(),
            pages: Pages::default(),
            limits: Limits::None,
            auth: Auth::Off,
            root_key: "test".to_owned(),
            root_secret: "test".to_owned(),
        }
    }
}

impl Settings {
    /// The same world at AWS's pace: real delays, propagation windows, name cool-downs, request rates.
    pub fn at_aws_pace(self) -> Settings {
        Settings {
            delays: Delays {
                function_pending_ms: 2_000,
                function_update_ms: 1_500,
                provisioned_ms: 60_000,
                mapping_ms: 20_000,
                snapshot_ms: 90_000,
                schedule_group_ms: 5_000,
                event_retry_ms: [60_000, 120_000],
                event_throttled_ms: [1_000, 300_000],
                table_ms: 8_000,
                index_ms: 60_000,
                expiry_ms: 60_000,
                expired_ms: 600_000,
                stream_ms: 15_000,
                alarm_first_ms: 10_000,
                alarm_ms: 60_000,
            },
            windows: Windows {
                role_assumable_ms: 8_000,
                role_visible_ms: 2_000,
                queue_name_ms: 60_000,
                bucket_name_ms: 120_000,
                expiry_again_ms: 3_600_000,
                scaling_update_ms: 500,
            },
            limits: Limits::Aws,
            ..self
        }
    }
}

/// How long state machines take, in milliseconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Delays {
    /// A new function's `Pending` before `Active`.
    pub function_pending_ms: u64,
    /// An update's `InProgress` before `Successful`.
    pub function_update_ms: u64,
    /// Provisioned concurrency's `IN_PROGRESS` before `READY`.
    pub provisioned_ms: u64,
    /// An event source mapping's `Creating`, `Updating`, `Enabling`, `Disabling` and `Deleting`.
    pub mapping_ms: u64,
    /// How long a published version with SnapStart is `Pending` while its snapshot is taken.
    pub snapshot_ms: u64,
    /// A schedule group's `DELETING` before it is gone.
    pub schedule_group_ms: u64,
    /// How long an asynchronous event waits after its first failure, and after its second.
    pub event_retry_ms: [u64; 2],
    /// How long a throttled asynchronous event waits: at first, doubled each time, and at most.
    pub event_throttled_ms: [u64; 2],
    /// A table's `CREATING`, `UPDATING` and `DELETING`.
    pub table_ms: u64,
    /// A global index's `CREATING` and `DELETING` on a table that exists.
    pub index_ms: u64,
    /// Time to live's `ENABLING` and `DISABLING`.
    pub expiry_ms: u64,
    /// How long an expired item stays (up to two days on AWS).
    pub expired_ms: u64,
    /// A Kinesis stream's `CREATING`, `UPDATING` and `DELETING`.
    pub stream_ms: u64,
    /// How long a new or changed alarm waits for its evaluation.
    pub alarm_first_ms: u64,
    /// How often alarms are evaluated (each minute on AWS).
    pub alarm_ms: u64,
}

impl Default for Delays {
    fn default() -> Delays {
        Delays {
            function_pending_ms: 50,
            function_update_ms: 20,
            provisioned_ms: 200,
            mapping_ms: 20,
            snapshot_ms: 100,
            schedule_group_ms: 20,
            event_retry_ms: [1_000, 2_000],
            event_throttled_ms: [250, 8_000],
            table_ms: 50,
            index_ms: 80,
            expiry_ms: 20,
            expired_ms: 0,
            stream_ms: 50,
            alarm_first_ms: 500,
            alarm_ms: 10_000,
        }
    }
}

/// How long writes stay unseen elsewhere, in milliseconds. All zero on a laptop.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Windows {
    /// After a role or its trust policy is written, services cannot assume it for this long (5-15 s on AWS).
    pub role_assumable_ms: u64,
    /// After a role is created, `GetRole` does not find it for this long (0-5 s on AWS).
    pub role_visible_ms: u64,
    /// After a queue is deleted, its name cannot be used again for this long (60 s on AWS).
    pub queue_name_ms: u64,
    /// After a bucket is deleted, its name cannot be used again for this long (minutes on AWS, at times hours).
    pub bucket_name_ms: u64,
    /// After a table's time to live is changed, it cannot be changed again for this long (an hour on AWS).
    pub expiry_again_ms: u64,
    /// After a scalable target is written, other writes of it are refused for this long.
    pub scaling_update_ms: u64,
}

/// The most items a page holds, whatever the caller asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Pages {
    /// `ListFunctions`, `ListAliases`, `ListVersionsByFunction` and the like.
    pub lambda: usize,
    /// `ListEventSourceMappings`.
    pub mappings: usize,
    /// IAM's lists.
    pub iam: usize,
    /// `GetResources`.
    pub tagging: usize,
    /// `ListQueues`.
    pub queues: usize,
    /// `ListTables`.
    pub tables: usize,
    /// Kinesis's `ListStreams`.
    pub streams: usize,
}

impl Default for Pages {
    fn default() -> Pages {
        Pages {
            lambda: 50,
            mappings: 100,
            iam: 1000,
            tagging: 100,
            queues: 1000,
            tables: 100,
            streams: 10_000,
        }
    }
}

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
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            account: "000000000000".to_owned(),
            region: "us-east-1".to_owned(),
            seed: 0,
            clock: Clock::Real,
            delays: Delays::default(),
            windows: Windows::default(),
            pages: Pages::default(),
            limits: Limits::None,
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
            },
            windows: Windows {
                role_assumable_ms: 8_000,
                role_visible_ms: 2_000,
                queue_name_ms: 60_000,
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
}

impl Default for Delays {
    fn default() -> Delays {
        Delays {
            function_pending_ms: 50,
            function_update_ms: 20,
            provisioned_ms: 200,
            mapping_ms: 20,
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
}

impl Default for Pages {
    fn default() -> Pages {
        Pages { lambda: 50, mappings: 100, iam: 1000, tagging: 100, queues: 1000 }
    }
}

//! How a new version of a function takes over: strategy, group, judge, and what is decided when the judge can't.
//!
//! Shares, rates and probabilities are whole ten-thousandths (`500` is 5 %), spans are whole seconds.
use crate::address::Address;
use serde::{Deserialize, Serialize};

/// All traffic, in ten-thousandths.
pub const WHOLE: i64 = 10_000;

/// How a function's new versions take over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutPolicy {
    /// The spec's `rollout.NAME`, if it has one.
    pub name: Option<Address>,
    /// What happens to traffic.
    pub strategy: Strategy,
    /// A call of the new version before it gets traffic.
    pub smoke: Option<Smoke>,
    /// Functions of one group shift together, with one verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// How candidate and stable version are compared while they share the traffic.
    #[serde(default)]
    pub judge: Judge,
    /// What happens to a rollout that nobody and nothing decides.
    #[serde(default)]
    pub hold: Hold,
    /// What a canary becomes for a function with too little traffic to judge by.
    #[serde(default)]
    pub quiet: Quiet,
    /// Who shifts the traffic.
    #[serde(default)]
    pub engine: Engine,
    /// What an apply does that finds a rollout of other content under way.
    #[serde(default)]
    pub supersede: Supersede,
    /// What becomes of a shifting alias when the process that shifts it is told to stop.
    #[serde(default)]
    pub interrupt: Interrupt,
    /// Seconds after the first shift at which a rollout that is not promoted is restored by whoever looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<i64>,
    /// Seconds after the promotion for which the version that served before is kept ready to go back to.
    #[serde(default)]
    pub rollback_window: i64,
    /// Published versions that are kept besides those that serve or may be gone back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_versions: Option<i64>,
    /// Expected traffic and errors, for the forecast; without it the last day's metrics tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traffic: Option<Traffic>,
}

/// What happens to traffic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "strategy")]
pub enum Strategy {
    /// Flip, done.
    #[default]
    AllAtOnce,
    /// Flip, watch, and flip back when it fails.
    BlueGreen {
        /// Seconds to watch after the flip.
        bake: i64,
        /// Share of failed invocations that flips back.
        max_error_rate: Option<i64>,
        /// A person says when to flip.
        #[serde(default)]
        approval: bool,
    },
    /// The candidate gets growing shares; at each it is compared with the stable version.
    Canary {
        /// The spec's word: `canary`, `linear`, or one of CodeDeploy's predefined names.
        named: String,
        /// The shares, in order; after the last comes the promotion.
        steps: Vec<ShareStep>,
        /// Seconds to watch after the promotion.
        bake: i64,
    },
}

/// One share of the traffic, and how long it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareStep {
    /// The candidate's share, 1..=9999 ten-thousandths.
    pub share: i64,
    /// Seconds for which it is held.
    pub bake: i64,
}

/// A call of a version that gets no traffic yet, and what must come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Smoke {
    /// The event, as JSON.
    pub event: serde_json::Value,
    /// HTTP status that the answer must carry.
    pub status: Option<i64>,
    /// Text that the answer must contain.
    pub contains: Option<String>,
}

/// How a candidate is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judge {
    /// Chance of aborting a candidate that is no worse, for a whole apply.
    pub alpha: i64,
    /// Difference of failure shares that a promotion may overlook.
    pub margin: i64,
    /// Candidate invocations without which nothing is promoted.
    pub min_invocations: i64,
    /// What no version may exceed, whatever the other does.
    pub limits: Limits,
    /// Names of CloudWatch alarms that must be quiet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<String>,
    /// Whether an alarm aborts on its own; such an abort is outside `alpha`.
    pub alarm_aborts: bool,
    /// Seconds for which an unhealthy stable version is waited for.
    pub patience: i64,
    /// What comes after that.
    pub on_baseline_unhealthy: Unhealthy,
    /// What is counted besides errors and latency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<Signal>,
}

impl Default for Judge {
    fn default() -> Self {
        Self {
            alpha: 500,
            margin: 100,
            min_invocations: 100,
            limits: Limits::default(),
            alarms: Vec::new(),
            alarm_aborts: false,
            patience: 1_800,
            on_baseline_unhealthy: Unhealthy::Hold,
            signals: Vec::new(),
        }
    }
}

/// Absolute limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Share of failed invocations.
    pub error_rate: Option<i64>,
    /// The slowest hundredth of invocations takes no longer than so many milliseconds.
    pub duration_p99: Option<i64>,
}

/// Something to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Its name in the spec.
    pub name: String,
    /// Its weight among the function's signals.
    pub weight: i64,
    /// Where the counts come from.
    pub source: Source,
}

/// Where counts come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "source")]
pub enum Source {
    /// Lines of the function's logs.
    Logs {
        /// The filter pattern, as CloudWatch Logs writes them: each match is a bad invocation.
        pattern: String,
    },
    /// A metric of the function's own, which tells versions apart.
    Metric {
        /// Its namespace.
        namespace: String,
        /// The metric that counts what is bad.
        bad: String,
        /// The metric that counts all; without it the function's invocations do.
        total: Option<String>,
        /// The dimension that holds the version's number.
        version_dimension: String,
    },
}

/// What becomes of a rollout whose stable version stays unhealthy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unhealthy {
    /// It is held until a person decides.
    #[default]
    Hold,
    /// It is promoted: it may be the repair.
    Promote,
}

/// What happens to a rollout that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Seconds for which a person may decide.
    pub timeout: i64,
    /// What happens then.
    pub then: HoldThen,
}

impl Default for Hold {
    fn default() -> Self {
        Self { timeout: 14_400, then: HoldThen::Abort }
    }
}

/// What ends a hold that nobody ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldThen {
    /// Back to the stable version.
    #[default]
    Abort,
    /// On to the candidate, if there is any data at all.
    Promote,
}

/// What a canary becomes without enough traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quiet {
    /// A flip, watched.
    #[default]
    BlueGreen,
    /// A canary all the same; it may end undecided.
    Canary,
}

/// Who shifts the traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// cutover itself, where it runs.
    #[default]
    Cutover,
    /// AWS CodeDeploy.
    Codedeploy,
}

/// What a new apply does to a running rollout of other content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supersede {
    /// Nothing: it is refused.
    #[default]
    Refuse,
    /// It restores the stable version first.
    AbortFirst,
}

/// What an interrupted process leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interrupt {
    /// The alias as it is; whoever watches next goes on.
    #[default]
    Detach,
    /// The alias back on the stable version.
    Restore,
}

/// Traffic to reckon with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// Requests in a thousand seconds.
    pub per_thousand_seconds: i64,
    /// Share of them that fails.
    pub error_rate: i64,
}

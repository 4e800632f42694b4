//! Plans: the changes a reviewer reads and the steps that carry them out.
//!
//! A plan is specific enough that execution has no choices left: every mutating call that apply
//! can make is a step, or a contingent call of a rollout step.
use crate::access::NewAccess;
use crate::address::Address;
use crate::forecast::Detects;
use crate::graph::Identity;
use crate::kinds::KindName;
use crate::ledger::Pause;
use crate::measure::Baseline;
use crate::operations::Operation;
use crate::progress::Progress;
use crate::rollout::{RolloutPolicy, Smoke};
use crate::value::{Attrs, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The format of stored plans; a newer one is refused, never half read.
pub const PLAN_FORMAT: u32 = 1;

/// What happens to one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It doesn't exist and will.
    Create,
    /// It changes in place.
    Update,
    /// It goes and comes back, as AWS can't change it in place.
    Replace,
    /// It goes.
    Delete,
    /// It exists, is ours by its tags, and enters the ledger.
    Adopt,
    /// It stays as it is.
    None,
    /// Something must be decided by a person first.
    Blocked,
}

/// The reason of a creation that needs no explanation.
pub const NOT_THERE_YET: &str = "it does not exist yet";

/// Why something that is known is made: it is not there any more.
pub const DELETED_OUTSIDE: &str = "it was deleted outside cutover";

/// Why something stays although nothing asks for it: the stage, or its own record, protects it.
pub const PROTECTED: &str = "it is protected; take `protect` off the stage first";

/// Why something that is known needs no deletion.
pub const GONE: &str = "it is gone already";

/// Why the old half of a replacement needs no deletion: the spec asks for it again.
pub const TAKEN_BACK: &str = "the spec asks for it again under its own address";

/// One attribute's difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Attribute, with map keys and object fields after dots: `environment.TABLE`.
    pub path: String,
    /// Live value.
    pub before: Value,
    /// Value to be.
    pub after: Value,
    /// Both sides are masked on every screen.
    pub sensitive: bool,
    /// This difference is why the resource is replaced.
    pub replaces: bool,
    /// This difference needs a new version of the function.
    pub versioned: bool,
}

/// One address's difference, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Whose.
    pub address: Address,
    /// Its kind.
    pub kind: KindName,
    /// What happens.
    pub action: Action,
    /// Why, in words for people; never empty unless the action is `none`.
    pub reasons: Vec<String>,
    /// Field by field.
    pub fields: Vec<FieldChange>,
}

/// Number of a step in its plan.
pub type StepId = u32;

/// When a step runs, as seen from the traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before traffic moves: permissions widen, removed routes detach.
    BeforeShift,
    /// The move itself.
    Shift,
    /// After the move held: new routes attach, permissions narrow, old things go.
    AfterBake,
}

/// What a call insists on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// Nothing: the call can be repeated.
    None,
    /// The thing must not exist yet.
    Absent,
    /// The thing must still have this revision.
    Revision(String),
    /// The thing must still have the revision with which that step ended.
    RevisionOf(StepId),
}

/// What a wait looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Probe {
    /// A function has finished its last creation or update.
    FunctionSettled {
        /// The function's name.
        function: String,
    },
    /// A table has finished its last creation or change.
    TableSettled {
        /// The table's name.
        table: String,
    },
    /// A stream has finished its last creation or change.
    StreamSettled {
        /// The stream's name.
        stream: String,
    },
    /// A published version can be invoked.
    VersionActive {
        /// The function's name.
        function: String,
        /// Its number.
        version: i64,
    },
    /// A version's provisioned concurrency is `READY`.
    ProvisionedReady {
        /// The function's name.
        function: String,
        /// The version's number.
        version: i64,
    },
    /// What an alias routes: `version`, `candidate` and `candidate_share`; of no alias nothing.
    AliasRouting {
        /// The function's name.
        function: String,
        /// The alias's name.
        alias: String,
        /// Not ready before it routes this; at once, whatever it routes, without.
        expect: Option<Routing>,
    },
    /// The version whose description carries this digest, if there is one.
    VersionWithDigest {
        /// The function's name.
        function: String,
        /// The digest.
        digest: String,
    },
}

/// What an alias routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// The version behind it.
    pub version: i64,
    /// A second version, and its share in ten-thousandths.
    pub candidate: Option<(i64, i64)>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepAction {
    /// One mutating call.
    Call {
        /// Which.
        operation: Operation,
        /// Attributes that changed: a partial update sends only these.
        paths: Vec<String>,
        /// What it insists on.
        guard: Guard,
        /// Attributes that this call sends instead of the graph's: a widened policy.
        with: Option<Attrs>,
    },
    /// Waiting for something that was started.
    Wait {
        /// What is looked at.
        probe: Probe,
        /// Seconds before giving up.
        budget: i64,
    },
    /// Moving an alias, with every call this may take.
    Rollout(Box<RolloutStep>),
}

/// A rollout of one function, or later of a group of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutStep {
    /// How traffic moves.
    pub policy: RolloutPolicy,
    /// The functions that move.
    pub members: Vec<Member>,
    /// Every mutating call this rollout may make.
    pub may: Vec<Contingent>,
    /// Rollouts of this plan, a group counting once: they share the chance of a false abort.
    #[serde(default = "one")]
    pub rollouts: i64,
    /// How far an earlier run has come: this one goes on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Progress>,
}

fn yes() -> bool {
    true
}

fn one() -> i64 {
    1
}

/// One function of a rollout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The function.
    pub function: Address,
    /// Its alias.
    pub alias: Address,
    /// The function's physical name.
    pub name: String,
    /// The alias's name.
    pub alias_name: String,
    /// SHA-256 of the candidate's code, base64.
    pub code: String,
    /// The revision that `$LATEST` must have when it is published.
    pub latest: Guard,
    /// Environments to keep warm on the candidate.
    pub provisioned: Option<i64>,
    /// Whether the rollout takes the stable version's warmth away; where something scales it, later steps do.
    #[serde(default = "yes")]
    pub releases: bool,
    /// Digest of a version of before that comes back: nothing is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What serves now; nothing at the first deployment.
    pub stable: Option<Stable>,
    /// A call of the new version before it gets traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smoke: Option<Smoke>,
    /// What the judge has to know of the function.
    #[serde(default)]
    pub habits: Habits,
}

/// What a function does, as far as the judge has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habits {
    /// Its log group.
    pub log_group: String,
    /// Seconds that an invocation may take: so late its counts may come.
    pub timeout: i64,
    /// How often one asynchronous event may be tried; 1 without asynchronous triggers.
    pub tries: i64,
    /// What it did on the last day, frozen here: latency is measured by its `p99`.
    pub baseline: Option<Baseline>,
    /// Its place in a group's order: those that others call come first.
    pub rank: i64,
}

/// The version that serves before a rollout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stable {
    /// Its number.
    pub version: i64,
    /// Its provisioned concurrency, to be released once the candidate holds.
    pub provisioned: Option<i64>,
    /// The alias's revision: the first shift insists on it.
    pub revision: Option<String>,
}

/// A call that a rollout may make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contingent {
    /// Which.
    pub operation: Operation,
    /// On what.
    pub target: Address,
    /// How often at most, retries apart.
    pub at_most: u32,
    /// When, in words.
    pub when: String,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// The resource it works on.
    pub address: Address,
    /// That resource's kind.
    pub kind: KindName,
    /// What it does.
    pub action: StepAction,
    /// Steps that must have ended well before.
    pub after: Vec<StepId>,
    /// When, as seen from the traffic.
    pub phase: Phase,
}

/// How a function's new version will take over, for the reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RolloutForecast {
    /// The function.
    pub function: Address,
    /// The group that it shifts with, where others do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The strategy's name.
    pub strategy: String,
    /// Whether it runs as written.
    pub feasible: bool,
    /// Why not, or what to know.
    pub why: Vec<String>,
    /// What its canary can and can't find out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detects: Option<Detects>,
}

/// What a plan costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Read calls that apply will need at most for its waits and checks.
    pub reads: u64,
    /// Mutating calls, contingent ones included.
    pub writes: u64,
    /// Seconds that the cloud's own rate limits make this take at least.
    pub lower_bound_seconds: f64,
}

/// How many of each action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Creations.
    pub create: usize,
    /// Changes in place.
    pub update: usize,
    /// Replacements.
    pub replace: usize,
    /// Deletions.
    pub delete: usize,
    /// Adoptions.
    pub adopt: usize,
    /// What waits for a decision.
    pub blocked: usize,
    /// What stays.
    pub unchanged: usize,
}

/// Whether a plan builds or takes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Make live equal to the graph.
    Apply,
    /// Make the deployment go away.
    Destroy,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`PLAN_FORMAT`].
    pub format: u32,
    /// Digest of everything that decides what apply does.
    pub digest: String,
    /// For whom, where.
    pub identity: Identity,
    /// Building or taking down.
    pub mode: Mode,
    /// Every address, in reading order.
    pub changes: Vec<Change>,
    /// Every step, in an order that respects `after`.
    pub steps: Vec<Step>,
    /// What the rollouts will do.
    pub rollouts: Vec<RolloutForecast>,
    /// Output values that will change, known or not.
    pub outputs: Vec<FieldChange>,
    /// Things the local cloud only pretends to have.
    pub stubs: Vec<Address>,
    /// Addresses that could not be read, with the refused action.
    pub unreadable: Vec<(Address, String)>,
    /// Addresses that exist but were compared with the ledger only.
    pub not_looked_at: Vec<Address>,
    /// Triggers that a person stopped, and that stay so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub paused: BTreeMap<Address, Pause>,
    /// What roles can do afterwards that they could not before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<NewAccess>,
    /// What it costs.
    pub budget: Budget,
    /// Totals.
    pub summary: Summary,
}

impl Plan {
    /// Whether apply has anything to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.changes.iter().all(|change| change.action == Action::None)
    }

    /// The step with this number.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
}

impl Summary {
    /// Counts the actions of some changes.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Self {
        let mut summary = Self::default();
        for change in changes {
            *match change.action {
                Action::Create => &mut summary.create,
                Action::Update => &mut summary.update,
                Action::Replace => &mut summary.replace,
                Action::Delete => &mut summary.delete,
                Action::Adopt => &mut summary.adopt,
                Action::Blocked => &mut summary.blocked,
                Action::None => &mut summary.unchanged,
            } += 1;
        }
        summary
    }
}

//! The ledger's records: intents, outcomes and what they add up to.
//!
//! Records hold no secrets: values marked secret are kept as keyed digests under a key that lives
//! in the ledger itself.
mod view;

use crate::address::Address;
use crate::evidence::Evidence;
use crate::graph::Graph;
use crate::kinds::KindName;
use crate::operations::Operation;
use crate::plan::{Member, Mode, Step, StepId};
use crate::progress::{Progress, Request};
use crate::spec::Moved;
use crate::value::{Attrs, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use view::{Carried, PastRun, View};

/// The format of records; a newer one is read for `status` where possible and never written to.
pub const LEDGER_FORMAT: u32 = 1;

/// Milliseconds since 1970, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This many milliseconds later.
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
    /// This many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_millis(seconds.saturating_mul(1_000))
    }
}

/// One record as stored: a line of a file, or an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`LEDGER_FORMAT`].
    pub format: u32,
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// The run that wrote it; only a higher one fences a lower.
    pub epoch: u64,
    /// When it was written, by the writer's clock.
    pub at: Timestamp,
    /// A random word of the writing process: recognises its own append after a lost answer.
    pub writer: String,
    /// What it says.
    pub entry: Entry,
    /// SHA-256 over everything else, first 16 hex digits.
    pub checksum: String,
}

/// Who runs this, from where, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// ARN of the caller.
    pub caller: String,
    /// Account and region, for those who come without the spec.
    pub account: String,
    /// Region.
    pub region: String,
    /// The commit that is deployed, if it is known.
    pub commit: Option<String>,
    /// Link to the CI run.
    pub ci_run: Option<String>,
    /// `--reason`.
    pub reason: Option<String>,
    /// The command, such as `apply`.
    pub command: String,
    /// Digest of the plan.
    pub plan_digest: String,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Entry {
    /// A run begins; everything it may do.
    Opened(Box<Opened>),
    /// A mutating call is about to be made.
    Started(Started),
    /// What became of it.
    Ended(Ended),
    /// A rollout moved on.
    Rollout(RolloutRecord),
    /// A rollout was looked at.
    Looked(Box<LookRecord>),
    /// A person asks something of a rollout. Whoever carries it answers by moving it.
    Person(PersonRecord),
    /// Content must not come back by itself.
    Pinned {
        /// The function.
        function: Address,
        /// What, and why.
        pin: Pin,
    },
    /// What was rolled back may come again.
    Unpinned {
        /// The function.
        function: Address,
        /// Why.
        reason: String,
        /// ARN of who says so.
        by: String,
    },
    /// Things found in the cloud that are this deployment's enter the ledger.
    Adopted {
        /// What, and as what.
        resources: BTreeMap<Address, Known>,
    },
    /// Things that the ledger knew are gone without our doing.
    Forgot {
        /// Which.
        addresses: Vec<Address>,
    },
    /// Things have another address from now on.
    Moved {
        /// From where to where, in order.
        moves: Vec<Moved>,
    },
    /// A person stops a trigger for as long as nobody resumes it.
    Paused {
        /// The trigger's block.
        trigger: Address,
        /// Why, by whom, and what it stopped.
        pause: Pause,
    },
    /// A paused trigger is the spec's again.
    Resumed {
        /// The trigger's block.
        trigger: Address,
    },
    /// The run is over.
    Closed(Closed),
}

/// A trigger that a person stopped: until it is resumed, what carries it is switched off whatever the spec says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// `--reason`.
    pub reason: String,
    /// ARN of who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What carries the trigger, and whether it was switched on: what resuming goes back to.
    pub was: BTreeMap<Address, bool>,
}

/// The beginning of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Who, where from, why.
    pub run: Run,
    /// Building or taking down.
    pub mode: Mode,
    /// The deployment's id, minted at its first apply and kept in tags.
    pub owner: String,
    /// Key of the digests of secrets, hex; the same for the deployment's whole life.
    pub key: String,
    /// Whether the stage protects what is made now from deletion.
    pub protect: bool,
    /// Whether it looked at a part of the deployment only: its end says nothing about the rest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// What should exist, secrets redacted.
    pub graph: Graph,
    /// Every step.
    pub steps: Vec<Step>,
}

/// An intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The step.
    pub step: StepId,
    /// Number of the attempt within this run, from 1.
    pub attempt: u32,
    /// The call.
    pub operation: Operation,
    /// On what.
    pub address: Address,
    /// That resource's kind.
    pub kind: KindName,
    /// What it can be found by, should the answer be lost.
    pub key: Attrs,
}

/// An outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The step.
    pub step: StepId,
    /// The attempt.
    pub attempt: u32,
    /// The call.
    pub operation: Operation,
    /// On what.
    pub address: Address,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// It took effect.
    Done {
        /// Computed attributes that came back.
        outputs: Attrs,
    },
    /// The answer was lost; a look at the cloud shows that it took effect.
    FoundDone {
        /// Computed attributes that were seen.
        outputs: Attrs,
    },
    /// The answer was lost, or nothing was sent; a look shows no effect.
    FoundUndone,
    /// The service said no.
    Refused {
        /// Its code.
        code: String,
        /// Its words.
        message: String,
    },
}

/// A rollout's move, recorded before its effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolloutRecord {
    /// The step.
    pub step: StepId,
    /// The function.
    pub function: Address,
    /// The phase that was reached, in the machine's words.
    pub phase: String,
    /// The candidate's number, once published.
    pub candidate: Option<i64>,
    /// The version that served before.
    pub stable: Option<i64>,
    /// Why, where there is a reason to give.
    pub why: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Number of the last person's record that this takes into account.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub heard: u64,
    /// How far it is: what whoever takes it up goes on from. Records of before have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
}

impl RolloutRecord {
    /// How far a rollout is, as a record; `members` in the order of the progress, none of them no record.
    pub fn of(
        step: StepId,
        members: &[Member],
        progress: &Progress,
        heard: u64,
        at: Timestamp,
    ) -> Option<Self> {
        let member = members.first()?;
        Some(Self {
            step,
            function: member.function.clone(),
            phase: progress.phase().to_owned(),
            candidate: progress.members.first().and_then(|member| member.candidate),
            stable: member.stable.as_ref().map(|stable| stable.version),
            why: progress.why().map(str::to_owned),
            at,
            heard,
            progress: Some(progress.clone()),
        })
    }

    /// The candidate of one of the members.
    pub fn candidate_of(&self, function: &Address) -> Option<i64> {
        let members = self.progress.iter().flat_map(|progress| &progress.members);
        let mut own = members.filter(|member| member.function == *function);
        own.next().map_or(self.candidate, |member| member.candidate)
    }
}

/// A look at a rollout: what was counted, and what that proves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookRecord {
    /// The step.
    pub step: StepId,
    /// The function; of a group the first.
    pub function: Address,
    /// The candidate's share of traffic in ten-thousandths.
    pub share: i64,
    /// What the judge saw.
    pub evidence: Evidence,
    /// When.
    pub at: Timestamp,
}

/// What a person asks of the rollouts under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Its number among the requests of this deployment, once it is one.
    #[serde(default)]
    pub number: u64,
    /// What.
    pub request: Request,
    /// Of which functions' rollouts; empty means all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub functions: BTreeSet<Address>,
    /// ARN of who asks.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A version that was promoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// Its number.
    pub version: i64,
    /// Digest of its content.
    pub digest: String,
    /// When it was promoted.
    pub at: Timestamp,
}

/// Content that must not come back by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Digest of code and versioned settings.
    pub digest: String,
    /// Why.
    pub why: String,
    /// ARN of whose run or request it was.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Whether everything was done.
    pub result: RunResult,
    /// Number of this state of the deployment; only a complete run makes a new one.
    pub revision: Option<u64>,
    /// One line for `history`.
    pub summary: String,
    /// Values of outputs that are no secrets.
    pub outputs: Attrs,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunResult {
    /// Everything was done.
    Complete,
    /// Something failed; the rest can be done by running again.
    Failed,
    /// A rollout went back to the stable version.
    Aborted,
    /// Someone stopped it.
    Interrupted,
    /// A rollout goes on, and whoever watches next carries it.
    InProgress,
    /// A rollout waits for a decision.
    Held,
    /// A rollout waits, as the version that it is compared with is in trouble itself.
    Unhealthy,
}

impl RunResult {
    /// Whether the run has come to its end: one that hasn't is gone on with.
    pub fn is_over(self) -> bool {
        match self {
            Self::Complete | Self::Failed | Self::Aborted | Self::Interrupted => true,
            Self::InProgress | Self::Held | Self::Unhealthy => false,
        }
    }
}

/// What the ledger knows of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its kind.
    pub kind: KindName,
    /// The resource it lives in.
    pub parent: Option<Address>,
    /// Attributes as last written, secrets as keyed digests, computed ones as last seen.
    pub attrs: Attrs,
    /// What it referred to: it goes before them.
    pub depends_on: BTreeSet<Address>,
    /// Protected from deletion even after its block is gone.
    pub protect: bool,
}

impl Known {
    /// Whether these attributes are another thing's: one of the kind's natural key differs. What
    /// isn't known on both sides tells nothing apart.
    pub fn is_another(&self, attrs: &Attrs) -> bool {
        self.kind.row().natural_key.iter().any(|name| {
            let (ours, theirs) = (self.attrs.get(*name), attrs.get(*name));
            let told = |value: &&Value| !value.is_null() && !value.is_unknown();
            ours.filter(told).zip(theirs.filter(told)).is_some_and(|(ours, theirs)| ours != theirs)
        })
    }
}

/// The address of the old half of a replacement that makes the new half first; the natural key
/// tells several of them apart.
pub fn old_address(address: &Address, kind: KindName, attrs: &Attrs) -> Address {
    let key =
        kind.row().natural_key.iter().filter_map(|name| attrs.get(*name).and_then(Value::as_text));
    address.with_keyed_part("old", &key.collect::<Vec<_>>().join(" "))
}

/// The address that an old half had before: `queue.jobs` for `queue.jobs/old["shop-jobs"]`.
pub fn base_of(address: &Address) -> Option<Address> {
    // A quote inside a key is escaped, so this text is always a part of its own.
    let at = address.as_str().rfind("/old[\"")?;
    Address::parse(address.as_str().get(..at)?).ok()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this form")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

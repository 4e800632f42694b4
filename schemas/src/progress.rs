//! How far a rollout has come: what its machine needs to go on, besides the plan. The ledger keeps it.
use crate::address::Address;
use crate::ledger::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a rollout has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What all members are at.
    pub stage: Stage,
    /// Each member, in the order of the plan.
    pub members: Vec<MemberProgress>,
    /// Shares so far, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<Shift>,
    /// Milliseconds of a metric period, once a count has told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<i64>,
    /// How often the last share was extended: every further look at its end costs certainty.
    #[serde(default)]
    pub extensions: u32,
    /// Since when the stable version is in trouble itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unhealthy: Option<Timestamp>,
    /// A pause that was asked for, and that begins with the next bake.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pausing: bool,
}

/// What a rollout is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// Versions are published, warmed and smoked, each member for itself.
    Preparing,
    /// Aliases get this share step's weights.
    Shifting {
        /// Number of the share step, from 0.
        step: usize,
    },
    /// Candidate and stable version are compared at this share.
    Baking {
        /// Number of the share step.
        step: usize,
        /// Since when; later than it began where the clock stood still.
        since: Timestamp,
        /// The next look.
        look: Timestamp,
        /// Whether that look is due.
        due: bool,
    },
    /// Nothing moves until a person, or the end of the hold, decides.
    Held {
        /// Why.
        reason: Held,
        /// The words that go with it.
        why: String,
        /// Since when.
        since: Timestamp,
        /// The share step at which it stands; nothing before any traffic.
        step: Option<usize>,
        /// Milliseconds that this step had baked.
        baked: i64,
        /// Whether a single invocation of the candidate was counted: nothing is promoted unseen.
        #[serde(default)]
        counted: bool,
    },
    /// The candidate gets all of its provisioned concurrency; until now it had as much as its share needs.
    Filling,
    /// Aliases get the candidate as their only version.
    Flipping,
    /// The candidate has all traffic, and is watched.
    Watching {
        /// Since when.
        since: Timestamp,
        /// The next look.
        look: Timestamp,
        /// Whether that look is due.
        due: bool,
    },
    /// Invocations of the version that served before come to their end.
    Draining {
        /// When they have.
        until: Timestamp,
    },
    /// The version that served before is no longer kept warm.
    Releasing,
    /// Aliases go back to the stable version.
    Restoring {
        /// How it ends.
        end: Ending,
    },
    /// The candidate is no longer kept warm.
    Unwarming {
        /// How it ends.
        end: Ending,
    },
    /// It is over: the candidate serves.
    Promoted,
    /// It is over: the stable version serves, or nothing does.
    Over {
        /// How it ended.
        end: Ending,
    },
}

/// How a rollout ends that doesn't promote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "end")]
pub enum Ending {
    /// Back on the stable version.
    RolledBack {
        /// Why.
        why: String,
        /// Whether this content must not come back by itself.
        pin: bool,
    },
    /// A call was refused.
    Failed {
        /// The service's code.
        code: String,
        /// Its words.
        message: String,
        /// Someone else changed the thing.
        conflict: bool,
    },
}

/// Why a rollout is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// The end was reached, and the counts prove neither good nor bad.
    Inconclusive,
    /// The stable version is in trouble itself.
    BaselineUnhealthy,
    /// A person paused it.
    Paused,
    /// A person must say when traffic moves.
    Approval,
}

impl Held {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inconclusive => "inconclusive",
            Self::BaselineUnhealthy => "baseline-unhealthy",
            Self::Paused => "paused",
            Self::Approval => "approval",
        }
    }
}

/// One member of a rollout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberProgress {
    /// The function.
    pub function: Address,
    /// Digest of the candidate's content.
    pub digest: String,
    /// The candidate's number, once it is known.
    pub candidate: Option<i64>,
    /// What it is at within the stage.
    pub at: At,
    /// The alias's revision, as the last answer told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

/// What a member is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// Looking for a version of the same content.
    Finding,
    /// Publishing one.
    Publishing,
    /// Waiting until it can be invoked.
    Activating,
    /// Asking for provisioned concurrency.
    Warming,
    /// Waiting for it.
    Provisioning,
    /// Invoking it once.
    Smoking,
    /// Ready for traffic.
    Ready,
    /// Reading what the alias routes.
    Reading,
    /// Writing what the stage asks for.
    Writing,
    /// Reading it back.
    Confirming,
    /// Done with the stage.
    Done,
    /// Not to be moved any more: the way back was refused, or is somebody else's.
    Stuck,
}

/// A change of the share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// When it began.
    pub at: Timestamp,
    /// The candidate's share from then on, in ten-thousandths.
    pub share: i64,
}

/// What a person can ask of a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// All traffic to the candidate.
    Promote,
    /// Stay at this share.
    Pause,
    /// Go on.
    Resume,
    /// Back to the stable version.
    Abort,
}

impl Request {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Promote => "promote",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Abort => "abort",
        }
    }
}

impl Progress {
    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Promoted | Stage::Over { .. })
    }

    /// The candidate's share of traffic in ten-thousandths, as last written.
    pub fn share(&self) -> i64 {
        match self.stage {
            Stage::Preparing
            | Stage::Restoring { .. }
            | Stage::Unwarming { .. }
            | Stage::Over { .. } => 0,
            Stage::Shifting { .. }
            | Stage::Baking { .. }
            | Stage::Held { .. }
            | Stage::Filling
            | Stage::Flipping => self.shifts.last().map_or(0, |shift| shift.share),
            Stage::Watching { .. }
            | Stage::Draining { .. }
            | Stage::Releasing
            | Stage::Promoted => crate::rollout::WHOLE,
        }
    }

    /// The present phase in one word, for records and people.
    pub fn phase(&self) -> &'static str {
        match &self.stage {
            Stage::Preparing => self.preparing(),
            Stage::Shifting { .. } => "shifting",
            Stage::Baking { .. } | Stage::Watching { .. } => "baking",
            Stage::Held { .. } => "held",
            Stage::Filling => "warming",
            Stage::Flipping => "flipping",
            Stage::Draining { .. } => "draining",
            Stage::Releasing => "releasing",
            Stage::Restoring { .. } => "restoring",
            Stage::Unwarming { .. } => "unwarming",
            Stage::Promoted => "promoted",
            Stage::Over { end: Ending::RolledBack { .. } } => "rolled_back",
            Stage::Over { end: Ending::Failed { .. } } => "failed",
        }
    }

    /// Where the slowest member is.
    fn preparing(&self) -> &'static str {
        let slowest = self.members.iter().map(|member| match member.at {
            At::Finding | At::Publishing => (0, "publishing"),
            At::Activating => (1, "published"),
            At::Warming | At::Provisioning => (2, "warming"),
            At::Smoking => (3, "smoking"),
            At::Ready | At::Reading | At::Writing | At::Confirming | At::Done | At::Stuck => {
                (4, "ready")
            }
        });
        slowest.min().map_or("publishing", |(_, word)| word)
    }

    /// Why it goes, or went, back, or stands still.
    pub fn why(&self) -> Option<&str> {
        match &self.stage {
            Stage::Held { why, .. } => Some(why),
            Stage::Restoring { end } | Stage::Unwarming { end } | Stage::Over { end } => {
                Some(match end {
                    Ending::RolledBack { why, .. } => why,
                    Ending::Failed { message, .. } => message,
                })
            }
            _ => None,
        }
    }
}

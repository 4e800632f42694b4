//! `rollout status`: the rollouts that are not over, and what their judge has seen.
use super::DOCUMENT_FORMAT;
use super::time::rfc3339;
use crate::evidence::{Evidence, FunctionEvidence, SignalEvidence};
use crate::ledger::{LookRecord, RolloutRecord, View};
use crate::measure::{Arm, Count};
use crate::progress::{Progress, Stage};
use crate::rollout::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The rollouts of a deployment that are not over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RolloutsDocument {
    /// Format of this document.
    pub format: u32,
    /// The rollouts; a group's under each of its functions.
    pub rollouts: Vec<RolloutStateDocument>,
}

/// One function's rollout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RolloutStateDocument {
    /// The function.
    pub function: String,
    /// The group, where several functions move together.
    pub group: Option<String>,
    /// The alias that moves.
    pub alias: String,
    /// Where it is now.
    pub phase: String,
    /// The version that served before.
    pub stable: Option<i64>,
    /// The version to promote.
    pub candidate: Option<i64>,
    /// The candidate's share of traffic in ten-thousandths.
    pub share: i64,
    /// Since when.
    pub since: String,
    /// `inconclusive` or `baseline-unhealthy` where it is held for that; `abort` while it goes back.
    pub verdict: Option<String>,
    /// Why it is held, or goes back.
    pub why: Option<String>,
    /// What the last look has found; `null` before the first.
    pub evidence: Option<EvidenceDocument>,
}

/// What the judge has seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceDocument {
    /// How much more likely the counts are if the candidate is worse.
    pub e: f64,
    /// At this `e` the rollout is aborted.
    pub threshold: f64,
    /// The candidate fails at most so much more often, as a share of invocations; `null` where there is nothing to compare with.
    pub upper: Option<f64>,
    /// A promotion needs an `upper` no larger than this.
    pub margin: f64,
    /// The candidate's counts.
    pub candidate: ArmDocument,
    /// The stable version's counts.
    pub stable: ArmDocument,
    /// Periods that ended by then are counted.
    pub counted_until: String,
    /// The same by function, in the order of the group's members.
    pub functions: Vec<FunctionEvidenceDocument>,
}

/// What is known of one function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunctionEvidenceDocument {
    /// Its own evidence.
    pub e: f64,
    /// Its own upper bound.
    pub upper: Option<f64>,
    /// The candidate's counts.
    pub candidate: ArmDocument,
    /// The stable version's counts.
    pub stable: ArmDocument,
    /// The same by signal.
    pub signals: Vec<SignalEvidenceDocument>,
}

/// What is known of one signal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignalEvidenceDocument {
    /// What is counted.
    pub signal: String,
    /// Its part of the function's evidence.
    pub weight: f64,
    /// Its own evidence.
    pub e: f64,
    /// The candidate's counts.
    pub candidate: ArmDocument,
    /// The stable version's counts.
    pub stable: ArmDocument,
}

/// One version's counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArmDocument {
    /// Invocations.
    pub invocations: f64,
    /// Those of them that were bad.
    pub bad: f64,
}

impl RolloutsDocument {
    /// The rollouts that a ledger tells of, with the last look at each.
    pub fn of(view: &View) -> Self {
        let each = view.rollouts.iter().map(|(function, record)| {
            let look = view.looks.get(&record.function);
            RolloutStateDocument::of(function, record, look, view)
        });
        Self { format: DOCUMENT_FORMAT, rollouts: each.collect() }
    }
}

impl RolloutStateDocument {
    fn of(
        function: &crate::address::Address,
        record: &RolloutRecord,
        look: Option<&LookRecord>,
        view: &View,
    ) -> Self {
        let progress = record.progress.as_ref();
        Self {
            function: function.to_string(),
            group: progress
                .filter(|progress| progress.members.len() > 1)
                .and_then(|_| view.group_of(function)),
            alias: function.with_part("alias").to_string(),
            phase: record.phase.clone(),
            stable: view.stable_of(function).or(record.stable),
            candidate: record.candidate_of(function),
            share: progress.map_or(0, Progress::share),
            since: rfc3339(record.at),
            verdict: progress.and_then(verdict),
            why: record.why.clone(),
            evidence: look.map(|look| EvidenceDocument::from(&look.evidence)),
        }
    }
}

fn verdict(progress: &Progress) -> Option<String> {
    match &progress.stage {
        Stage::Held { reason, .. } => Some(reason.word().to_owned()),
        Stage::Restoring { .. } | Stage::Unwarming { .. } => Some("abort".to_owned()),
        Stage::Flipping | Stage::Filling => Some("promote".to_owned()),
        _ => None,
    }
}

impl From<&Evidence> for EvidenceDocument {
    fn from(evidence: &Evidence) -> Self {
        Self {
            e: evidence.e,
            threshold: evidence.threshold,
            upper: evidence.upper,
            margin: evidence.margin,
            candidate: evidence.candidate.into(),
            stable: evidence.stable.into(),
            counted_until: rfc3339(evidence.counted_until),
            functions: evidence.functions.iter().map(Into::into).collect(),
        }
    }
}

impl From<&FunctionEvidence> for FunctionEvidenceDocument {
    fn from(function: &FunctionEvidence) -> Self {
        Self {
            e: function.e,
            upper: function.upper,
            candidate: function.candidate.into(),
            stable: function.stable.into(),
            signals: function.signals.iter().map(Into::into).collect(),
        }
    }
}

impl From<&SignalEvidence> for SignalEvidenceDocument {
    fn from(signal: &SignalEvidence) -> Self {
        Self {
            signal: signal_words(&signal.count),
            weight: signal.weight,
            e: signal.e,
            candidate: signal.candidate.into(),
            stable: signal.stable.into(),
        }
    }
}

impl From<Arm> for ArmDocument {
    fn from(arm: Arm) -> Self {
        Self { invocations: arm.total, bad: arm.bad }
    }
}

/// What is counted, for people.
pub fn signal_words(count: &Count) -> String {
    match count {
        Count::Errors => "errors".to_owned(),
        Count::Slower(micros) => {
            format!("slower than {}.{:03} ms", micros / 1_000, micros % 1_000)
        }
        Count::Own(Source::Logs { pattern }) => format!("log lines {pattern}"),
        Count::Own(Source::Metric { namespace, bad, .. }) => format!("metric {namespace}/{bad}"),
    }
}

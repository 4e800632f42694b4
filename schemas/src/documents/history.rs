//! `history`: the runs of a deployment, newest first.
use super::DOCUMENT_FORMAT;
use super::plan::ModeWord;
use super::time::rfc3339;
use crate::ledger::{PastRun, RunResult, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The runs of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryDocument {
    /// Format of this document.
    pub format: u32,
    /// Stack.
    pub stack: String,
    /// Stage.
    pub stage: String,
    /// Runs, newest first.
    pub runs: Vec<RunDocument>,
}

/// How a run ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultWord {
    /// Everything was done.
    Complete,
    /// Something failed.
    Failed,
    /// A rollout went back to the stable version.
    Aborted,
    /// Someone stopped it.
    Interrupted,
    /// It has no end yet: it is running, or its process died.
    Open,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunDocument {
    /// Its number; later runs have higher ones.
    pub epoch: u64,
    /// The command, such as `apply`.
    pub command: String,
    /// Building or taking down.
    pub mode: ModeWord,
    /// How it ended.
    pub result: ResultWord,
    /// Number of the state of the deployment that it made.
    pub revision: Option<u64>,
    /// When it began.
    pub began: String,
    /// ARN of who ran it.
    pub caller: String,
    /// The commit that was deployed.
    pub commit: Option<String>,
    /// Link to the CI run.
    pub ci_run: Option<String>,
    /// `--reason`.
    pub reason: Option<String>,
    /// Digest of its plan.
    pub plan_digest: String,
    /// One line about what it did.
    pub summary: Option<String>,
}

impl HistoryDocument {
    /// The history that a ledger tells.
    pub fn of(stack: &str, stage: &str, view: &View) -> Self {
        Self {
            format: DOCUMENT_FORMAT,
            stack: stack.to_owned(),
            stage: stage.to_owned(),
            runs: view.runs.iter().rev().map(Into::into).collect(),
        }
    }
}

impl From<&PastRun> for RunDocument {
    fn from(past: &PastRun) -> Self {
        let closed = past.closed.as_ref();
        Self {
            epoch: past.epoch,
            command: past.run.command.clone(),
            mode: past.mode.into(),
            result: closed.map_or(ResultWord::Open, |closed| closed.result.into()),
            revision: closed.and_then(|closed| closed.revision),
            began: rfc3339(past.at),
            caller: past.run.caller.clone(),
            commit: past.run.commit.clone(),
            ci_run: past.run.ci_run.clone(),
            reason: past.run.reason.clone(),
            plan_digest: past.run.plan_digest.clone(),
            summary: closed.map(|closed| closed.summary.clone()),
        }
    }
}

impl From<RunResult> for ResultWord {
    fn from(result: RunResult) -> Self {
        match result {
            RunResult::Complete => Self::Complete,
            RunResult::Failed => Self::Failed,
            RunResult::Aborted => Self::Aborted,
            RunResult::Interrupted => Self::Interrupted,
            RunResult::InProgress | RunResult::Held | RunResult::Unhealthy => Self::Open,
        }
    }
}

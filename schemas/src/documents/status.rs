//! `status`: where a deployment stands, as its ledger tells it.
use super::DOCUMENT_FORMAT;
use super::history::RunDocument;
use super::pause::PauseDocument;
use super::shown::shown;
use super::time::rfc3339;
use crate::address::Address;
use crate::kinds::KindName;
use crate::ledger::{Known, View};
use crate::progress::Progress;
use crate::value::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// All traffic, in ten-thousandths.
const WHOLE: i64 = 10_000;

/// Where a deployment stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatusDocument {
    /// Format of this document.
    pub format: u32,
    /// Stack.
    pub stack: String,
    /// Stage.
    pub stage: String,
    /// Account of the last run.
    pub account: Option<String>,
    /// Region of the last run.
    pub region: Option<String>,
    /// Number of the last complete state; `null` before the first.
    pub revision: Option<u64>,
    /// The newest run.
    pub last_run: Option<RunDocument>,
    /// Calls that may have taken effect: begun, and their end is not known.
    pub in_flight: Vec<CallDocument>,
    /// Rollouts that are under way.
    pub rollouts: Vec<RolloutStatus>,
    /// Triggers that a person stopped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paused: Vec<PauseDocument>,
    /// What the ledger knows to exist.
    pub resources: Vec<ResourceDocument>,
    /// Outputs of the last complete state that are no secrets.
    pub outputs: BTreeMap<String, Json>,
}

/// A call in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallDocument {
    /// On what.
    pub address: String,
    /// Which.
    pub operation: String,
}

/// Where a rollout is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RolloutStatus {
    /// The function.
    pub function: String,
    /// The phase, in the engine's words.
    pub phase: String,
    /// The version that served before.
    pub stable: Option<i64>,
    /// The version to promote.
    pub candidate: Option<i64>,
    /// The candidate's share of the traffic, in ten-thousandths.
    #[serde(default)]
    pub share: i64,
    /// Since when it is in this phase.
    pub since: String,
    /// Why, where there is a reason to give.
    pub why: Option<String>,
}

/// A resource that the ledger knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceDocument {
    /// Its address.
    pub address: String,
    /// Its kind.
    pub kind: String,
    /// Its physical name, where it has one.
    pub name: Option<String>,
    /// The versions that an alias sends traffic to; empty for everything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<ServedDocument>,
}

/// A version that gets traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServedDocument {
    /// The version.
    pub version: i64,
    /// Its share of the traffic, in ten-thousandths.
    pub share: i64,
}

impl StatusDocument {
    /// The status that a ledger tells.
    pub fn of(stack: &str, stage: &str, view: &View) -> Self {
        let last = view.runs.last();
        let in_flight = view.dangling.iter().map(|(address, started)| CallDocument {
            address: address.to_string(),
            operation: started.operation.name().to_owned(),
        });
        Self {
            format: DOCUMENT_FORMAT,
            stack: stack.to_owned(),
            stage: stage.to_owned(),
            account: last.map(|past| past.run.account.clone()),
            region: last.map(|past| past.run.region.clone()),
            revision: Some(view.revision).filter(|revision| *revision > 0),
            last_run: last.map(Into::into),
            in_flight: in_flight.collect(),
            rollouts: rollouts(view),
            paused: view.paused.iter().map(Into::into).collect(),
            resources: view.known.iter().map(resource).collect(),
            outputs: view
                .outputs
                .iter()
                .map(|(name, value)| (name.clone(), shown(value)))
                .collect(),
        }
    }
}

/// Every rollout once, a group under each of its functions.
fn rollouts(view: &View) -> Vec<RolloutStatus> {
    let each = view.rollouts.iter().map(|(function, rollout)| RolloutStatus {
        function: function.to_string(),
        phase: rollout.phase.clone(),
        share: rollout.progress.as_ref().map_or(0, Progress::share),
        stable: rollout.stable,
        candidate: rollout.candidate_of(function),
        since: rfc3339(rollout.at),
        why: rollout.why.clone(),
    });
    each.collect()
}

fn resource((address, known): (&Address, &Known)) -> ResourceDocument {
    let name = known.attrs.get("name").filter(|name| !name.has_secret());
    ResourceDocument {
        address: address.to_string(),
        kind: known.kind.row().name.to_owned(),
        name: name.and_then(Value::as_text).map(str::to_owned),
        serves: serves(known),
    }
}

fn serves(known: &Known) -> Vec<ServedDocument> {
    let number = |name: &str| known.attrs.get(name).and_then(Value::as_int);
    let Some(version) = number("version").filter(|_| known.kind == KindName::Alias) else {
        return Vec::new();
    };
    let candidate = number("candidate").zip(number("candidate_share"));
    let shifted = candidate.map_or(0, |(_, share)| share);
    let stable = ServedDocument { version, share: WHOLE - shifted };
    let candidate = candidate.map(|(version, share)| ServedDocument { version, share });
    [stable].into_iter().chain(candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::history::{HistoryDocument, ResultWord};
    use crate::ledger::{Closed, PastRun, Run, RunResult, Started, Timestamp};
    use crate::operations::Operation;
    use crate::plan::Mode;
    use crate::value::Attrs;
    use serde_json::json;

    fn run(epoch: u64, command: &str, closed: Option<Closed>) -> PastRun {
        PastRun {
            epoch,
            at: Timestamp(i64::try_from(epoch).unwrap() * 1_000),
            run: Run { command: command.into(), account: "111111111111".into(), ..Run::default() },
            mode: Mode::Apply,
            closed,
        }
    }

    fn view() -> View {
        let jobs = Address::parse("queue.jobs").unwrap();
        let closed = Closed {
            result: RunResult::Complete,
            revision: Some(1),
            summary: "1 created".into(),
            outputs: Attrs::new(),
        };
        View {
            revision: 1,
            runs: vec![run(1, "apply", Some(closed)), run(2, "destroy", None)],
            dangling: BTreeMap::from([(
                jobs.clone(),
                Started {
                    step: 1,
                    attempt: 1,
                    operation: Operation::DeleteQueue,
                    address: jobs.clone(),
                    kind: KindName::Queue,
                    key: Attrs::new(),
                },
            )]),
            known: BTreeMap::from([(
                jobs,
                Known {
                    kind: KindName::Queue,
                    parent: None,
                    attrs: Attrs::from([("name".into(), Value::text("shop-dev-jobs"))]),
                    depends_on: std::collections::BTreeSet::new(),
                    protect: false,
                },
            )]),
            outputs: Attrs::from([
                ("url".into(), Value::text("https://x")),
                ("token".into(), Value::Redacted(None)),
            ]),
            ..View::default()
        }
    }

    #[test]
    fn history_tells_runs_newest_first() {
        let history = HistoryDocument::of("shop", "dev", &view());
        let told: Vec<_> =
            history.runs.iter().map(|run| (run.epoch, run.command.as_str(), run.result)).collect();
        assert_eq!(told, [(2, "destroy", ResultWord::Open), (1, "apply", ResultWord::Complete)]);
    }

    #[test]
    fn an_alias_tells_which_versions_serve() {
        let mut view = view();
        let attrs = [("version", 7), ("candidate", 8), ("candidate_share", 500)];
        let alias = Known {
            kind: KindName::Alias,
            parent: None,
            attrs: attrs.map(|(name, value)| (name.to_owned(), Value::Int(value))).into(),
            depends_on: std::collections::BTreeSet::new(),
            protect: false,
        };
        view.known = BTreeMap::from([(Address::parse("function.f/alias").unwrap(), alias)]);
        let serves = &StatusDocument::of("shop", "dev", &view).resources[0].serves;
        let expect =
            [(7, 9_500), (8, 500)].map(|(version, share)| ServedDocument { version, share });
        assert_eq!(*serves, expect);
    }

    #[test]
    fn status_shows_calls_in_flight_resources_and_outputs_without_secrets() {
        let status = StatusDocument::of("shop", "dev", &view());
        assert_eq!(
            json!([status.in_flight, status.resources, status.outputs]),
            json!([
                [{"address": "queue.jobs", "operation": "DeleteQueue"}],
                [{"address": "queue.jobs", "kind": "queue", "name": "shop-dev-jobs"}],
                {"token": "(sensitive)", "url": "https://x"},
            ])
        );
        assert_eq!(status.revision, Some(1));
    }
}

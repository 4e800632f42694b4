//! Notes for whoever looks at the local cloud's page: the graph, and how a run goes.
//!
//! Nothing depends on them: a cloud that doesn't take them is left alone. They are sent beside the work, the latest
//! state only, so that no run waits for a page.
use super::put;
use crate::journey::{Place, Session};
use crate::render::picture::picture;
use cutover_schemas::documents::graph::GraphDocument;
use cutover_schemas::documents::rollout::EvidenceDocument;
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::View;
use cutover_schemas::plan::Mode;
use cutover_schemas::value::{Attrs, Value};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Rollouts that a note tells of, the latest.
const ROLLOUTS: usize = 40;
/// Between two notes of a run: a page looks once a second.
const PACE: Duration = Duration::from_millis(150);
/// How long the last note may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The notes of one run.
#[derive(Debug)]
pub struct Notes {
    state: RunState,
    latest: watch::Sender<Json>,
    sending: JoinHandle<()>,
}

impl Notes {
    /// Tells the graph of the session, and begins to tell its run; `None` where nobody can be looking.
    pub async fn of(session: &Session) -> Option<Self> {
        let endpoint = session.target.watched()?.to_owned();
        let identity = &session.identity;
        let name = format!("{}/{}", identity.stack, identity.stage);
        let (command, graph) = match session.mode {
            Mode::Apply => ("apply", Some(graph_of(session))),
            Mode::Destroy => ("destroy", None),
        };
        if let Some(graph) = graph {
            leave(&endpoint, "graph", &name, &graph).await;
        }
        let title = title(&identity.stack, &identity.stage);
        let state = RunState { title, command, ..RunState::default() };
        let (latest, receiver) = watch::channel(Json::Null);
        let sending = tokio::spawn(send(endpoint, name, receiver));
        Some(Self { state, latest, sending })
    }

    /// Takes an event of the run.
    pub fn take(&mut self, event: &Event) {
        self.state.take(&event.what);
        self.latest.send_replace(self.state.note());
    }

    /// Sends what is left.
    pub async fn end(self) {
        drop(self.latest);
        let _ = tokio::time::timeout(PATIENCE, self.sending).await;
    }
}

/// Tells the graph of what a ledger knows.
pub async fn leave_known(endpoint: &str, place: &Place, view: &View) {
    if view.known.is_empty() {
        return;
    }
    let attrs = view.known.iter().map(|(address, known)| (address.as_str(), &known.attrs));
    let note = graph(&title(&place.stack, &place.stage), &GraphDocument::from(view), attrs);
    leave(endpoint, "graph", &format!("{}/{}", place.stack, place.stage), &note).await;
}

async fn send(endpoint: String, name: String, mut latest: watch::Receiver<Json>) {
    while latest.changed().await.is_ok() {
        let note = latest.borrow_and_update().clone();
        leave(&endpoint, "run", &name, &note).await;
        if is_torn_down(&note) {
            leave(&endpoint, "graph", &name, &Json::Null).await;
        }
        tokio::time::sleep(PACE).await;
    }
}

fn is_torn_down(note: &Json) -> bool {
    let says = |member: &str, word: &str| note.get(member).and_then(Json::as_str) == Some(word);
    says("command", "destroy") && says("result", "complete")
}

async fn leave(endpoint: &str, kind: &str, name: &str, note: &Json) {
    let path = format!("/_cutover/notes/{kind}%20{}", name.replace('/', "%2F"));
    let _ = put(endpoint, &path, note).await;
}

fn title(stack: &str, stage: &str) -> String {
    format!("{stack} / {stage}")
}

fn graph_of(session: &Session) -> Json {
    let resources = session.graph.resources.iter();
    let attrs = resources.map(|(address, one)| (address.as_str(), &one.attrs));
    let title = title(&session.identity.stack, &session.identity.stage);
    graph(&title, &GraphDocument::from(&session.graph), attrs)
}

fn graph<'a>(
    title: &str,
    document: &GraphDocument,
    attrs: impl Iterator<Item = (&'a str, &'a Attrs)>,
) -> Json {
    let named = |(address, attrs): (&'a str, &'a Attrs)| {
        let name = attrs.get("name").filter(|name| !name.has_secret()).and_then(Value::as_text)?;
        Some((address, name))
    };
    let names: BTreeMap<&str, &str> = attrs.filter_map(named).collect();
    json!({"kind": "graph", "title": title, "picture": picture(document), "names": names})
}

/// A run as the page shows it.
#[derive(Debug, Default)]
struct RunState {
    title: String,
    command: &'static str,
    steps: usize,
    done: usize,
    failed: usize,
    result: Option<String>,
    /// By function, the latest last.
    rollouts: VecDeque<(String, Json)>,
}

impl RunState {
    fn take(&mut self, what: &Happening) {
        match what {
            Happening::Opened { steps, .. } => self.steps = *steps,
            Happening::Ended { .. } => self.done += 1,
            Happening::Failed { .. } => self.failed += 1,
            Happening::Finished { result, done, failed, .. } => {
                (self.done, self.failed) = (*done, *failed);
                self.result = Some(result.clone());
            }
            Happening::Rollout { function, phase, candidate, stable, share, why, .. } => {
                let function = function.to_string();
                let note = json!({
                    "function": function, "phase": phase, "candidate": candidate, "stable": stable,
                    "share": share, "why": why,
                });
                self.rollouts.retain(|(other, _)| *other != function);
                self.rollouts.push_back((function, note));
                if self.rollouts.len() > ROLLOUTS {
                    self.rollouts.pop_front();
                }
            }
            Happening::Looked { function, evidence, until, .. } => {
                let evidence = serde_json::to_value(EvidenceDocument::from(evidence.as_ref()));
                let function = function.to_string();
                let own = self.rollouts.iter_mut().find(|(other, _)| *other == function);
                if let Some((_, Json::Object(note))) = own {
                    note.insert("evidence".into(), evidence.unwrap_or_default());
                    note.insert("until".into(), json!(until.map(|until| until.0)));
                }
            }
            Happening::Started { .. }
            | Happening::Retrying { .. }
            | Happening::Asked { .. }
            | Happening::Skipped { .. } => {}
        }
    }

    fn note(&self) -> Json {
        let rollouts: Vec<&Json> = self.rollouts.iter().rev().map(|(_, note)| note).collect();
        json!({
            "kind": "run", "title": self.title, "command": self.command, "steps": self.steps,
            "done": self.done, "failed": self.failed, "result": self.result, "rollouts": rollouts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::address::Address;
    use cutover_schemas::plan::Summary;

    fn rollout(function: &str, phase: &str) -> Happening {
        Happening::Rollout {
            step: 1,
            function: Address::parse(function).unwrap(),
            phase: phase.into(),
            candidate: Some(2),
            stable: Some(1),
            share: 500,
            why: None,
            group: None,
            held: None,
        }
    }

    #[test]
    fn a_run_is_told_with_the_latest_phase_of_each_rollout() {
        let mut state =
            RunState { title: "shop / dev".into(), command: "apply", ..RunState::default() };
        state.take(&Happening::Opened { epoch: 1, steps: 9, takes_over: None });
        state.take(&rollout("function.a", "baking"));
        state.take(&rollout("function.b", "baking"));
        state.take(&rollout("function.a", "promoted"));
        let told = state.note();
        assert_eq!(told["rollouts"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            (&told["rollouts"][0]["phase"], &told["steps"]),
            (&json!("promoted"), &json!(9))
        );
        let result = "complete".to_owned();
        let summary = Summary::default();
        state.take(&Happening::Finished {
            result,
            summary,
            done: 9,
            failed: 0,
            skipped: 0,
            revision: None,
        });
        assert_eq!(state.note()["result"], "complete");
        assert!(!is_torn_down(&state.note()));
    }

    #[test]
    fn a_note_is_bounded() {
        let mut state = RunState::default();
        (0..100).for_each(|at| state.take(&rollout(&format!("function.f{at}"), "baking")));
        assert_eq!(state.note()["rollouts"][0]["function"], "function.f99");
        assert_eq!(state.rollouts.len(), ROLLOUTS);
    }
}

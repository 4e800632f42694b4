//! What is in the air: futures that each answer one question.
use crate::Artifacts;
use crate::run::Asked;
use cutover_apply::retry;
use cutover_apply::{Body, Prepared, Ticket};
use cutover_cloud::{Attempt, Call, Clock, Cloud, Permit, ProbeAnswer};
use cutover_rollout::Outcome;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{AlarmState, Measurement, Series};
use cutover_schemas::plan::{Probe, StepId};
use cutover_schemas::snapshot::{Live, Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// An answer that came back.
#[derive(Debug)]
pub(crate) enum Landed {
    /// Of a mutating call.
    Attempted { prepared: Box<Prepared>, attempt: u32, answer: Attempt },
    /// Of a look after a lost answer.
    Looked { prepared: Box<Prepared>, attempt: u32, sight: Result<Sight, String> },
    /// The pause before another attempt is over.
    Rested { prepared: Box<Prepared> },
    /// Of a wait.
    Waited { step: StepId, ticket: Option<Ticket>, answer: ProbeAnswer },
    /// Of a rollout's search for an existing version.
    Found { step: StepId, ticket: Ticket, version: Option<i64> },
    /// Of a rollout's sleep.
    Woke { step: StepId, ticket: Ticket },
    /// Of all counts that were asked for at once.
    Counted { answers: Vec<(StepId, Ticket, Outcome)> },
}

/// Makes one call.
pub(crate) async fn attempt<C: Cloud, A: Artifacts>(
    cloud: &C,
    artifacts: &A,
    prepared: Box<Prepared>,
    attempt: u32,
    permit: Permit,
) -> Landed {
    let event;
    let code;
    let body: Option<&[u8]> = match &prepared.body {
        Body::None => None,
        Body::Event(json) => {
            event = json.to_string();
            Some(event.as_bytes())
        }
        Body::Code(digest) => {
            let Some(bytes) = artifacts.code(digest) else {
                let why = format!("the packed code with digest {digest} is gone");
                return Landed::Attempted { prepared, attempt, answer: Attempt::NotSent { why } };
            };
            code = bytes;
            Some(&code)
        }
    };
    let call = Call {
        kind: prepared.kind,
        operation: prepared.operation,
        desired: &prepared.desired,
        live: &prepared.live,
        paths: &prepared.paths,
        revision: prepared.revision.as_deref(),
        body,
    };
    let answer = cloud.attempt(call, permit).await;
    Landed::Attempted { prepared, attempt, answer }
}

/// Looks whether a call took effect, more than once where the service's lists lag.
pub(crate) async fn look<C: Cloud, K: Clock>(
    cloud: &C,
    clock: &K,
    identity: &Identity,
    prepared: Box<Prepared>,
    attempt: u32,
) -> Landed {
    use cutover_schemas::operations::{Again, Operation};
    if prepared.operation == Operation::PublishVersion {
        let sight = published(cloud, &prepared).await;
        return Landed::Looked { prepared, attempt, sight };
    }
    // What was just made is looked for by its own names, never by the ids of a predecessor.
    let creates = prepared.kind.row().create.first() == Some(&prepared.operation);
    let mut key = if creates { Attrs::new() } else { prepared.live.clone() };
    key.extend(prepared.desired.clone());
    let wanted =
        Wanted { address: prepared.address.clone(), kind: prepared.kind, key, parent: None };
    let looks =
        if prepared.operation.row().again == Again::ByTag { retry::PATIENT_LOOKS } else { 1 };
    let mut sight = Ok(Sight::Absent);
    for again in 0..looks {
        if again > 0 {
            clock.sleep_until(clock.now().plus_millis(retry::look_again(again + 3))).await;
        }
        sight = cloud.look(identity, &wanted).await.map_err(|error| error.to_string());
        if matches!(sight, Ok(Sight::Seen(_))) {
            break;
        }
    }
    Landed::Looked { prepared, attempt, sight }
}

/// A version is found by its digest: the alias that it is published for knows nothing of it yet.
async fn published<C: Cloud>(cloud: &C, prepared: &Prepared) -> Result<Sight, String> {
    let text = |name: &str| prepared.desired.get(name).and_then(Value::as_text).unwrap_or_default();
    let (function, digest) = (text("function").to_owned(), text("digest").to_owned());
    match cloud.probe(&Probe::VersionWithDigest { function, digest }).await {
        ProbeAnswer::Ready { outputs, revision } => {
            Ok(Sight::Seen(Live { attrs: outputs, revision, ownership: Ownership::Parent }))
        }
        ProbeAnswer::Absent | ProbeAnswer::Pending => Ok(Sight::Absent),
        ProbeAnswer::Failed { reason: why } | ProbeAnswer::Unanswered { why } => Err(why),
    }
}

/// Waits before another attempt.
pub(crate) async fn rest<K: Clock>(clock: &K, prepared: Box<Prepared>, until: Timestamp) -> Landed {
    clock.sleep_until(until).await;
    Landed::Rested { prepared }
}

/// Looks until the probe is ready, fails, or the budget is spent.
pub(crate) async fn wait<C: Cloud, K: Clock>(
    cloud: &C,
    clock: &K,
    (step, ticket): (StepId, Option<Ticket>),
    probe: Probe,
    budget: i64,
) -> Landed {
    let until = clock.now().plus_seconds(budget);
    let mut looks = 0;
    loop {
        let answer = cloud.probe(&probe).await;
        let open = matches!(
            answer,
            ProbeAnswer::Pending | ProbeAnswer::Unanswered { .. } | ProbeAnswer::Absent
        );
        if !open {
            return Landed::Waited { step, ticket, answer };
        }
        let next = clock.now().plus_millis(retry::look_again(looks));
        if next > until {
            let reason = format!("it was not ready after {budget} seconds");
            let answer = ProbeAnswer::Failed { reason };
            return Landed::Waited { step, ticket, answer };
        }
        clock.sleep_until(next).await;
        looks += 1;
    }
}

/// Searches a version by its digest. A question without answer counts as "not found": publishing
/// again costs a version number, nothing else.
pub(crate) async fn find<C: Cloud>(
    cloud: &C,
    step: StepId,
    ticket: Ticket,
    function: String,
    digest: String,
) -> Landed {
    let answer = cloud.probe(&Probe::VersionWithDigest { function, digest }).await;
    let version = match answer {
        ProbeAnswer::Ready { outputs, .. } => outputs.get("version").and_then(Value::as_int),
        ProbeAnswer::Pending
        | ProbeAnswer::Failed { .. }
        | ProbeAnswer::Absent
        | ProbeAnswer::Unanswered { .. } => None,
    };
    Landed::Found { step, ticket, version }
}

/// Sleeps for a rollout.
pub(crate) async fn sleep<K: Clock>(
    clock: &K,
    step: StepId,
    ticket: Ticket,
    until: Timestamp,
) -> Landed {
    clock.sleep_until(until).await;
    Landed::Woke { step, ticket }
}

/// Counts for all rollouts that ask at this moment, in one question.
pub(crate) async fn count<C: Cloud>(cloud: &C, asked: Vec<Asked>) -> Landed {
    let wanted: Vec<Measurement> = asked.iter().flat_map(|one| one.wanted.clone()).collect();
    let names: BTreeSet<String> = asked.iter().flat_map(|one| one.alarms.clone()).collect();
    let names: Vec<String> = names.into_iter().collect();
    let counted = cloud.count(&wanted).await.map_err(|error| error.to_string());
    let states = if names.is_empty() { Ok(BTreeMap::new()) } else { cloud.alarms(&names).await };
    let states = states.map_err(|error| error.to_string());
    let mut series = counted.clone().unwrap_or_default().into_iter();
    let answers = asked.into_iter().map(|one| {
        let own: Vec<Series> = series.by_ref().take(one.wanted.len()).collect();
        let outcome = match (&counted, &states) {
            (Ok(_), Ok(states)) => {
                let red = |name: &String| states.get(name) == Some(&AlarmState::Alarm);
                let red = one.alarms.into_iter().filter(red).collect();
                Outcome::Measured { series: own, red }
            }
            (Err(why), _) | (_, Err(why)) => Outcome::NotMeasured(why.clone()),
        };
        (one.step, one.ticket, outcome)
    });
    Landed::Counted { answers: answers.collect() }
}

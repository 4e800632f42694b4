//! Carries out invocations: limits, the worker, and what is told to Logs and CloudWatch.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use bytes::Bytes;

use super::locked;
use super::workers::Outcome;
use crate::ops::lambda::destinations::{self, Ending};
use crate::ops::lambda::{Invocation, event_invoke, faults, invoke, provisioned};
use crate::ops::{Fault, Reply, cloudwatch, logs};
use crate::server::shared::Shared;
use crate::world::settings::Clock;

/// How often a throttled event waits before it is too old.
const WAITS: u32 = 300;
/// The log that a tail answer holds.
const TAIL: usize = 4096;

/// Runs an invocation as its caller asked: waiting for the answer, or not.
pub(super) async fn carry_out(
    shared: &Arc<Shared>,
    invocation: Invocation,
) -> Result<Reply, Fault> {
    if invocation.asynchronous {
        let shared = Arc::clone(shared);
        // The task ends with the server, or when the event was served or given up.
        drop(tokio::spawn(async move {
            tokio::select! {
                () = shared.stopped() => {}
                () = deliver(&shared, invocation) => {}
            }
        }));
        return Ok(Reply { status: Some(202), payload: Some(Bytes::new()), ..Reply::empty() });
    }
    let (tail, version) = (invocation.tail, invocation.version.clone());
    let outcome = run(shared, invocation).await?;
    Ok(answer(outcome, tail, version))
}

fn answer(outcome: Outcome, tail: bool, version: String) -> Reply {
    let mut headers = vec![("x-amz-executed-version".to_owned(), version)];
    if outcome.failed {
        headers.push(("x-amz-function-error".to_owned(), "Unhandled".to_owned()));
    }
    if tail {
        let lines: Vec<&str> =
            outcome.lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect();
        let text = lines.concat();
        let bytes = text.as_bytes();
        let last = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
        let encoded = base64::engine::general_purpose::STANDARD.encode(last);
        headers.push(("x-amz-log-result".to_owned(), encoded));
    }
    Reply { headers, payload: Some(outcome.payload), ..Reply::empty() }
}

/// Runs one invocation within its limits and records what it said and did.
pub(crate) async fn run(shared: &Arc<Shared>, invocation: Invocation) -> Result<Outcome, Fault> {
    let at_ms = shared.with(|world| world.now_ms());
    let permit = match Permit::take(shared, &invocation) {
        Ok(permit) => permit,
        Err(reason) => {
            shared.with(|world| cloudwatch::throttled(world, &invocation, at_ms));
            return Err(faults::throttled(reason));
        }
    };
    let workers = shared.outside.workers(shared);
    let workers = workers.map_err(|error| {
        Fault::receiver(500, "ServiceException", format!("the workers cannot be started: {error}"))
    })?;
    let outcome = workers.invoke(Arc::clone(&invocation.spec), invocation.call.clone()).await;
    let concurrent = permit.concurrent;
    drop(permit);
    record(shared, &invocation, &outcome, at_ms, concurrent);
    Ok(outcome)
}

fn record(
    shared: &Arc<Shared>,
    invocation: &Invocation,
    outcome: &Outcome,
    at_ms: u64,
    concurrent: u32,
) {
    shared.with(|world| {
        let still = world.settings().clock != Clock::Real;
        let lines = outcome.lines.iter().map(|line| {
            // While time stands still, a line's time is its call's: how fast a process runs must not show.
            let offset = if still { 0 } else { u64::try_from(line.offset_ms).unwrap_or(0) };
            (at_ms.saturating_add(offset), line.text.clone())
        });
        let lines: Vec<(u64, String)> = lines.collect();
        let covered = provisioned::covers(world, &invocation.function, &invocation.version);
        // While time stands still no worker starts ahead, and every covered call counts as provisioned.
        let ahead = outcome.provisioned || still;
        let provisioned = covered.then_some(ahead);
        let run = cloudwatch::Run {
            at_ms,
            duration_ms: outcome.duration_ms,
            failed: outcome.failed,
            concurrent,
            provisioned,
        };
        cloudwatch::ran(world, invocation, &run);
        logs::record(world, &invocation.spec.log_group, &outcome.stream, lines);
    });
}

/// Serves an asynchronous event: tries, waits, tries again as configured, and delivers how it ended.
async fn deliver(shared: &Arc<Shared>, first: Invocation) {
    let mut ending = Ending {
        function: first.function.clone(),
        qualifier: first.qualifier.clone(),
        request_id: first.call.request_id.clone(),
        event: first.call.payload.clone(),
        attempts: 0,
        condition: "RetriesExhausted",
        answer: None,
    };
    if first.reserved == Some(0) {
        ending.condition = "ZeroReservedConcurrency";
    } else {
        attempts(shared, first, &mut ending).await;
    }
    let next = shared.with(|world| destinations::settle(world, &ending));
    if let Some(invocation) = next {
        // What becomes of a destination's own run is told in its log and metrics.
        let _ = run(shared, invocation).await;
    }
}

async fn attempts(shared: &Arc<Shared>, first: Invocation, ending: &mut Ending) {
    let (name, qualifier) = (ending.function.clone(), ending.qualifier.clone());
    let retries = shared.with(|world| event_invoke::retries(world, &name, qualifier.as_deref()));
    let (mut next, mut waits) = (Some(first), 0);
    while ending.attempts <= retries && waits < WAITS {
        let prepared = next.take().map_or_else(
            || {
                let (event, id) = (ending.event.clone(), &ending.request_id);
                shared.with(|world| invoke::prepare(world, &name, qualifier.as_deref(), event, id))
            },
            Ok,
        );
        let Ok(invocation) = prepared else { return };
        let version = invocation.version.clone();
        match run(shared, invocation).await {
            Ok(outcome) => {
                ending.attempts += 1;
                ending.answer = Some((version, outcome.payload));
                if !outcome.failed {
                    ending.condition = "Success";
                    return;
                }
            }
            // A throttled event waits in its queue and is no attempt.
            Err(_) => waits += 1,
        }
        if ending.attempts <= retries {
            // AWS waits a minute, then two; a laptop waits a second, then two.
            tokio::time::sleep(Duration::from_secs(u64::from(ending.attempts.max(1)))).await;
        }
    }
    if waits == WAITS {
        ending.condition = "EventAgeExceeded";
    }
}

/// A place among the calls in flight, given back when dropped.
struct Permit<'a> {
    shared: &'a Shared,
    function: String,
    concurrent: u32,
}

impl<'a> Permit<'a> {
    fn take(shared: &'a Shared, invocation: &Invocation) -> Result<Permit<'a>, &'static str> {
        let busy = &mut *locked(&shared.outside.busy);
        let running = busy.functions.get(&invocation.function).map_or(0, |(count, _)| *count);
        match invocation.reserved {
            Some(reserved) if running >= reserved => return Err(invoke::RESERVED),
            Some(_) => {}
            None => {
                let all: u32 = busy
                    .functions
                    .values()
                    .filter(|(_, reserved)| !reserved)
                    .map(|(count, _)| count)
                    .sum();
                if all >= invocation.unreserved {
                    return Err(invoke::ACCOUNT);
                }
            }
        }
        let concurrent = running + 1;
        busy.functions
            .insert(invocation.function.clone(), (concurrent, invocation.reserved.is_some()));
        Ok(Permit { shared, function: invocation.function.clone(), concurrent })
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let busy = &mut *locked(&self.shared.outside.busy);
        if let Some((count, _)) = busy.functions.get_mut(&self.function) {
            *count -= 1;
            if *count == 0 {
                busy.functions.remove(&self.function);
            }
        }
    }
}

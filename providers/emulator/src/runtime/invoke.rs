//! Carries out invocations: limits, the worker, and what is told to Logs and CloudWatch.

use std::sync::Arc;

use base64::Engine as _;

use super::locked;
use super::workers::Outcome;
use crate::ops::lambda::mappings::{self, Batch, End};
use crate::ops::lambda::model::Answer;
use crate::ops::lambda::{Invocation, events, faults, invoke, provisioned};
use crate::ops::{Fault, Reply, cloudwatch, logs};
use crate::server::shared::Shared;
use crate::server::traffic::Ran;
use crate::world::settings::Clock;

/// The log that a tail answer holds.
const TAIL: usize = 4096;

/// Runs an invocation and answers its caller.
pub(super) async fn carry_out(
    shared: &Arc<Shared>,
    invocation: Invocation,
) -> Result<Reply, Fault> {
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
            shared.traffic.ran(seen(&invocation, at_ms, None));
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
    shared.traffic.ran(seen(&invocation, at_ms, Some(&outcome)));
    Ok(outcome)
}

/// What the page tells of a run.
fn seen(invocation: &Invocation, at_ms: u64, outcome: Option<&Outcome>) -> Ran {
    Ran {
        at_ms,
        function: invocation.function.clone(),
        version: invocation.version.clone(),
        qualifier: invocation.qualifier.clone(),
        duration_ms: outcome.map(|outcome| outcome.duration_ms),
        failed: outcome.is_some_and(|outcome| outcome.failed),
    }
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
        let cover = provisioned::cover(world, &invocation.function, &invocation.version);
        // While time stands still no worker starts ahead, and every covered call counts as provisioned.
        let ahead = outcome.provisioned || still;
        let run = cloudwatch::Run {
            at_ms,
            duration_ms: outcome.duration_ms,
            failed: outcome.failed,
            concurrent,
            provisioned: cover.map(|cover| (cover, ahead)),
        };
        cloudwatch::ran(world, invocation, &run);
        logs::record(world, &invocation.spec.log_group, &outcome.stream, lines);
    });
}

/// Attempts an asynchronous event once. What comes of it is the world's to decide.
pub(super) async fn attempt(shared: &Arc<Shared>, id: &str) {
    let Some(invocation) = shared.with(|world| events::attempt(world, id)) else { return };
    let version = invocation.version.clone();
    match run(shared, invocation).await {
        Ok(outcome) => {
            let payload = String::from_utf8_lossy(&outcome.payload).into_owned();
            let answer = Answer { version, payload, failed: outcome.failed };
            shared.with(|world| events::ran(world, id, answer));
        }
        Err(_) => shared.with(|world| events::wait(world, id)),
    }
}

/// Runs a function with a batch of an event source mapping.
pub(super) async fn batch(shared: &Arc<Shared>, batch: &Batch) {
    let end = match shared.with(|world| mappings::prepare(world, batch)) {
        None => End::NotCalled,
        Some(invocation) => {
            let (version, request_id) =
                (invocation.version.clone(), invocation.call.request_id.clone());
            match run(shared, invocation).await {
                Err(_) => End::NotCalled,
                Ok(outcome) => End::Ran {
                    version,
                    request_id,
                    payload: String::from_utf8_lossy(&outcome.payload).into_owned(),
                    failed: outcome.failed,
                },
            }
        }
    };
    shared.with(|world| mappings::ended(world, batch, &end));
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

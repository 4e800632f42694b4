//! Carries out invocations: limits, the worker, and what is told to Logs and CloudWatch.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use bytes::Bytes;

use super::locked;
use super::workers::Outcome;
use crate::ops::lambda::{Invocation, event_invoke, faults, invoke, provisioned};
use crate::ops::{Fault, Reply, cloudwatch, logs};
use crate::server::shared::Shared;

/// The log that a tail answer holds.
const TAIL: usize = 4096;

/// Runs an invocation as its caller asked: waiting for the answer, or not.
pub(super) async fn carry_out(shared: &Arc<Shared>, invocation: Invocation) -> Result<Reply, Fault> {
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
        let text: String = outcome.lines.iter().map(|line| format!("{}\n", line.text)).collect();
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

fn record(shared: &Arc<Shared>, invocation: &Invocation, outcome: &Outcome, at_ms: u64, concurrent: u32) {
    let lines = outcome.lines.iter().map(|line| {
        let offset = u64::try_from(line.offset_ms).unwrap_or(0);
        (at_ms.saturating_add(offset), line.text.clone())
    });
    let lines: Vec<(u64, String)> = lines.collect();
    shared.with(|world| {
        let provisioned = provisioned::covers(world, &invocation.function, &invocation.version).then_some(outcome.provisioned);
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

/// Serves an asynchronous event: tries, waits, tries again as configured.
async fn deliver(shared: &Arc<Shared>, first: Invocation) {
    let (name, qualifier) = (first.function.clone(), first.qualifier.clone());
    let (payload, id) = (first.call.payload.clone(), first.call.request_id.clone());
    let retries = shared.with(|world| event_invoke::retries(world, &name, qualifier.as_deref()));
    let mut next = Some(first);
    for attempt in 0..=retries {
        let prepared = next.take().map_or_else(
            || shared.with(|world| invoke::prepare(world, &name, qualifier.as_deref(), payload.clone(), &id)),
            Ok,
        );
        let served = match prepared {
            Ok(invocation) => run(shared, invocation).await.is_ok_and(|outcome| !outcome.failed),
            Err(_) => false,
        };
        if served {
            return;
        }
        // AWS waits a minute, then two; a laptop waits a second, then two.
        tokio::time::sleep(Duration::from_secs(u64::from(attempt) + 1)).await;
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
                let all: u32 = busy.functions.values().filter(|(_, reserved)| !reserved).map(|(count, _)| count).sum();
                if all >= invocation.unreserved {
                    return Err(invoke::ACCOUNT);
                }
            }
        }
        let concurrent = running + 1;
        busy.functions.insert(invocation.function.clone(), (concurrent, invocation.reserved.is_some()));
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

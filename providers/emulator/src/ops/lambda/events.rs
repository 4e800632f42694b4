//! Asynchronous events: accepted, attempted, retried, and delivered as they ended.
//!
//! An event is a row until it ends, so that it survives the server. Running the function is the runtime's; waiting
//! is the clock's. See <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>.

use bytes::Bytes;
use serde_json::json;

use super::model::{Answer, Event};
use super::{Invocation, destinations, event_invoke, invoke, reference};
use crate::ops::errand::Errand;
use crate::ops::{Fault, cloudwatch};
use crate::world::World;

/// How an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Success,
    RetriesExhausted,
    EventAgeExceeded,
    ZeroReservedConcurrency,
}

impl Ending {
    /// The word of invocation records.
    pub(crate) fn condition(self) -> &'static str {
        match self {
            Ending::Success => "Success",
            Ending::RetriesExhausted => "RetriesExhausted",
            Ending::EventAgeExceeded => "EventAgeExceeded",
            Ending::ZeroReservedConcurrency => "ZeroReservedConcurrency",
        }
    }
}

/// What an event is accepted with.
#[derive(Debug, Default)]
pub(crate) struct Accepted<'a> {
    pub(crate) function: &'a str,
    pub(crate) qualifier: Option<&'a str>,
    pub(crate) payload: String,
    pub(crate) client_context: Option<String>,
    /// The id that the function is told; `None` draws one.
    pub(crate) request_id: Option<String>,
}

/// Accepts an event for a function that can run, and leaves its first attempt to the outside.
pub(crate) fn accept(world: &mut World, accepted: Accepted<'_>) -> Result<(), Fault> {
    let (function, qualifier) = (accepted.function, accepted.qualifier);
    reference::target(world, function, qualifier)?;
    invoke::settled(world, function, qualifier)?;
    let id = world.uuid();
    let event = Event {
        function: function.to_owned(),
        qualifier: qualifier.map(str::to_owned),
        request_id: accepted.request_id.unwrap_or_else(|| id.clone()),
        payload: accepted.payload,
        client_context: accepted.client_context,
        accepted_ms: world.now_ms(),
        attempts: 0,
        waits: 0,
        waiting: false,
        last: None,
    };
    cloudwatch::event(world, &event.function, qualifier, "AsyncEventsReceived", 1.0);
    world.lambda.events.insert(id.clone(), event);
    world.outbox.push(Errand::Event(id));
    Ok(())
}

/// Takes up the events that were in hand when the world last stopped. Such an attempt may run twice, as on AWS.
pub(super) fn wake(world: &mut World) {
    let in_hand = world.lambda.events.iter().filter(|(_, event)| !event.waiting);
    let errands: Vec<Errand> = in_hand.map(|(id, _)| Errand::Event(id.to_owned())).collect();
    world.outbox.extend(errands);
}

/// The time of an event's next attempt has come.
pub(super) fn due(world: &mut World, id: &str) {
    if let Some(event) = world.lambda.events.get_mut(id) {
        event.waiting = false;
        world.outbox.push(Errand::Event(id.to_owned()));
    }
}

/// Prepares an attempt. `None` when there is none to make: the event waits on, or has ended.
pub(crate) fn attempt(world: &mut World, id: &str) -> Option<Invocation> {
    let event = world.lambda.events.get(id)?.clone();
    let (name, qualifier) = (event.function.as_str(), event.qualifier.as_deref());
    if reference::target(world, name, qualifier).is_err() {
        // Its function was deleted meanwhile: nobody is left to tell.
        world.lambda.events.remove(id);
        return None;
    }
    let age_ms = world.now_ms().saturating_sub(event.accepted_ms);
    if age_ms >= event_invoke::age_ms(world, name, qualifier) {
        end(world, id, Ending::EventAgeExceeded);
        return None;
    }
    if world.lambda.functions.get(name).is_some_and(|function| function.reserved == Some(0)) {
        end(world, id, Ending::ZeroReservedConcurrency);
        return None;
    }
    cloudwatch::age(world, name, qualifier, "AsyncEventAge", age_ms);
    let payload = Bytes::from(event.payload.clone());
    let prepared = invoke::prepare(world, name, qualifier, payload, &event.request_id);
    let mut invocation = match prepared {
        Ok(invocation) => invocation,
        Err(fault) if fault.status == 409 => {
            wait(world, id);
            return None;
        }
        // What cannot run here at all, such as an image, fails as a function does.
        Err(fault) => {
            let payload = json!({ "errorType": fault.code, "errorMessage": fault.message });
            let version = qualifier.unwrap_or("$LATEST").to_owned();
            ran(world, id, Answer { version, payload: payload.to_string(), failed: true });
            return None;
        }
    };
    invocation.call.client_context = event.client_context;
    Some(invocation)
}

/// A function ran with the event: it ends, or is retried later.
pub(crate) fn ran(world: &mut World, id: &str, answer: Answer) {
    let Some(event) = world.lambda.events.get_mut(id) else { return };
    event.attempts += 1;
    event.waits = 0;
    let (attempts, failed) = (event.attempts, answer.failed);
    event.last = Some(answer);
    if !failed {
        return end(world, id, Ending::Success);
    }
    let (name, qualifier) = (event.function.clone(), event.qualifier.clone());
    if attempts > event_invoke::retries(world, &name, qualifier.as_deref()) {
        return end(world, id, Ending::RetriesExhausted);
    }
    let [first, later] = world.settings().delays.event_retry_ms;
    arrange(world, id, if attempts == 1 { first } else { later });
}

/// The event could not be served now. It waits, longer each time; that is no attempt.
pub(crate) fn wait(world: &mut World, id: &str) {
    let Some(event) = world.lambda.events.get_mut(id) else { return };
    let waits = event.waits.min(20);
    event.waits += 1;
    let [first, most] = world.settings().delays.event_throttled_ms;
    arrange(world, id, first.saturating_mul(1 << waits).min(most));
}

fn arrange(world: &mut World, id: &str, delay_ms: u64) {
    if let Some(event) = world.lambda.events.get_mut(id) {
        event.waiting = true;
        let at_ms = world.now_ms().saturating_add(delay_ms);
        world.schedule(at_ms, "lambda", &format!("event {id}"));
    }
}

fn end(world: &mut World, id: &str, ending: Ending) {
    let Some(event) = world.lambda.events.remove(id) else { return };
    if ending != Ending::Success {
        let qualifier = event.qualifier.as_deref();
        cloudwatch::event(world, &event.function, qualifier, "AsyncEventsDropped", 1.0);
    }
    destinations::settle(world, &event, ending);
}

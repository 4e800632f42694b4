//! From a bus to the targets of the rules that match.

use serde_json::{Value, json};

use super::Rule;
use super::delivery::{self, Retry};
use super::event::Event;
use super::names::{self, bus_arn};
use crate::ops::delivery::{Parcel, Undelivered};
use crate::ops::pattern::{Dialect, Pattern};
use crate::world::World;

/// How often an event goes on to another bus: buses that lead to each other would go on for ever.
const MOST_HOPS: u32 = 5;

/// Puts an event on a bus: every enabled rule whose pattern fits sends it to its targets.
pub(super) fn publish(world: &mut World, bus: &str, mut event: Event, hops: u32) {
    if names::bus(world, bus).is_none() || hops > MOST_HOPS {
        return;
    }
    if event.id.is_empty() {
        event.id = world.uuid();
    }
    event.time_ms.get_or_insert(world.now_ms());
    let document = event.document(world);
    let prefix = names::key(bus, "");
    let matching = world.events.rules.prefixed(&prefix).filter(|(_, rule)| fits(rule, &document));
    let matching: Vec<Rule> = matching.map(|(_, rule)| rule.clone()).collect();
    for rule in matching {
        send(world, &rule, &document, hops);
    }
}

fn fits(rule: &Rule, document: &Value) -> bool {
    let pattern = rule.pattern.as_ref().filter(|_| rule.state != "DISABLED");
    let pattern = pattern.and_then(|text| Pattern::parse(text, Dialect::Rule).ok());
    pattern.is_some_and(|pattern| pattern.matches(document))
}

/// Sends an event to every target of a rule.
pub(super) fn send(world: &mut World, rule: &Rule, document: &Value, hops: u32) {
    for target in rule.targets.values() {
        let retry = Retry {
            bus: rule.bus.clone(),
            rule: rule.name.clone(),
            target: target.clone(),
            event: document.clone(),
            began_ms: world.now_ms(),
            tries: 0,
            hops,
        };
        delivery::hand_over(world, retry);
    }
}

/// Takes an event that another service sends to a bus, if the bus's policy lets it.
pub(super) fn receive(world: &mut World, parcel: &Parcel) -> Result<(), Undelivered> {
    let name = parcel.target.rsplit_once(":event-bus/").map_or("", |(_, name)| name).to_owned();
    let bus = names::bus(world, &name).filter(|_| bus_arn(world, &name) == parcel.target);
    let bus = bus.ok_or(Undelivered::Missing)?;
    let policy = bus.policy.clone();
    let body: Value = serde_json::from_str(&parcel.body).unwrap_or_default();
    let event = Event::read(&body).unwrap_or_else(|| wrapped(parcel, body));
    // AWS's services put events of their own on the default bus, whatever its policy says.
    let native = name == "default" && event.source.starts_with("aws.");
    if !native && !lets_put(world, policy.as_ref(), parcel) {
        return Err(Undelivered::Denied);
    }
    publish(world, &name, event, 0);
    Ok(())
}

/// The event of a service that hands over only what happened: the record of a function's asynchronous run.
fn wrapped(parcel: &Parcel, body: Value) -> Event {
    let success =
        body.pointer("/requestContext/condition").and_then(Value::as_str) == Some("Success");
    let end = if success { "Success" } else { "Failure" };
    let (source, detail_type) = match parcel.principal {
        "lambda.amazonaws.com" => ("lambda", format!("Lambda Function Invocation Result - {end}")),
        other => (other, "Message".to_owned()),
    };
    let detail = if body.is_object() { body } else { json!({"body": parcel.body}) };
    Event {
        source: source.to_owned(),
        detail_type,
        detail,
        resources: vec![parcel.target.clone(), parcel.source_arn.clone()],
        ..Event::default()
    }
}

/// Whether a bus's policy, or the role the sender acts in, lets an event in.
pub(super) fn lets_put(world: &World, policy: Option<&Value>, parcel: &Parcel) -> bool {
    let policy = policy.map(Value::to_string);
    parcel.may(world, "events:PutEvents", policy.as_deref())
}

/// The policy of the bus of an ARN.
pub(super) fn policy(world: &World, arn: &str) -> Option<String> {
    let name = arn.rsplit_once(":event-bus/").map_or("", |(_, name)| name);
    names::bus(world, name)?.policy.as_ref().map(Value::to_string)
}

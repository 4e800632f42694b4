//! Checks of a decoded spec that need nothing but the files beside it: one file a check.
mod alarms;
mod authorizers;
mod autoscale;
mod buckets;
mod builds;
mod code;
mod concurrency;
mod cors;
mod cron;
mod cycle;
mod dead_letter;
mod doors;
mod environment;
mod existing;
mod fifo;
mod filters;
mod inputs;
mod layers;
mod names;
mod package;
mod patterns;
mod queue_trigger;
mod quotas;
mod retention;
mod rollouts;
mod routes;
mod runtime;
mod schedules;
mod secrets;
mod smoke;
mod streams;
mod tables;
mod tags;
mod topics;
mod topology;
mod vpc;
mod waivers;

use crate::{Inputs, Moment};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;
use std::collections::BTreeMap;

/// Runs every check. What the blocks make of each other is looked at once each of them is sound.
pub(crate) fn all(
    spec: &Spec,
    inputs: &dyn Inputs,
    moment: Moment,
    problems: &mut Vec<Diagnostic>,
) {
    alarms::check(spec, problems);
    authorizers::check(spec, problems);
    autoscale::check(spec, problems);
    buckets::check(spec, problems);
    builds::check(spec, problems);
    code::check(spec, inputs, moment, problems);
    concurrency::check(spec, problems);
    cors::check(spec, problems);
    cycle::check(spec, problems);
    dead_letter::check(spec, problems);
    doors::check(spec, problems);
    environment::check(spec, problems);
    existing::check(spec, problems);
    fifo::check(spec, problems);
    filters::check(spec, problems);
    inputs::check(spec, problems);
    layers::check(spec, problems);
    names::check(spec, problems);
    queue_trigger::check(spec, problems);
    package::check(spec, problems);
    patterns::check(spec, problems);
    quotas::check(spec, problems);
    retention::check(spec, problems);
    rollouts::check(spec, problems);
    routes::check(spec, problems);
    runtime::check(spec, inputs.today(), problems);
    schedules::check(spec, problems);
    secrets::check(spec, problems);
    smoke::check(spec, problems);
    streams::check(spec, problems);
    tables::check(spec, problems);
    tags::check(spec, problems);
    topics::check(spec, problems);
    vpc::check(spec, problems);
    waivers::check(spec, inputs.today(), problems);
    if !problems.iter().any(Diagnostic::is_error) {
        problems.extend(waivers::unwaived(spec, inputs.today(), topology::find(spec)));
    }
}

/// The blocks of one word.
fn of<'s>(spec: &'s Spec, word: &'static str) -> impl Iterator<Item = &'s Declared> {
    spec.blocks.values().filter(move |block| block.word == word)
}

/// The triggers that are on, by whom they call or feed.
fn callers(spec: &Spec) -> BTreeMap<&Address, Vec<&Declared>> {
    let mut callers: BTreeMap<&Address, Vec<&Declared>> = BTreeMap::new();
    for trigger in of(spec, "trigger").filter(|one| one.attr("enabled").as_bool() == Some(true)) {
        if let Value::Reference(to) = trigger.attr("to") {
            callers.entry(to).or_default().push(trigger);
        }
    }
    callers
}

/// Whether an attribute says anything.
fn is_set(block: &Declared, name: &str) -> bool {
    match block.attr(name) {
        Value::Null | Value::Bool(false) => false,
        Value::List(items) => !items.is_empty(),
        _ => true,
    }
}

/// A text that may be printed: no secret.
fn plain(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

//! Checks of a decoded spec that need nothing but the files beside it: one file a check.
mod alarms;
mod authorizers;
mod buckets;
mod builds;
mod code;
mod cors;
mod cycle;
mod dead_letter;
mod doors;
mod environment;
mod existing;
mod fifo;
mod inputs;
mod names;
mod package;
mod patterns;
mod queue_trigger;
mod retention;
mod routes;
mod runtime;
mod schedules;
mod secrets;
mod smoke;
mod streams;
mod tables;

use crate::{Inputs, Moment};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

/// Runs every check.
pub(crate) fn all(
    spec: &Spec,
    inputs: &dyn Inputs,
    moment: Moment,
    problems: &mut Vec<Diagnostic>,
) {
    alarms::check(spec, problems);
    authorizers::check(spec, problems);
    buckets::check(spec, problems);
    builds::check(spec, problems);
    code::check(spec, inputs, moment, problems);
    cors::check(spec, problems);
    cycle::check(spec, problems);
    dead_letter::check(spec, problems);
    doors::check(spec, problems);
    environment::check(spec, problems);
    existing::check(spec, problems);
    fifo::check(spec, problems);
    inputs::check(spec, problems);
    names::check(spec, problems);
    queue_trigger::check(spec, problems);
    package::check(spec, problems);
    patterns::check(spec, problems);
    retention::check(spec, problems);
    routes::check(spec, problems);
    runtime::check(spec, problems);
    schedules::check(spec, problems);
    secrets::check(spec, problems);
    smoke::check(spec, problems);
    streams::check(spec, problems);
    tables::check(spec, problems);
}

/// The blocks of one word.
fn of<'s>(spec: &'s Spec, word: &'static str) -> impl Iterator<Item = &'s Declared> {
    spec.blocks.values().filter(move |block| block.word == word)
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

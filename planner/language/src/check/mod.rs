//! Checks of a decoded spec that need nothing but the files beside it: one file a check.
mod code;
mod cycle;
mod dead_letter;
mod environment;
mod existing;
mod fifo;
mod names;
mod retention;
mod routes;
mod runtime;
mod smoke;

use crate::Inputs;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

/// Runs every check.
pub(crate) fn all(spec: &Spec, inputs: &dyn Inputs, problems: &mut Vec<Diagnostic>) {
    code::check(spec, inputs, problems);
    cycle::check(spec, problems);
    dead_letter::check(spec, problems);
    environment::check(spec, problems);
    existing::check(spec, problems);
    fifo::check(spec, problems);
    names::check(spec, problems);
    retention::check(spec, problems);
    routes::check(spec, problems);
    runtime::check(spec, problems);
    smoke::check(spec, problems);
}

/// The blocks of one word.
fn of<'s>(spec: &'s Spec, word: &'static str) -> impl Iterator<Item = &'s Declared> {
    spec.blocks.values().filter(move |block| block.word == word)
}

/// A text that may be printed: no secret.
fn plain(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

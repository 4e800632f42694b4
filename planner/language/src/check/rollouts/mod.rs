//! Rollouts: settings that fit each other, and functions for which they can do what they say.
//!
//! What an alias can't split, what has changed and what traffic there is are for the plan to say; here is what is so
//! whatever changes.
mod codedeploy;
mod feasible;
mod groups;
mod idle;
mod judge;
mod shape;

use crate::decode::declare::not_yet;
use cutover_schemas::canonical;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::table::Attr;
use cutover_schemas::value::{Attrs, Value};

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    // Without its strategy, which is told to be wrong, nothing else means anything.
    for rollout in spec.rollouts.values().filter(|one| one.attrs.contains_key("strategy")) {
        shape::check(rollout, problems);
        judge::check(rollout, problems);
        codedeploy::check(rollout, problems);
        idle::check(rollout, problems);
        planned(rollout, problems);
    }
    groups::check(spec, problems);
    feasible::check(spec, problems);
}

/// Words that mean something to come. Saying nothing of them would promise what nobody keeps.
fn planned(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let mut to_come = Vec::new();
    if codedeploy::is_engine(rollout) {
        to_come.push(("engine", "shifting by AWS CodeDeploy"));
    }
    if rollout.attr("rollback_window").as_int().is_some_and(|window| window > 0) {
        to_come.push(("rollback_window", "window in which the version before is kept warm"));
    }
    if !rollout.attr("keep_versions").is_null() {
        to_come.push(("keep_versions", "removal of old versions"));
    }
    problems.extend(to_come.into_iter().map(|(attr, what)| not_yet(what, rollout.place_of(attr))));
}

/// A setting that no rollout can have beside the others.
fn bad(rollout: &Declared, attr: &str, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::error("spec/bad-rollout", message).at(rollout.place_of(attr)).help(help)
}

/// The rollout's `judge` block.
fn judge(rollout: &Declared) -> Option<&Nested> {
    rollout.blocks.iter().find(|nested| nested.word == "judge")
}

/// The attributes that say something other than their absence does, in the table's order.
fn said<'r>(rows: &'r [Attr], attrs: &'r Attrs) -> impl Iterator<Item = &'r str> {
    rows.iter()
        .filter(|row| {
            let value = attrs.get(row.name).unwrap_or(&Value::Null);
            !value.is_null() && *value != canonical::absent(row)
        })
        .map(|row| row.name)
}

/// An entry of an object, as a whole number.
fn entry(object: &Value, name: &str) -> Option<i64> {
    object.as_map()?.get(name).and_then(Value::as_int)
}

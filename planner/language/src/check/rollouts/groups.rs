//! Rollouts of one group go the same way: one set of shares, one judge.
use super::bad;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

/// What may differ: each function has a call of its own to be tried with.
const OWN: &str = "smoke";

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, &Declared> = BTreeMap::new();
    for rollout in spec.rollouts.values() {
        let Some(group) = rollout.attr("group").as_text() else { continue };
        let one = *first.entry(group).or_insert(rollout);
        let Some(attr) = difference(one, rollout) else { continue };
        let message = format!(
            "`{}` and `{}` are of the group `{group}`, and differ in `{attr}`",
            one.address, rollout.address
        );
        problems.push(
            bad(
                rollout,
                &attr,
                message,
                "functions of a group shift together: give them one rollout, or rollouts that differ in `smoke` only",
            )
            .related(one.place_of(&attr), "the other one"),
        );
    }
}

fn difference(one: &Declared, other: &Declared) -> Option<String> {
    let value = |block: &Attrs, name: &str| block.get(name).cloned().unwrap_or(Value::Null);
    let names = one.attrs.keys().chain(other.attrs.keys());
    names
        .filter(|name| *name != OWN)
        .find(|name| value(&one.attrs, name) != value(&other.attrs, name))
        .cloned()
        .or_else(|| (!alike(&one.blocks, &other.blocks)).then(|| "judge".to_owned()))
}

fn alike(ours: &[Nested], theirs: &[Nested]) -> bool {
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|(one, other)| {
            (&one.word, &one.labels, &one.attrs) == (&other.word, &other.labels, &other.attrs)
                && alike(&one.blocks, &other.blocks)
        })
}

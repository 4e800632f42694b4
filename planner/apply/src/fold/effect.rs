//! What a call that took effect does to what is known: read from the kind table.
use crate::run::OWNER;
use cutover_schemas::address::Address;
use cutover_schemas::canonical::complete;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Ended, Known, Opened, base_of, old_address};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Step, StepAction};
use cutover_schemas::table::Writes;
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A place that was emptied, and what was known there.
pub(super) struct Gone {
    pub(super) address: Address,
    pub(super) half: Option<Known>,
}

/// Changes what is known by the effect of one call, and answers what is gone by it.
pub(super) fn apply(
    known: &mut BTreeMap<Address, Known>,
    made: &mut BTreeSet<Address>,
    opened: &Opened,
    ended: &Ended,
    outputs: &Attrs,
) -> Vec<Gone> {
    let step = opened.steps.iter().find(|step| step.id == ended.step);
    let Some(kind) = step.map(|step| step.kind) else { return Vec::new() };
    let row = kind.row();
    if row.delete.contains(&ended.operation) {
        // Of several calls that delete, only the last takes the thing away.
        let stays = made.contains(&ended.address) || row.delete.last() != Some(&ended.operation);
        return if stays { Vec::new() } else { forget(known, &ended.address) };
    }
    let Some(resource) = opened.graph.resources.get(&ended.address) else { return Vec::new() };
    if row.create.first() == Some(&ended.operation) {
        let fresh = created(known, opened, resource, outputs);
        made.insert(ended.address.clone());
        put(known, &ended.address, fresh);
    } else if let Some(entry) = known.get(&ended.address) {
        let attrs = changed(known, opened, resource, &entry.attrs, step, ended.operation, outputs);
        if let Some(entry) = known.get_mut(&ended.address) {
            entry.attrs = attrs;
            entry.depends_on = resource.depends_on();
        }
    }
    Vec::new()
}

/// What a creation leaves: everything but what later calls still have to write.
fn created(
    known: &BTreeMap<Address, Known>,
    opened: &Opened,
    resource: &Resource,
    outputs: &Attrs,
) -> Known {
    let row = resource.kind.row();
    let later = |name: &str| {
        row.attr(name).is_some_and(|attr| {
            row.create.iter().skip(1).any(|operation| writes(attr.flags.writes, *operation))
        })
    };
    let mut attrs = resolved(known, opened, resource);
    attrs.retain(|name, _| !later(name));
    let mut attrs = complete(row, &attrs);
    attrs.extend(outputs.clone());
    Known {
        kind: resource.kind,
        parent: resource.parent.clone(),
        attrs,
        depends_on: resource.depends_on(),
        protect: opened.protect,
    }
}

fn changed(
    known: &BTreeMap<Address, Known>,
    opened: &Opened,
    resource: &Resource,
    before: &Attrs,
    step: Option<&Step>,
    operation: Operation,
    outputs: &Attrs,
) -> Attrs {
    let mut attrs = before.clone();
    let with = step.and_then(|step| match &step.action {
        StepAction::Call { with, .. } => with.clone(),
        StepAction::Wait { .. } | StepAction::Rollout(_) => None,
    });
    let release_elsewhere =
        with.as_ref().is_some_and(|with| with.get("version") != before.get("version"));
    if resource.kind != KindName::Alias || !release_elsewhere {
        for (name, value) in resolved(known, opened, resource) {
            let Some(row) = resource.kind.row().attr(&name) else { continue };
            if writes(row.flags.writes, operation) {
                let value =
                    with.as_ref().and_then(|with| with.get(&name)).cloned().unwrap_or(value);
                let value = partly(row.flags.writes, operation, attrs.get(&name), value);
                attrs.insert(name, value);
            }
        }
    }
    attrs.extend(
        outputs
            .iter()
            .filter(|(name, _)| resource.kind.row().attr(name).is_some())
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    attrs
}

/// Entries are added by one call and taken away by another: each does its half.
fn partly(writes: Writes, operation: Operation, before: Option<&Value>, after: Value) -> Value {
    let (Writes::WithClearing(set, _), Some(Value::Map(before)), Value::Map(wanted)) =
        (writes, before, &after)
    else {
        return after;
    };
    let mut entries = before.clone();
    if operation == set {
        entries.extend(wanted.clone());
    } else {
        entries.retain(|key, _| wanted.contains_key(key));
    }
    Value::Map(entries)
}

fn writes(writes: Writes, operation: Operation) -> bool {
    match writes {
        Writes::With(with) => with == operation,
        Writes::WithClearing(set, clear) => set == operation || clear == operation,
        Writes::Replaces | Writes::Never => false,
    }
}

/// The deployment's id was minted as the run began: a tag that waited for it is known now.
fn resolved(known: &BTreeMap<Address, Known>, opened: &Opened, resource: &Resource) -> Attrs {
    let answer = |address: &Address, field: &str| match address.as_str() {
        OWNER => Some(Value::text(opened.owner.clone())),
        _ => known.get(address)?.attrs.get(field).filter(|value| !value.is_null()).cloned(),
    };
    resource.attrs.iter().map(|(name, value)| (name.clone(), value.substitute(&answer))).collect()
}

/// Enters a resource. What was known under its address stays known if it is another thing: the old
/// half of a replacement, with everything that dies with it.
pub(super) fn put(known: &mut BTreeMap<Address, Known>, address: &Address, fresh: Known) {
    if let Some(old) = known.remove(address).filter(|old| old.is_another(&fresh.attrs)) {
        let moved = old_address(address, old.kind, &old.attrs);
        let children = known.values_mut().filter(|child| {
            child.kind.row().dies_with_parent && child.parent.as_ref() == Some(address)
        });
        children.for_each(|child| child.parent = Some(moved.clone()));
        known.insert(moved, old);
    }
    known.insert(address.clone(), fresh);
}

/// What is gone is gone with everything that dies with it. Before its successor is made, the old
/// half of a replacement is known under the address of both; one that the spec asks for again has
/// gone back there.
pub(super) fn forget(known: &mut BTreeMap<Address, Known>, address: &Address) -> Vec<Gone> {
    let half = known.remove(address);
    if half.is_none() {
        known.retain(|base, half| old_address(base, half.kind, &half.attrs) != *address);
    }
    let children: Vec<Address> = known
        .iter()
        .filter(|(_, child)| {
            child.parent.as_ref() == Some(address) && child.kind.row().dies_with_parent
        })
        .map(|(child, _)| child.clone())
        .collect();
    let taken_back = base_of(address).filter(|base| {
        let back = |half: &Known| known.get(base).is_some_and(|one| !one.is_another(&half.attrs));
        half.as_ref().is_some_and(back)
    });
    let mut gone = vec![Gone { address: address.clone(), half }];
    for child in children {
        match (&taken_back, known.get_mut(&child)) {
            (Some(base), Some(child)) => child.parent = Some(base.clone()),
            _ => gone.extend(forget(known, &child)),
        }
    }
    gone
}

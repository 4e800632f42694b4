//! The first records of a run: what was found, who runs, everything that may be done.
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, Resource};
use cutover_schemas::keyed;
use cutover_schemas::ledger::{Entry, Known, Opened, Run, View};
use cutover_schemas::plan::{Action, Change, DELETED_OUTSIDE, GONE, Plan, TAKEN_BACK};
use cutover_schemas::spec::Moved;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

/// What a run begins with.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Who, where from, why.
    pub run: &'a Run,
    /// The plan.
    pub plan: &'a Plan,
    /// What should exist, secrets still in place.
    pub graph: &'a Graph,
    /// Attributes as they are.
    pub present: &'a BTreeMap<Address, Attrs>,
    /// What the ledger knew, under the addresses that things have now.
    pub view: &'a View,
    /// What has another address than the ledger says.
    pub moves: &'a [Moved],
    /// The deployment's id.
    pub owner: &'a str,
    /// Key of the digests of secrets.
    pub key: &'a str,
    /// Protect what is made now.
    pub protect: bool,
    /// A part of the deployment only.
    pub partial: bool,
}

/// The entries that open a run, in the order in which they must become durable.
pub fn open(opening: &Opening<'_>) -> Vec<Entry> {
    let opened = Opened {
        run: opening.run.clone(),
        mode: opening.plan.mode,
        owner: opening.owner.to_owned(),
        key: opening.key.to_owned(),
        protect: opening.protect,
        partial: opening.partial,
        graph: redacted_graph(opening.graph, opening.key),
        steps: opening.plan.steps.clone(),
    };
    let mut entries = vec![Entry::Opened(Box::new(opened))];
    if !opening.moves.is_empty() {
        entries.push(Entry::Moved { moves: opening.moves.to_vec() });
    }
    let resources = adopted(opening);
    if !resources.is_empty() {
        entries.push(Entry::Adopted { resources });
    }
    let addresses = forgotten(opening);
    if !addresses.is_empty() {
        entries.push(Entry::Forgot { addresses });
    }
    entries
}

/// The graph as it may be kept: secrets as keyed digests.
fn redacted_graph(graph: &Graph, key: &str) -> Graph {
    let digest = |text: &str| keyed::digest(key, text);
    let mut kept = graph.clone();
    for resource in kept.resources.values_mut() {
        resource.attrs = resource
            .attrs
            .iter()
            .map(|(name, value)| (name.clone(), value.redacted(&digest)))
            .collect();
    }
    for output in kept.outputs.values_mut() {
        output.value = output.value.redacted(&digest);
    }
    kept
}

/// What exists, is ours, and is not in the ledger yet, or not as it is: made by an interrupted run, or claimed.
fn adopted(opening: &Opening<'_>) -> BTreeMap<Address, Known> {
    let changes = opening
        .plan
        .changes
        .iter()
        .filter(|change| !matches!(change.action, Action::Blocked | Action::Create));
    // Known or not: another thing than the known one is what an interrupted run made beside it.
    let unknown = changes.filter(|change| {
        let present = opening.present.get(&change.address);
        opening
            .view
            .known
            .get(&change.address)
            .is_none_or(|known| present.is_some_and(|present| moved_on(known, present)))
    });
    let known_protect = |change: &Change| {
        opening.view.known.get(&change.address).is_some_and(|known| known.protect)
    };
    let found = unknown.filter_map(|change| {
        let present = opening.present.get(&change.address).filter(|attrs| !attrs.is_empty())?;
        let resource = opening.graph.resources.get(&change.address);
        let known = Known {
            kind: change.kind,
            parent: resource.and_then(|resource| resource.parent.clone()),
            attrs: masked(present, resource, opening.key),
            depends_on: resource.map(Resource::depends_on).unwrap_or_default(),
            protect: opening.protect || known_protect(change),
        };
        Some((change.address.clone(), known))
    });
    found.collect()
}

/// Whether it is another thing than the known one, or has got something anew from its service that others refer to.
fn moved_on(known: &Known, present: &Attrs) -> bool {
    let renewed = |(_, of): &(&str, &str)| known.attrs.get(*of) != present.get(*of);
    known.is_another(present) || known.kind.row().renews.iter().any(renewed)
}

/// Live values as the ledger may keep them: what the spec marks secret, and what can be secret
/// where nothing is known of it, only as digests.
fn masked(present: &Attrs, resource: Option<&Resource>, key: &str) -> Attrs {
    let digest = |value: &Value| {
        Value::Secret(Box::new(value.clone())).redacted(&|text| keyed::digest(key, text))
    };
    let secret = |name: &str, value: &Value| -> Value {
        let Some(entries) = value.as_map() else { return value.clone() };
        let spec = resource.and_then(|resource| resource.attrs.get(name)).and_then(Value::as_map);
        let plain = |key: &String| {
            spec.and_then(|spec| spec.get(key)).is_some_and(|value| !value.has_secret())
        };
        Value::Map(
            entries
                .iter()
                .map(|(key, item)| {
                    (key.clone(), if plain(key) { item.clone() } else { digest(item) })
                })
                .collect(),
        )
    };
    let sensitive = |name: &str| {
        resource
            .and_then(|resource| resource.kind.row().attr(name))
            .is_none_or(|row| row.flags.sensitive)
    };
    present
        .iter()
        .map(|(name, value)| {
            (name.clone(), if sensitive(name) { secret(name, value) } else { value.clone() })
        })
        .collect()
}

/// What the ledger knew, or thought might exist, and what is not there; something of the same
/// address may be made anew.
fn forgotten(opening: &Opening<'_>) -> Vec<Address> {
    let steps = |address: &Address| opening.plan.steps.iter().any(|step| step.address == *address);
    let gone = opening.plan.changes.iter().filter(|change| {
        let says = |why: &str| change.reasons.iter().any(|reason| reason == why);
        match change.action {
            Action::Delete => (says(GONE) || says(TAKEN_BACK)) && !steps(&change.address),
            Action::Create => says(DELETED_OUTSIDE),
            _ => false,
        }
    });
    gone.map(|change| change.address.clone()).collect()
}

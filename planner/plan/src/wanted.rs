//! What to look for: everything the graph names and everything the ledger knows. Where the spec gives
//! a thing another name, both are looked for: the old one under the address of an old half.
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, Resource, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Known, View, old_address};
use cutover_schemas::table::Owner;
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Every address to look for, with what it can be found by.
pub fn wanted(graph: &Graph, view: &View) -> Vec<Wanted> {
    let mut all: BTreeMap<&Address, Wanted> = BTreeMap::new();
    for (address, known) in &view.known {
        let key = findable(known.kind, &known.attrs);
        all.insert(
            address,
            Wanted {
                address: address.clone(),
                kind: known.kind,
                key,
                parent: known.parent.clone(),
            },
        );
    }
    let mut old = Vec::new();
    for (address, resource) in &graph.resources {
        let attrs = resolved(resource, view);
        let known = view.known.get(address);
        let moved = known.filter(|known| known.is_another(&attrs));
        let mut key = match (known, moved) {
            // Another thing's ids would find the other thing.
            (Some(known), None) => computed(resource.kind, &findable(known.kind, &known.attrs)),
            _ => Attrs::new(),
        };
        key.extend(findable(resource.kind, &attrs));
        if let Some(known) = moved {
            old.push(Wanted {
                address: old_address(address, known.kind, &known.attrs),
                kind: known.kind,
                key: findable(known.kind, &known.attrs),
                parent: known.parent.clone(),
            });
        }
        all.insert(
            address,
            Wanted {
                address: address.clone(),
                kind: resource.kind,
                key,
                parent: resource.parent.clone(),
            },
        );
    }
    for (address, known) in suspected(graph, view) {
        old.push(Wanted { address, kind: known.kind, key: known.attrs, parent: known.parent });
    }
    all.into_values().chain(old).collect()
}

/// What calls without a known end may have made, where no other look would find it: under its own
/// address, or beside what the graph or the ledger has there as an old half.
pub(crate) fn suspected(graph: &Graph, view: &View) -> Vec<(Address, Known)> {
    let suspects = view.dangling.iter().filter_map(|(address, started)| {
        let wanted = graph.resources.get(address);
        let known = view.known.get(address);
        let suspect = Known {
            kind: started.kind,
            parent: known.and_then(|known| known.parent.clone()),
            attrs: started.key.clone(),
            depends_on: BTreeSet::new(),
            protect: false,
        };
        let found = wanted.is_some_and(|wanted| !suspect.is_another(&resolved(wanted, view)))
            || known.is_some_and(|known| !suspect.is_another(&known.attrs));
        let place = if wanted.is_some() || known.is_some() {
            old_address(address, suspect.kind, &suspect.attrs)
        } else {
            address.clone()
        };
        (!found && !view.known.contains_key(&place)).then_some((place, suspect))
    });
    suspects.collect()
}

/// Attributes of a resource as far as the ledger knows what they refer to.
fn resolved(resource: &Resource, view: &View) -> Attrs {
    let known = |other: &Address, field: &str| {
        let value = view.known.get(other)?.attrs.get(field)?;
        (!value.is_null()).then(|| value.clone())
    };
    let attrs = resource.attrs.iter();
    attrs.map(|(name, value)| (name.clone(), value.substitute(&known))).collect()
}

/// The attributes by which a resource can be found again: known texts, no secrets.
pub(crate) fn findable(kind: KindName, attrs: &Attrs) -> Attrs {
    let rows = kind.row().attrs.iter().filter(|row| {
        matches!(row.flags.writes, cutover_schemas::table::Writes::Replaces)
            || row.flags.owner == Owner::Service
    });
    let named = rows.filter_map(|row| Some((row.name, attrs.get(row.name)?)));
    named
        .filter(|(_, value)| matches!(value, Value::Text(_) | Value::Int(_)))
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}

/// Of a key, what the service made up.
fn computed(kind: KindName, key: &Attrs) -> Attrs {
    let row = kind.row();
    let by_service = |name: &str| {
        row.attr(name)
            .is_some_and(|attr| attr.flags.owner == Owner::Service && !attr.flags.predictable)
    };
    key.iter()
        .filter(|(name, _)| by_service(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

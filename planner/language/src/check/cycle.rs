//! Blocks that can't be created in any order, because each needs another one first.
//!
//! Only what is certain: references and fields that nobody can predict, in the attributes of the
//! block itself. What nested blocks make (routes, permissions) are resources of their own, so a
//! function that knows its API's address while the API's route calls the function is no circle.
use crate::decode::circular;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::{Part, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Fields that follow from account, region and names, so that nothing waits for them.
const PREDICTABLE: &[&str] = &["name", "arn", "unqualified_arn", "role_arn", "log_group"];

/// What each block needs to exist first, and which of its attributes says so.
type Edges<'e> = BTreeMap<&'e Address, BTreeMap<Address, &'e str>>;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let edges: Edges<'_> =
        spec.blocks.values().map(|block| (&block.address, needs(block))).collect();
    let place = |address: &Address, name: &str| {
        let block = spec.blocks.get(address)?;
        Some((address.to_string(), block.place_of(name)))
    };
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        if done.contains(*start) {
            continue;
        }
        if let Some(path) = circle(&edges, start, &mut done) {
            let path: Vec<(String, Place)> =
                path.into_iter().filter_map(|(address, name)| place(address, name)).collect();
            let path: Vec<(String, &Place)> =
                path.iter().map(|(label, place)| (label.clone(), place)).collect();
            problems.push(circular(&path));
        }
    }
}

fn needs(block: &Declared) -> BTreeMap<Address, &str> {
    let mut needed = BTreeMap::new();
    for (name, value) in &block.attrs {
        let mut found = BTreeSet::new();
        hard(value, &mut found);
        for address in found {
            // A queue that names itself is told by its own check.
            if address != block.address {
                needed.entry(address).or_insert(name.as_str());
            }
        }
    }
    for address in &block.depends_on {
        needed.entry(address.clone()).or_insert("");
    }
    needed
}

fn hard(value: &Value, found: &mut BTreeSet<Address>) {
    let mut field = |address: &Address, field: &str| {
        if !PREDICTABLE.contains(&field) {
            found.insert(address.clone());
        }
    };
    match value {
        Value::Reference(address) => {
            found.insert(address.clone());
        }
        Value::Output { address, field: name } => field(address, name),
        Value::Template(parts) => {
            for part in parts {
                if let Part::Output { address, field: name } = part {
                    field(address, name);
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| hard(item, found)),
        Value::Map(entries) => entries.values().for_each(|item| hard(item, found)),
        Value::Secret(inner) => hard(inner, found),
        _ => {}
    }
}

/// A block on the way, what is left to follow from it, and the attribute that led on.
type Step<'e> = (&'e Address, Vec<(&'e Address, &'e str)>, Option<&'e str>);

/// The first circle that can be reached; everything looked at is done.
fn circle<'e>(
    edges: &'e Edges<'e>,
    start: &'e Address,
    done: &mut BTreeSet<&'e Address>,
) -> Option<Vec<(&'e Address, &'e str)>> {
    let follow = |address: &Address| -> Vec<(&'e Address, &'e str)> {
        let needed = edges.get(address).into_iter().flatten();
        needed.map(|(next, name)| (next, *name)).collect()
    };
    let mut path: Vec<Step<'e>> = vec![(start, follow(start), None)];
    let mut on_path = BTreeSet::from([start]);
    while let Some((address, rest, led)) = path.last_mut() {
        let Some((next, name)) = rest.pop() else {
            done.insert(address);
            on_path.remove(*address);
            path.pop();
            continue;
        };
        *led = Some(name);
        if on_path.contains(next) {
            let steps = path.iter().skip_while(|(address, ..)| *address != next);
            let circle = steps.filter_map(|(address, _, led)| Some((*address, (*led)?))).collect();
            done.extend(path.iter().map(|(address, ..)| *address));
            return Some(circle);
        }
        if !done.contains(next) {
            on_path.insert(next);
            path.push((next, follow(next), None));
        }
    }
    None
}

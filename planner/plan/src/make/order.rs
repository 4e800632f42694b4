//! An order in which everything comes after what it depends on; the same one every time.
use super::MakeError;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Graph;
use std::collections::{BTreeMap, BTreeSet};

/// Addresses of the graph, dependencies first; ties by address.
pub(super) fn of(graph: &Graph) -> Result<Vec<Address>, MakeError> {
    let edges = graph.resources.iter().map(|(address, resource)| {
        let on = resource
            .depends_on()
            .into_iter()
            .filter(|other| graph.resources.contains_key(other))
            .collect();
        (address.clone(), on)
    });
    sorted(edges.collect())
}

/// Sorts any set of addresses by what each depends on.
pub(super) fn sorted(
    mut open: BTreeMap<Address, BTreeSet<Address>>,
) -> Result<Vec<Address>, MakeError> {
    let mut dependents: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
    for (address, on) in &open {
        for other in on {
            dependents.entry(other.clone()).or_default().push(address.clone());
        }
    }
    let mut ready: BTreeSet<Address> =
        open.iter().filter(|(_, on)| on.is_empty()).map(|(address, _)| address.clone()).collect();
    let mut order = Vec::with_capacity(open.len());
    while let Some(address) = ready.pop_first() {
        open.remove(&address);
        for dependent in dependents.get(&address).into_iter().flatten() {
            if let Some(on) = open.get_mut(dependent) {
                on.remove(&address);
                if on.is_empty() {
                    ready.insert(dependent.clone());
                }
            }
        }
        order.push(address);
    }
    if open.is_empty() { Ok(order) } else { Err(MakeError::Cycle(circle(&open))) }
}

/// One circle among what could not be sorted, as a path.
fn circle(open: &BTreeMap<Address, BTreeSet<Address>>) -> String {
    let mut path: Vec<&Address> = Vec::new();
    let mut at = open.keys().next();
    while let Some(address) = at {
        if let Some(start) = path.iter().position(|seen| *seen == address) {
            let circle = path.iter().skip(start).chain([&address]);
            return circle.map(ToString::to_string).collect::<Vec<_>>().join(" -> ");
        }
        path.push(address);
        at = open.get(address).and_then(|on| on.iter().find(|other| open.contains_key(other)));
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(edges: &[(&str, &[&str])]) -> Result<Vec<String>, MakeError> {
        let parse = |text: &&str| Address::parse(text).unwrap();
        let open = edges
            .iter()
            .map(|(address, on)| (parse(address), on.iter().map(parse).collect()))
            .collect();
        Ok(sorted(open)?.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn dependencies_come_first_and_circles_are_named() {
        assert_eq!(
            sort(&[("q.a", &["q.b"]), ("q.b", &[]), ("q.c", &["q.a", "q.b"])]).unwrap(),
            ["q.b", "q.a", "q.c"]
        );
        let error = sort(&[("q.a", &["q.b"]), ("q.b", &["q.a"])]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "resources depend on each other in a circle: q.a -> q.b -> q.a"
        );
    }
}

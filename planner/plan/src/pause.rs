//! Triggers that a person stopped: what carries them is switched off, whatever the spec says.
use cutover_schemas::address::Address;
use cutover_schemas::graph::Graph;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Pause, View};
use cutover_schemas::table::Owner;
use cutover_schemas::value::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The attribute by which a resource rests and goes on, in every kind that can.
const SWITCH: &str = "enabled";

/// Whether things of this kind can rest and go on: an event source mapping, a rule, a schedule. What is only there or
/// not there, such as a subscription, can't.
pub fn can_rest(kind: KindName) -> bool {
    kind.row().attr(SWITCH).is_some_and(|attr| attr.flags.owner == Owner::Spec)
}

/// What carries a trigger and can rest, as the ledger knows it, with whether it is switched on.
pub fn switches(view: &View, trigger: &Address) -> BTreeMap<Address, bool> {
    let carriers = view
        .known
        .iter()
        .filter(|(address, known)| address.block() == *trigger && can_rest(known.kind));
    let on = |value: Option<&Value>| value.and_then(Value::as_bool) != Some(false);
    carriers.map(|(address, known)| (address.clone(), on(known.attrs.get(SWITCH)))).collect()
}

/// The graph with these switched as said.
pub fn switched(mut graph: Graph, switches: &BTreeMap<Address, bool>) -> Graph {
    for (address, on) in switches {
        if let Some(resource) = graph.resources.get_mut(address) {
            resource.attrs.insert(SWITCH.to_owned(), Value::Bool(*on));
        }
    }
    graph
}

/// The graph with everything at rest that belongs to a paused trigger.
pub fn under_pauses<'a>(graph: &'a Graph, paused: &BTreeMap<Address, Pause>) -> Cow<'a, Graph> {
    if paused.is_empty() {
        return Cow::Borrowed(graph);
    }
    let resting = graph.resources.iter().filter(|(address, resource)| {
        paused.contains_key(&address.block()) && can_rest(resource.kind)
    });
    let off: BTreeMap<Address, bool> =
        resting.map(|(address, _)| (address.clone(), false)).collect();
    Cow::Owned(switched(graph.clone(), &off))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::graph::Resource;
    use cutover_schemas::ledger::Timestamp;
    use cutover_schemas::value::Attrs;

    fn graph(parts: &[(&str, KindName)]) -> Graph {
        let resources = parts.iter().map(|(address, kind)| {
            let address = Address::parse(address).unwrap();
            let attrs = Attrs::from([(SWITCH.to_owned(), Value::Bool(true))]);
            let resource = Resource {
                address: address.clone(),
                kind: *kind,
                attrs,
                parent: None,
                after: std::collections::BTreeSet::new(),
                place: None,
            };
            (address, resource)
        });
        Graph { resources: resources.collect(), ..Graph::default() }
    }

    #[test]
    fn what_carries_a_paused_trigger_is_off_and_nothing_else() {
        let graph = graph(&[
            ("trigger.event.paid", KindName::Rule),
            ("trigger.event.paid/target", KindName::Target),
            ("trigger.event.other", KindName::Rule),
        ]);
        let pause = Pause {
            reason: String::new(),
            by: String::new(),
            at: Timestamp(0),
            was: BTreeMap::new(),
        };
        let paused = BTreeMap::from([(Address::parse("trigger.event.paid").unwrap(), pause)]);
        let resting = under_pauses(&graph, &paused);
        let off: Vec<_> = resting
            .resources
            .iter()
            .filter(|(_, one)| one.attrs[SWITCH] == Value::Bool(false))
            .map(|(address, _)| address.as_str())
            .collect();
        assert_eq!(off, ["trigger.event.paid"]);
        assert!(matches!(under_pauses(&graph, &BTreeMap::new()), Cow::Borrowed(_)));
    }
}

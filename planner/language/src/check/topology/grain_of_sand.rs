//! `topology/grain-of-sand`: many small functions that do the same things to the same resources.
//!
//! Each starts cold for itself, has a role, a log and an alarm of its own, and is deployed for itself; as one function with
//! several routes they would share all of that. Only functions that could be one without anybody losing a right are
//! counted: equal `access` or one role, equal secrets, network and key, the same sources read, no reserved or provisioned
//! concurrency, and small ones.
use super::Finding;
use super::wiring::{Wiring, target};
use crate::words;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeMap;

pub(super) const RULE: &str = "topology/grain-of-sand";

/// Functions that are many: one for each of create, read, update and delete is a common and readable cut.
const MANY: usize = 5;
/// MB and seconds up to which a function is small.
const SMALL: (i64, i64) = (512, 30);
/// Settings that make two functions differ in what they may do or need.
const OWN: &[&str] = &[
    "role",
    "runtime",
    "image",
    "architecture",
    "secrets",
    "vpc",
    "key",
    "layers",
    "on_failure",
    "on_success",
    "rollout",
];

pub(super) fn find(wiring: &Wiring<'_>) -> Vec<Finding> {
    let mut alike: BTreeMap<Vec<Value>, Vec<&Declared>> = BTreeMap::new();
    for function in wiring.functions().filter(|function| is_small(function)) {
        if let Some(shape) = shape(wiring, function) {
            alike.entry(shape).or_default().push(function);
        }
    }
    alike.into_values().filter(|all| all.len() >= MANY).filter_map(|all| told(&all)).collect()
}

fn is_small(function: &Declared) -> bool {
    let at_most =
        |name: &str, most: i64| function.attr(name).as_int().is_some_and(|size| size <= most);
    at_most("memory", SMALL.0)
        && at_most("timeout", SMALL.1)
        && function.nested("concurrency").next().is_none()
}

/// What a function may do and needs; nothing for one that touches nothing.
fn shape(wiring: &Wiring<'_>, function: &Declared) -> Option<Vec<Value>> {
    let access: Vec<Value> =
        function.nested("access").map(|access| Value::Map(access.attrs.clone())).collect();
    let touches = access.iter().any(|access| !access.references().is_empty())
        || shares_role(wiring, function);
    let sources = wiring.calling(&function.address).iter().filter(|trigger| !trigger.tells());
    let sources = sources.filter_map(|trigger| trigger.from).cloned().map(Value::Reference);
    let own = OWN.iter().map(|name| function.attr(name).clone());
    touches.then(|| access.into_iter().chain(sources).chain(own).collect())
}

/// Whether a role of the stack says what the function may do.
fn shares_role(wiring: &Wiring<'_>, function: &Declared) -> bool {
    let role = target(function.attr("role")).and_then(|role| wiring.spec.blocks.get(role));
    role.is_some_and(|role| role.nested("allow").next().is_some())
}

fn told(all: &[&Declared]) -> Option<Finding> {
    let (first, rest) = all.split_first()?;
    let addresses: Vec<Address> = all.iter().map(|function| function.address.clone()).collect();
    let message = format!(
        "{} small functions may do the same to the same things: {}",
        all.len(),
        words::list(addresses.iter().map(Address::as_str))
    );
    let told = Diagnostic::warning(RULE, message)
        .at(first.place.clone())
        .label("the first of them")
        .help("let one function take what they take, with several routes or triggers to it");
    let told = rest
        .iter()
        .take(9)
        .fold(told, |told, function| told.related(function.place.clone(), "the same rights"));
    Some(Finding { about: addresses, told })
}

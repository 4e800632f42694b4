//! `trigger KIND NAME`: one file a kind, one line here.
mod bucket;
mod event;
mod log;
mod queue;
mod reading;
mod schedule;
mod stream;
mod table;
mod topic;
mod url;

use super::{Build, arn_of, kind_of};
use crate::desire::{derive, edge_to};
use cutover_schemas::address::Address;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

/// Expands one trigger.
pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    match kind(block) {
        "queue" => queue::expand(build, block),
        "topic" => topic::expand(build, block),
        "bucket" => bucket::expand(build, block),
        "table" => table::expand(build, block),
        "stream" => stream::expand(build, block),
        "event" => event::expand(build, block),
        "schedule" => schedule::expand(build, block),
        "url" => url::expand(build, block),
        "log" => log::expand(build, block),
        // "function" belongs to the function that it listens to: see `expand/asynchronous.rs`.
        _ => {}
    }
}

/// The ARN of a trigger, where it is known before anything exists.
pub(in crate::desire) fn arn(build: &Build<'_>, block: &Declared) -> Option<Value> {
    match kind(block) {
        "event" => Some(event::arn(build, block)),
        "schedule" => Some(schedule::arn(build, block)),
        _ => None,
    }
}

/// The kind: the first label.
fn kind(block: &Declared) -> &str {
    block.labels.first().map(String::as_str).unwrap_or_default()
}

/// What a trigger feeds.
struct Target {
    address: Address,
    /// `function`, `queue`, `topic` or `bus`, managed here or not.
    kind: String,
    /// Of a function, its alias's.
    arn: Value,
}

/// The target that `to` names.
fn target(build: &Build<'_>, block: &Declared) -> Option<Target> {
    let Value::Reference(address) = block.attr("to").clone() else { return None };
    let kind = kind_of(build, &address)?.to_owned();
    let arn = arn_of(build, &address);
    Some(Target { address, kind, arn })
}

/// The ARN that an attribute names, by reference or in words; `Null` when it isn't written.
fn attr_arn(build: &Build<'_>, block: &Declared, name: &str) -> Value {
    match block.attr(name) {
        Value::Reference(address) => arn_of(build, address),
        written => written.clone(),
    }
}

/// What must exist before Lambda reads for a function: its alias, and in its role the right to read.
fn reads(build: &Build<'_>, function: &Address) -> BTreeSet<Address> {
    let own = build.spec.blocks.get(function).filter(|block| block.word == "function");
    let derived = own.filter(|block| block.attr("role").is_null());
    edge_to(function).into_iter().chain(derived.map(|_| derive::policy_of(function))).collect()
}

/// What must exist before the trigger, by the attributes that refer to it.
fn edges(block: &Declared, names: &[&str]) -> Vec<Address> {
    let references = names.iter().filter_map(|name| match block.attr(name) {
        Value::Reference(address) => edge_to(address),
        _ => None,
    });
    references.collect()
}

/// How often and how long a delivery is tried, as `retry` says.
fn retries(block: &Declared) -> [(String, Value); 2] {
    let written = |name: &str| block.attr("retry").as_map()?.get(name).cloned();
    let value = |name| written(name).unwrap_or(Value::Null);
    [("retries".into(), value("attempts")), ("max_age".into(), value("age"))]
}

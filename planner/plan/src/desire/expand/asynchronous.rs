//! What becomes of events that invoke a function without waiting: `async`, `on_success` and `on_failure` of `function`,
//! and the triggers that listen to how they end.
use super::{ALIAS, Build, arn_of};
use crate::desire::{derive, edge_to};
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// Who is told how an event ended.
const ENDS: [(&str, &str); 2] = [("on_success", "success"), ("on_failure", "failure")];

/// What tells each kind of destination; the function's role does it.
const VERBS: [&str; 4] = ["send", "publish", "invoke", "put"];

/// Adds the settings, where the spec has any.
pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let own = block.attr("async").as_map().cloned();
    let ends = ENDS.map(|(attr, end)| (attr, told(build, block, attr, end)));
    if own.is_none() && ends.iter().all(|(_, target)| target.is_null()) {
        return;
    }
    let alias = block.address.with_part("alias");
    let mut after = BTreeSet::from([alias.clone()]);
    if block.attr("role").is_null() {
        // Lambda asks whether the role may tell them.
        after.insert(derive::policy_of(&block.address));
    }
    let own = own.unwrap_or_default();
    let value = |name: &str| own.get(name).cloned().unwrap_or(Value::Null);
    let mut attrs = Attrs::from([
        ("function".into(), Value::text(build.name_of(&block.address))),
        ("qualifier".into(), Value::text(ALIAS)),
        ("retries".into(), value("retries")),
        ("max_age".into(), value("max_age")),
    ]);
    for (end, target) in ends {
        for verb in VERBS {
            derive::need(build, &block.address, verb, &target);
        }
        let arn = match target {
            Value::Reference(address) => {
                after.extend(edge_to(&address));
                arn_of(build, &address)
            }
            written => written,
        };
        attrs.insert(end.into(), arn);
    }
    let address = block.address.with_part("async");
    build.add(address, KindName::EventInvokeConfig, block, attrs, Some(alias), after);
}

/// Who is told of one end: the function says it, or else a trigger.
fn told(build: &Build<'_>, function: &Declared, attr: &str, end: &str) -> Value {
    let own = function.attr(attr);
    if !own.is_null() {
        return own.clone();
    }
    let listens = |trigger: &&Declared| {
        let label = trigger.labels.first().map(String::as_str);
        let to_it = |value: &Value| matches!(value, Value::Reference(address) if *address == function.address);
        trigger.word == "trigger"
            && label == Some("function")
            && trigger.attr("on").as_text() == Some(end)
            && trigger.attr("enabled").as_bool() == Some(true)
            && to_it(trigger.attr("function"))
    };
    build.spec.blocks.values().find(listens).map_or(Value::Null, |one| one.attr("to").clone())
}

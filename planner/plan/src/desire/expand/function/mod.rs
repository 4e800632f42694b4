//! `function`: the function, its log group, its role unless it brings one, and its alias.
mod rollout;
mod scaling;
mod settings;

use super::{
    ALIAS, Build, asynchronous, copied, derived_role_name, log_group, log_group_name, role,
    role_arn,
};
use crate::desire::{arns, derive};
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let retention = block.attr("logs").as_map().and_then(|logs| logs.get("retention"));
    let mut after = BTreeSet::from([log_group(build, block, &log_group_name(&name), retention)]);
    match block.attr("role") {
        Value::Null => after.extend(derived_role(build, block)),
        Value::Reference(target) => after.extend(role::parts(build, target)),
        _ => {}
    }
    derive::grants(build, block, &name);
    settings::check(build, block);
    let attrs = attrs(build, block, &name);
    build.add(block.address.clone(), KindName::Function, block, attrs, None, after);
    alias(build, block, &name);
    asynchronous::expand(build, block);
    let policy = rollout::policy(build, block);
    build.graph.rollouts.insert(block.address.clone(), policy);
}

fn attrs(build: &Build<'_>, block: &Declared, name: &str) -> Attrs {
    let mut attrs = copied(
        block,
        &["runtime", "handler", "architecture", "memory", "timeout", "storage", "description"],
    );
    attrs.extend(settings::of(build, block));
    let concurrency = block.nested("concurrency").next();
    attrs.insert(
        "reserved".into(),
        concurrency.map_or(Value::Null, |nested| nested.attr("reserved").clone()),
    );
    attrs.insert("role".into(), role_arn(build, block));
    attrs.insert("log_group".into(), Value::text(log_group_name(name)));
    if let Some(logs) = block.attr("logs").as_map() {
        let json = logs.get("format").and_then(Value::as_text) == Some("json");
        attrs.insert("log_format".into(), Value::text(if json { "JSON" } else { "Text" }));
        if json {
            attrs.insert("log_level".into(), logs.get("level").cloned().unwrap_or(Value::Null));
            let system = logs.get("system_level").cloned().unwrap_or(Value::Null);
            attrs.insert("system_log_level".into(), system);
        }
    }
    attrs.insert("unqualified_arn".into(), Value::text(arns::function(build.identity, name)));
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    attrs
}

/// The role that is derived from the function's edges; its policy follows once all edges are known.
fn derived_role(build: &mut Build<'_>, block: &Declared) -> Vec<cutover_schemas::address::Address> {
    let address = block.address.with_part("role");
    let name = derived_role_name(build, &block.address);
    let services = Value::List(vec![Value::text("lambda.amazonaws.com")]);
    let mut attrs = role::base(build, &address, block, &name, &services);
    attrs.insert("description".into(), Value::text(format!("Derived from {}", block.address)));
    build.add(address.clone(), KindName::Role, block, attrs, None, BTreeSet::new());
    vec![address.with_keyed_part("policy", derive::POLICY), address]
}

fn alias(build: &mut Build<'_>, block: &Declared, name: &str) {
    let concurrency = block.nested("concurrency").next();
    let attrs = Attrs::from([
        ("function".into(), Value::text(name)),
        ("name".into(), Value::text(ALIAS)),
        ("arn".into(), Value::text(format!("{}:{ALIAS}", arns::function(build.identity, name)))),
        ("provisioned".into(), concurrency.map_or(Value::Null, scaling::start)),
    ]);
    let address = block.address.with_part("alias");
    let parent = Some(block.address.clone());
    build.add(address.clone(), KindName::Alias, block, attrs, parent, BTreeSet::new());
    scaling::expand(build, block, &address);
}

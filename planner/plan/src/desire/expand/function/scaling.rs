//! `autoscale` and `schedule` of `concurrency`: bounds of the provisioned concurrency of the version that serves.
//!
//! Everything of it is known by the version's number and hangs on the alias: when the alias moves it is made anew.
use crate::desire::Build;
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::value::{Attrs, Part, Value};
use std::collections::BTreeSet;

/// The name of the policy; a target has one.
const POLICY: &str = "utilization";

/// How many environments a new version begins with, and the next one after a version that nobody scaled.
pub(super) fn start(concurrency: &Nested) -> Value {
    let written = concurrency.attr("provisioned");
    if written.is_null() { bound(concurrency, "min") } else { written.clone() }
}

/// One of the bounds: of `autoscale`, or else the number that is kept while no schedule says another.
fn bound(concurrency: &Nested, name: &str) -> Value {
    match concurrency.attr("autoscale").as_map().and_then(|scale| scale.get(name)) {
        Some(bound) => bound.clone(),
        None => concurrency.attr("provisioned").clone(),
    }
}

pub(super) fn expand(build: &mut Build<'_>, function: &Declared, alias: &Address) {
    let Some(concurrency) = function.nested("concurrency").next() else { return };
    let scale = concurrency.attr("autoscale").as_map();
    if scale.is_none() && concurrency.blocks.is_empty() {
        return;
    }
    let resource = resource(build, function, alias);
    let target = function.address.with_part("scaling");
    let mut attrs = Attrs::from([("resource".into(), resource.clone())]);
    for name in ["min", "max"] {
        attrs.insert(name.into(), bound(concurrency, name));
    }
    let parent = Some(alias.clone());
    build.add(target.clone(), KindName::ScalingTarget, function, attrs, parent, BTreeSet::new());
    if let Some(share) = scale.and_then(|scale| scale.get("target")) {
        let attrs = Attrs::from([
            ("resource".into(), resource.clone()),
            ("name".into(), Value::text(POLICY)),
            ("utilization".into(), share.clone()),
        ]);
        let (address, parent) = (target.with_part("policy"), Some(target.clone()));
        build.add(address, KindName::ScalingPolicy, function, attrs, parent, BTreeSet::new());
    }
    for schedule in &concurrency.blocks {
        let label = schedule.labels.first().map_or("", String::as_str);
        let address = target.with_keyed_part("schedule", label);
        let attrs = scheduled(schedule, &resource, label);
        let parent = Some(target.clone());
        build.add(address, KindName::ScheduledScaling, function, attrs, parent, BTreeSet::new());
    }
}

/// `function:NAME:VERSION`, with the version that the alias has once it has moved.
fn resource(build: &Build<'_>, function: &Declared, alias: &Address) -> Value {
    let name = build.name_of(&function.address);
    Value::Template(vec![
        Part::Text(format!("function:{name}:")),
        Part::Output { address: alias.clone(), field: "version".into() },
    ])
}

fn scheduled(schedule: &Nested, resource: &Value, label: &str) -> Attrs {
    let when = ["cron", "at"].into_iter().find_map(|way| {
        let text = schedule.attr(way).as_text()?;
        Some(Value::text(format!("{way}({text})")))
    });
    Attrs::from([
        ("resource".into(), resource.clone()),
        ("name".into(), Value::text(label)),
        ("expression".into(), when.unwrap_or(Value::Null)),
        ("timezone".into(), schedule.attr("timezone").clone()),
        ("min".into(), schedule.attr("min").clone()),
        ("max".into(), schedule.attr("max").clone()),
    ])
}

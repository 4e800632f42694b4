//! `bus`: one event bus.
use super::{Build, copied};
use crate::desire::arns;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let mut attrs = copied(block, &["description", "key", "policy"]);
    attrs.insert("arn".into(), Value::text(arns::bus(build.identity, &name)));
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Bus, block, attrs, None, BTreeSet::new());
}

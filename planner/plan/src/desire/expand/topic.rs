//! `topic`: one SNS topic.
use super::{Build, copied};
use crate::desire::arns;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let names = ["fifo", "display_name", "content_deduplication", "key", "policy"];
    let mut attrs = copied(block, &names);
    attrs.insert("arn".into(), Value::text(arns::topic(build.identity, &name)));
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Topic, block, attrs, None, BTreeSet::new());
}

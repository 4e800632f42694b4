//! `stream`: one Kinesis data stream.
use super::{Build, copied};
use crate::desire::arns;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let mut attrs = copied(block, &["shards", "retention"]);
    let mode = if block.attr("shards").is_null() { "ON_DEMAND" } else { "PROVISIONED" };
    attrs.insert("mode".into(), Value::text(mode));
    let encryption = block.attr("encryption").as_map();
    let key = encryption.and_then(|encryption| encryption.get("key")).cloned();
    attrs.insert("encryption_key".into(), key.unwrap_or(Value::Null));
    attrs.insert("arn".into(), Value::text(arns::stream(build.identity, &name)));
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Stream, block, attrs, None, BTreeSet::new());
}

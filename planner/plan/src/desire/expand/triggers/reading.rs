//! What triggers have in common that read a stream, shard by shard.
use super::{Build, attr_arn, reads, target};
use crate::desire::derive;
use crate::desire::expand::copied;
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

/// Adds the event source mapping of a stream. Its function may tell of what it gave up.
pub(super) fn expand(
    build: &mut Build<'_>,
    block: &Declared,
    source: Value,
    sources: BTreeSet<Address>,
) {
    let Some(target) = target(build, block) else { return };
    let failures = block.attr("on_failure").clone();
    for word in ["send", "publish"] {
        derive::need(build, &target.address, word, &failures);
    }
    let mut after = reads(build, &target.address);
    after.extend(sources);
    if let Value::Reference(address) = &failures {
        after.extend(crate::desire::edge_to(address));
    }
    let names = [
        "batch_size",
        "batch_window",
        "parallel",
        "retries",
        "bisect",
        "report_failures",
        "filter",
        "enabled",
    ];
    let mut attrs = copied(block, &names);
    let position = block.attr("starting_position").as_text().map(str::to_ascii_uppercase);
    attrs.insert("starting_position".into(), position.map_or(Value::Null, Value::text));
    let age = block.attr("max_age").as_int().unwrap_or(-1);
    attrs.insert("max_age".into(), Value::Int(age));
    attrs.insert("source".into(), source);
    attrs.insert("function".into(), target.arn);
    attrs.insert("on_failure".into(), attr_arn(build, block, "on_failure"));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::EventSourceMapping, block, attrs, None, after);
}

//! `trigger "queue"`: an event source mapping, and the right to receive.
use super::{Build, attr_arn, edges, reads, target};
use crate::desire::derive;
use crate::desire::expand::copied;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let Some(target) = target(build, block) else { return };
    let queue = block.attr("queue").clone();
    derive::need(build, &target.address, "receive", &queue);
    let mut after = reads(build, &target.address);
    after.extend(edges(block, &["queue"]));
    let names =
        ["batch_size", "batch_window", "filter", "report_failures", "max_concurrency", "enabled"];
    let mut attrs = copied(block, &names);
    attrs.insert("source".into(), attr_arn(build, block, "queue"));
    attrs.insert("function".into(), target.arn);
    attrs.insert("tags".into(), build.tags(&block.address, block));
    if attrs.get("filter").is_some_and(Value::is_null) {
        attrs.remove("filter");
    }
    build.add(block.address.clone(), KindName::EventSourceMapping, block, attrs, None, after);
}

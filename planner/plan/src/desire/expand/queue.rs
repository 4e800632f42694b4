//! `queue`: one SQS queue.
use super::{Build, arn_of, copied};
use crate::desire::arns;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let mut after = BTreeSet::new();
    let mut attrs = copied(
        block,
        &[
            "fifo",
            "visibility_timeout",
            "retention",
            "delay",
            "receive_wait",
            "max_message_size",
            "content_deduplication",
            "policy",
        ],
    );
    if let Some(dead_letter) = block.attr("dead_letter").as_map() {
        let queue = dead_letter.get("queue").cloned().unwrap_or(Value::Null);
        let arn = match &queue {
            Value::Reference(target) => {
                after.extend(crate::desire::edge_to(target));
                arn_of(build, target)
            }
            written => written.clone(),
        };
        attrs.insert("dead_letter_arn".into(), arn);
        attrs.insert(
            "max_receive".into(),
            dead_letter.get("max_receive").cloned().unwrap_or(Value::Null),
        );
    }
    attrs.insert("arn".into(), Value::text(arns::queue(build.identity, &name)));
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Queue, block, attrs, None, after);
}

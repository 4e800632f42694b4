//! `trigger "topic"`: a subscription, and the right to deliver.
use super::{Build, attr_arn, target};
use crate::desire::edge_to;
use crate::desire::expand::permission::{self, Caller};
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

const SERVICE: &str = "sns.amazonaws.com";

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    // A subscription is there or it isn't: it can't rest.
    if block.attr("enabled").as_bool() != Some(true) {
        return;
    }
    let Some(target) = target(build, block) else { return };
    let topic = attr_arn(build, block, "topic");
    let mut after: BTreeSet<_> = edge_to(&target.address).into_iter().collect();
    after.extend(super::edges(block, &["topic", "on_failure"]));
    let caller =
        || Caller { principal: SERVICE, source_arn: topic.clone(), source_account: None, key: "" };
    // What may not deliver yet loses messages, so the permission comes first.
    let protocol = if target.kind == "function" {
        after.extend(permission::invoke(build, block, &target.address, caller()));
        "lambda"
    } else {
        permission::admit(build, block, &target.address, "sqs:SendMessage", caller());
        "sqs"
    };
    let dead_letter = attr_arn(build, block, "on_failure");
    if let Value::Reference(queue) = block.attr("on_failure") {
        permission::admit(build, block, queue, "sqs:SendMessage", caller());
    }
    let on_body = block.attr("filter_on").as_text() == Some("body");
    let scope = if on_body { "MessageBody" } else { "MessageAttributes" };
    let attrs = Attrs::from([
        ("topic".into(), topic.clone()),
        ("protocol".into(), Value::text(protocol)),
        ("endpoint".into(), target.arn),
        ("filter".into(), block.attr("filter").clone()),
        ("filter_scope".into(), Value::text(scope)),
        ("raw".into(), block.attr("raw").clone()),
        ("dead_letter_arn".into(), dead_letter),
    ]);
    build.add(block.address.clone(), KindName::Subscription, block, attrs, None, after);
}

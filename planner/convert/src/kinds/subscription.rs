//! `AWS::SNS::Subscription` of functions and queues.
use crate::draft::Draft;
use crate::hcl::Block;
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props, Row};

const ROWS: &[Row] = &[
    ("TopicArn", "topic", By::Refer(&["topic", "existing.topic"])),
    ("Endpoint", "to", By::Refer(&["function", "queue", "existing.function", "existing.queue"])),
    ("FilterPolicy", "filter", By::Document),
    (
        "FilterPolicyScope",
        "filter_on",
        By::Word(&[("MessageAttributes", "attributes"), ("MessageBody", "body")]),
    ),
    ("RawMessageDelivery", "raw", By::Value),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let protocol = props.take("Protocol").and_then(Node::as_text).unwrap_or_default();
    if !matches!(protocol, "lambda" | "sqs") {
        let why = format!("topics here deliver to functions and queues, this is `{protocol}`");
        draft.left_whole(resource, why, "keep the subscription where it is");
        return;
    }
    let label = match draft.targets.get(resource.id.as_str()) {
        Some(target) => target.label.clone(),
        // One of a topic's own list has no name.
        None => draft.label("trigger.topic", &resource.label),
    };
    let mut block = Block::new("trigger", &["topic", &label]);
    draft.rows(&mut block, resource, &mut props, ROWS);
    if let Some(redrive) = props.take("RedrivePolicy").map(Node::document)
        && let Some(queue) = redrive.get("deadLetterTargetArn")
    {
        match draft.refer(queue, &["queue", "existing.queue"]) {
            Ok(queue) => block.set("on_failure", queue),
            Err(why) => draft.left(
                resource,
                "RedrivePolicy",
                0,
                "its dead letter queue",
                why,
                "set `on_failure` by hand",
            ),
        }
    }
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    if block.get("topic").is_some() && block.get("to").is_some() {
        draft.push(block, resource);
    }
}

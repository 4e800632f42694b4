//! `AWS::SNS::Topic`.
use crate::draft::Draft;
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props, Row};

const ROWS: &[Row] = &[
    ("TopicName", "name", By::Value),
    ("FifoTopic", "fifo", By::Value),
    ("DisplayName", "display_name", By::Value),
    ("ContentBasedDeduplication", "content_deduplication", By::Value),
    ("KmsMasterKeyId", "key", By::Value),
    ("Policy", "policy", By::Document),
    ("Tags", "tags", By::Tags),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    draft.rows(&mut block, resource, &mut props, ROWS);
    let subscriptions = props.take("Subscription").map(Node::items).unwrap_or_default();
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
    for (at, one) in subscriptions.iter().enumerate() {
        let topic = Node::reference(&resource.id);
        let path = format!("{}.Subscription[{at}]", resource.source);
        let props = one.clone().with("TopicArn", topic);
        let one =
            Resource::new(&format!("{}{at}", resource.id), &path, "AWS::SNS::Subscription", props);
        super::subscription::write(draft, &one);
    }
}

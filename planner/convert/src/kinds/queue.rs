//! `AWS::SQS::Queue`.
use crate::draft::Draft;
use crate::hcl::Expr;
use crate::model::Resource;
use crate::props::{By, Props, Row, SECONDS};

const ROWS: &[Row] = &[
    ("QueueName", "name", By::Value),
    ("FifoQueue", "fifo", By::Value),
    ("VisibilityTimeout", "visibility_timeout", SECONDS),
    ("MessageRetentionPeriod", "retention", SECONDS),
    ("DelaySeconds", "delay", SECONDS),
    ("ReceiveMessageWaitTimeSeconds", "receive_wait", SECONDS),
    ("MaximumMessageSize", "max_message_size", By::Value),
    ("ContentBasedDeduplication", "content_deduplication", By::Value),
    ("Policy", "policy", By::Document),
    ("Tags", "tags", By::Tags),
];

const DEAD_LETTER: &[Row] = &[
    ("deadLetterTargetArn", "queue", By::Refer(&["queue", "existing.queue"])),
    ("maxReceiveCount", "max_receive", By::Value),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut block = draft.start(resource);
    let mut props = Props::of(resource);
    draft.rows(&mut block, resource, &mut props, ROWS);
    if let Some(redrive) = props.take("RedrivePolicy") {
        let document = redrive.document();
        let inner = Props::below(&document, "RedrivePolicy");
        let object = draft.object(resource, Some(inner), DEAD_LETTER, "the queue");
        block.set_maybe("dead_letter", object.filter(|object| matches!(object, Expr::Object(entries) if entries.iter().any(|(key, _)| key == "queue"))));
    }
    // Queues are encrypted with a key of SQS by default.
    props.skip(&["SqsManagedSseEnabled"]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}

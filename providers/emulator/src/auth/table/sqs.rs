//! SQS: actions are named as operations are, but for batches.

use super::super::need::{On, Row, filled, need, row, texts};
use crate::ops::Input;
use crate::world::World;

const QUEUE: On = On::Found(queue);
const NAMED: On = On::Arn("arn:aws:sqs:{region}:{account}:{QueueName}");

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateQueue",
        &[need("sqs:CreateQueue", NAMED), need("sqs:TagQueue", NAMED).given("tags")],
    ),
    row("DeleteQueue", &[need("sqs:DeleteQueue", QUEUE)]),
    row("GetQueueUrl", &[need("sqs:GetQueueUrl", NAMED)]),
    row("ListQueues", &[need("sqs:ListQueues", On::Arn("arn:aws:sqs:{region}:{account}:"))]),
    row("GetQueueAttributes", &[need("sqs:GetQueueAttributes", QUEUE)]),
    row("SetQueueAttributes", &[need("sqs:SetQueueAttributes", QUEUE)]),
    row("TagQueue", &[need("sqs:TagQueue", QUEUE)]),
    row("UntagQueue", &[need("sqs:UntagQueue", QUEUE)]),
    row("ListQueueTags", &[need("sqs:ListQueueTags", QUEUE)]),
    row("ListDeadLetterSourceQueues", &[need("sqs:ListDeadLetterSourceQueues", QUEUE)]),
    row("PurgeQueue", &[need("sqs:PurgeQueue", QUEUE)]),
    row("SendMessage", &[need("sqs:SendMessage", QUEUE)]),
    row("SendMessageBatch", &[need("sqs:SendMessage", QUEUE)]),
    row("ReceiveMessage", &[need("sqs:ReceiveMessage", QUEUE)]),
    row("DeleteMessage", &[need("sqs:DeleteMessage", QUEUE)]),
    row("DeleteMessageBatch", &[need("sqs:DeleteMessage", QUEUE)]),
    row("ChangeMessageVisibility", &[need("sqs:ChangeMessageVisibility", QUEUE)]),
    row("ChangeMessageVisibilityBatch", &[need("sqs:ChangeMessageVisibility", QUEUE)]),
    row("AddPermission", &[need("sqs:AddPermission", QUEUE)]),
    row("RemovePermission", &[need("sqs:RemovePermission", QUEUE)]),
    row("StartMessageMoveTask", &[need("sqs:StartMessageMoveTask", On::Each("SourceArn"))]),
    row("ListMessageMoveTasks", &[need("sqs:ListMessageMoveTasks", On::Each("SourceArn"))]),
    row("CancelMessageMoveTask", &[need("sqs:CancelMessageMoveTask", On::Nothing)]),
];

/// The queue of a URL: its last part is the name.
fn queue(world: &World, input: &Input) -> Vec<String> {
    let url = texts(input, "QueueUrl").into_iter().next().unwrap_or_default();
    let name = url.rsplit('/').next().unwrap_or_default();
    vec![format!("{}{name}", filled("arn:aws:sqs:{region}:{account}:", world, input))]
}

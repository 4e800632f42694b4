//! Kinesis streams: named, or by ARN.

use super::super::need::{On, Row, filled, need, row, texts};
use crate::ops::Input;
use crate::world::World;

const STREAM: On = On::Found(stream);
const RESOURCE: On = On::Each("ResourceARN");

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateStream",
        &[
            need("kinesis:CreateStream", STREAM),
            // Not `TagResource`: that is for streams that exist
            // (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html).
            need("kinesis:AddTagsToStream", STREAM).given("Tags"),
        ],
    ),
    row("DeleteStream", &[need("kinesis:DeleteStream", STREAM)]),
    row("DescribeStream", &[need("kinesis:DescribeStream", STREAM)]),
    row("DescribeStreamSummary", &[need("kinesis:DescribeStreamSummary", STREAM)]),
    row("ListStreams", &[need("kinesis:ListStreams", On::Nothing)]),
    row("ListShards", &[need("kinesis:ListShards", STREAM)]),
    row("PutRecord", &[need("kinesis:PutRecord", STREAM)]),
    row("PutRecords", &[need("kinesis:PutRecords", STREAM)]),
    row("GetRecords", &[need("kinesis:GetRecords", STREAM)]),
    row("GetShardIterator", &[need("kinesis:GetShardIterator", STREAM)]),
    row("UpdateShardCount", &[need("kinesis:UpdateShardCount", STREAM)]),
    row("UpdateStreamMode", &[need("kinesis:UpdateStreamMode", STREAM)]),
    row("IncreaseStreamRetentionPeriod", &[need("kinesis:IncreaseStreamRetentionPeriod", STREAM)]),
    row("DecreaseStreamRetentionPeriod", &[need("kinesis:DecreaseStreamRetentionPeriod", STREAM)]),
    row("StartStreamEncryption", &[need("kinesis:StartStreamEncryption", STREAM)]),
    row("StopStreamEncryption", &[need("kinesis:StopStreamEncryption", STREAM)]),
    row("MergeShards", &[need("kinesis:MergeShards", STREAM)]),
    row("SplitShard", &[need("kinesis:SplitShard", STREAM)]),
    row("AddTagsToStream", &[need("kinesis:AddTagsToStream", STREAM)]),
    row("RemoveTagsFromStream", &[need("kinesis:RemoveTagsFromStream", STREAM)]),
    row("ListTagsForStream", &[need("kinesis:ListTagsForStream", STREAM)]),
    row("TagResource", &[need("kinesis:TagResource", RESOURCE)]),
    row("UntagResource", &[need("kinesis:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("kinesis:ListTagsForResource", RESOURCE)]),
    row("EnableEnhancedMonitoring", &[need("kinesis:EnableEnhancedMonitoring", STREAM)]),
    row("DisableEnhancedMonitoring", &[need("kinesis:DisableEnhancedMonitoring", STREAM)]),
    row("RegisterStreamConsumer", &[need("kinesis:RegisterStreamConsumer", On::Each("StreamARN"))]),
    row(
        "DeregisterStreamConsumer",
        &[need("kinesis:DeregisterStreamConsumer", On::Each("ConsumerARN"))],
    ),
    row(
        "DescribeStreamConsumer",
        &[need("kinesis:DescribeStreamConsumer", On::Each("ConsumerARN"))],
    ),
    row("ListStreamConsumers", &[need("kinesis:ListStreamConsumers", On::Each("StreamARN"))]),
    row("DescribeLimits", &[need("kinesis:DescribeLimits", On::Nothing)]),
];

fn stream(world: &World, input: &Input) -> Vec<String> {
    let arn = texts(input, "StreamARN").into_iter().next();
    let start = filled("arn:aws:kinesis:{region}:{account}:stream/", world, input);
    let name = texts(input, "StreamName").into_iter().next();
    match (arn, name) {
        (Some(arn), _) => vec![arn],
        (None, Some(name)) => vec![format!("{start}{name}")],
        // An iterator tells its stream to nobody but the service.
        (None, None) => vec![format!("{start}*")],
    }
}

//! CloudWatch Logs. Groups show as `log-group:NAME:log-stream:`, so that policies on `NAME:*` fit.

use super::super::need::{On, Row, Source, filled, need, pass, row, texts};
use crate::ops::Input;
use crate::world::World;

const GROUP: On = On::Found(group);
const STREAM: On =
    On::Arn("arn:aws:logs:{region}:{account}:log-group:{logGroupName}:log-stream:{logStreamName}");
const LISTED: On =
    On::Arn("arn:aws:logs:{region}:{account}:log-group:{logGroupNamePrefix}:log-stream:");
const RESOURCE: On = On::Each("resourceArn");
const PASSED: &[(&str, Source)] = &[("iam:PassedToService", Source::Fixed("logs.amazonaws.com"))];

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateLogGroup",
        &[need("logs:CreateLogGroup", GROUP), need("logs:TagResource", GROUP).given("tags")],
    ),
    row("DeleteLogGroup", &[need("logs:DeleteLogGroup", GROUP)]),
    row("DescribeLogGroups", &[need("logs:DescribeLogGroups", LISTED)]),
    row("ListLogGroups", &[need("logs:ListLogGroups", On::Nothing)]),
    row("PutRetentionPolicy", &[need("logs:PutRetentionPolicy", GROUP)]),
    row("DeleteRetentionPolicy", &[need("logs:DeleteRetentionPolicy", GROUP)]),
    row("CreateLogStream", &[need("logs:CreateLogStream", STREAM)]),
    row("DeleteLogStream", &[need("logs:DeleteLogStream", STREAM)]),
    row("DescribeLogStreams", &[need("logs:DescribeLogStreams", GROUP)]),
    row("PutLogEvents", &[need("logs:PutLogEvents", STREAM)]),
    row("GetLogEvents", &[need("logs:GetLogEvents", STREAM)]),
    row("FilterLogEvents", &[need("logs:FilterLogEvents", GROUP)]),
    row("TagResource", &[need("logs:TagResource", RESOURCE)]),
    row("UntagResource", &[need("logs:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("logs:ListTagsForResource", RESOURCE)]),
    row("TagLogGroup", &[need("logs:TagLogGroup", GROUP)]),
    row("UntagLogGroup", &[need("logs:UntagLogGroup", GROUP)]),
    row("ListTagsLogGroup", &[need("logs:ListTagsLogGroup", GROUP)]),
    row(
        "PutSubscriptionFilter",
        &[need("logs:PutSubscriptionFilter", GROUP), pass("roleArn", PASSED)],
    ),
    row("DescribeSubscriptionFilters", &[need("logs:DescribeSubscriptionFilters", GROUP)]),
    row("DeleteSubscriptionFilter", &[need("logs:DeleteSubscriptionFilter", GROUP)]),
    row("PutMetricFilter", &[need("logs:PutMetricFilter", GROUP)]),
    row("DescribeMetricFilters", &[need("logs:DescribeMetricFilters", GROUP)]),
    row("DeleteMetricFilter", &[need("logs:DeleteMetricFilter", GROUP)]),
    row("PutResourcePolicy", &[need("logs:PutResourcePolicy", On::Nothing)]),
    row("DescribeResourcePolicies", &[need("logs:DescribeResourcePolicies", On::Nothing)]),
    row("DeleteResourcePolicy", &[need("logs:DeleteResourcePolicy", On::Nothing)]),
    row("AssociateKmsKey", &[need("logs:AssociateKmsKey", GROUP)]),
    row("DisassociateKmsKey", &[need("logs:DisassociateKmsKey", GROUP)]),
    row("PutLogGroupDeletionProtection", &[need("logs:PutLogGroupDeletionProtection", GROUP)]),
];

/// The group, by name or by its identifier, which may be an ARN.
fn group(world: &World, input: &Input) -> Vec<String> {
    let named = texts(input, "logGroupName").into_iter().next();
    let named = named.or_else(|| texts(input, "logGroupIdentifier").into_iter().next());
    let named = named.unwrap_or_default();
    let name = named.split_once(":log-group:").map_or(named.as_str(), |(_, name)| name);
    let name = name.trim_end_matches(":*");
    let start = filled("arn:aws:logs:{region}:{account}:log-group:", world, input);
    vec![format!("{start}{name}:log-stream:")]
}

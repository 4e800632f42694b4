//! Application Auto Scaling.

use super::super::need::{On, Row, Source, need, row};

const TARGET: On = On::Arn("arn:aws:application-autoscaling:{region}:{account}:scalable-target/*");
const RESOURCE: On = On::Each("ResourceARN");
const KEYS: &[(&str, Source)] = &[
    ("application-autoscaling:service-namespace", Source::At("ServiceNamespace")),
    ("application-autoscaling:scalable-dimension", Source::At("ScalableDimension")),
];

pub(super) const ROWS: &[Row] = &[
    row(
        "RegisterScalableTarget",
        &[
            need("application-autoscaling:RegisterScalableTarget", TARGET).with(KEYS),
            need("application-autoscaling:TagResource", TARGET).given("Tags"),
        ],
    ),
    row(
        "DeregisterScalableTarget",
        &[need("application-autoscaling:DeregisterScalableTarget", TARGET).with(KEYS)],
    ),
    row(
        "DescribeScalableTargets",
        &[need("application-autoscaling:DescribeScalableTargets", On::Nothing)],
    ),
    row("PutScalingPolicy", &[need("application-autoscaling:PutScalingPolicy", TARGET).with(KEYS)]),
    row(
        "DeleteScalingPolicy",
        &[need("application-autoscaling:DeleteScalingPolicy", TARGET).with(KEYS)],
    ),
    row(
        "DescribeScalingPolicies",
        &[need("application-autoscaling:DescribeScalingPolicies", On::Nothing)],
    ),
    row(
        "PutScheduledAction",
        &[need("application-autoscaling:PutScheduledAction", TARGET).with(KEYS)],
    ),
    row(
        "DeleteScheduledAction",
        &[need("application-autoscaling:DeleteScheduledAction", TARGET).with(KEYS)],
    ),
    row(
        "DescribeScheduledActions",
        &[need("application-autoscaling:DescribeScheduledActions", On::Nothing)],
    ),
    row(
        "DescribeScalingActivities",
        &[need("application-autoscaling:DescribeScalingActivities", On::Nothing)],
    ),
    row("TagResource", &[need("application-autoscaling:TagResource", RESOURCE)]),
    row("UntagResource", &[need("application-autoscaling:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("application-autoscaling:ListTagsForResource", RESOURCE)]),
];

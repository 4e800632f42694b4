//! CloudWatch.

use super::super::need::{On, Row, Source, filled, need, row, texts};
use crate::ops::Input;
use crate::world::World;

const ALARM: On = On::Arn("arn:aws:cloudwatch:{region}:{account}:alarm:{AlarmName}");
const ALARMS: On = On::Found(alarms);
const LISTED: On = On::Arn("arn:aws:cloudwatch:{region}:{account}:alarm:*");
const RESOURCE: On = On::Each("ResourceARN");
const ACTIONS: &[(&str, Source)] = &[("cloudwatch:AlarmActions", Source::At("AlarmActions"))];

pub(super) const ROWS: &[Row] = &[
    row(
        "PutMetricAlarm",
        &[
            need("cloudwatch:PutMetricAlarm", ALARM).with(ACTIONS),
            need("cloudwatch:TagResource", ALARM).given("Tags"),
        ],
    ),
    row(
        "PutCompositeAlarm",
        &[
            need("cloudwatch:PutCompositeAlarm", ALARM).with(ACTIONS),
            need("cloudwatch:TagResource", ALARM).given("Tags"),
        ],
    ),
    row("DescribeAlarms", &[need("cloudwatch:DescribeAlarms", LISTED)]),
    row("DescribeAlarmsForMetric", &[need("cloudwatch:DescribeAlarmsForMetric", On::Nothing)]),
    row("DescribeAlarmHistory", &[need("cloudwatch:DescribeAlarmHistory", LISTED)]),
    row("DeleteAlarms", &[need("cloudwatch:DeleteAlarms", ALARMS)]),
    row("SetAlarmState", &[need("cloudwatch:SetAlarmState", ALARM)]),
    row("EnableAlarmActions", &[need("cloudwatch:EnableAlarmActions", ALARMS)]),
    row("DisableAlarmActions", &[need("cloudwatch:DisableAlarmActions", ALARMS)]),
    row("TagResource", &[need("cloudwatch:TagResource", RESOURCE)]),
    row("UntagResource", &[need("cloudwatch:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("cloudwatch:ListTagsForResource", RESOURCE)]),
    row(
        "PutMetricData",
        &[need("cloudwatch:PutMetricData", On::Nothing)
            .with(&[("cloudwatch:namespace", Source::At("Namespace"))])],
    ),
    row("GetMetricData", &[need("cloudwatch:GetMetricData", On::Nothing)]),
    row("GetMetricStatistics", &[need("cloudwatch:GetMetricStatistics", On::Nothing)]),
    row("ListMetrics", &[need("cloudwatch:ListMetrics", On::Nothing)]),
];

fn alarms(world: &World, input: &Input) -> Vec<String> {
    let start = filled("arn:aws:cloudwatch:{region}:{account}:alarm:", world, input);
    texts(input, "AlarmNames").into_iter().map(|name| format!("{start}{name}")).collect()
}

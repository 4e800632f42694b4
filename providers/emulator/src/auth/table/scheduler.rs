//! EventBridge Scheduler.

use super::super::need::{On, Row, Source, filled, need, pass, row, texts};
use crate::ops::Input;
use crate::world::World;

const SCHEDULE: On = On::Found(schedule);
const GROUP: On = On::Arn("arn:aws:scheduler:{region}:{account}:schedule-group/{Name}");
const RESOURCE: On = On::Each("ResourceArn");
const PASSED: &[(&str, Source)] =
    &[("iam:PassedToService", Source::Fixed("scheduler.amazonaws.com"))];

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateSchedule",
        &[need("scheduler:CreateSchedule", SCHEDULE), pass("Target.RoleArn", PASSED)],
    ),
    row(
        "UpdateSchedule",
        &[need("scheduler:UpdateSchedule", SCHEDULE), pass("Target.RoleArn", PASSED)],
    ),
    row("GetSchedule", &[need("scheduler:GetSchedule", SCHEDULE)]),
    row("DeleteSchedule", &[need("scheduler:DeleteSchedule", SCHEDULE)]),
    row("ListSchedules", &[need("scheduler:ListSchedules", On::Nothing)]),
    row(
        "CreateScheduleGroup",
        &[
            need("scheduler:CreateScheduleGroup", GROUP),
            need("scheduler:TagResource", GROUP).given("Tags"),
        ],
    ),
    row("GetScheduleGroup", &[need("scheduler:GetScheduleGroup", GROUP)]),
    row(
        "DeleteScheduleGroup",
        &[
            need("scheduler:DeleteScheduleGroup", GROUP),
            need(
                "scheduler:DeleteSchedule",
                On::Arn("arn:aws:scheduler:{region}:{account}:schedule/{Name}/*"),
            ),
        ],
    ),
    row("ListScheduleGroups", &[need("scheduler:ListScheduleGroups", On::Nothing)]),
    row("TagResource", &[need("scheduler:TagResource", RESOURCE)]),
    row("UntagResource", &[need("scheduler:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("scheduler:ListTagsForResource", RESOURCE)]),
];

fn schedule(world: &World, input: &Input) -> Vec<String> {
    let group = ["GroupName", "groupName"].iter().flat_map(|place| texts(input, place)).next();
    let group = group.unwrap_or_else(|| "default".to_owned());
    let name = texts(input, "Name").into_iter().next().unwrap_or_default();
    vec![format!(
        "{}{group}/{name}",
        filled("arn:aws:scheduler:{region}:{account}:schedule/", world, input)
    )]
}

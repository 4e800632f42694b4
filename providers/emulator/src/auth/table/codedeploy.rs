//! CodeDeploy.

use super::super::need::{On, Row, Source, need, pass, row};

const APPLICATION: On =
    On::Arn("arn:aws:codedeploy:{region}:{account}:application:{applicationName}");
const CONFIG: On =
    On::Arn("arn:aws:codedeploy:{region}:{account}:deploymentconfig:{deploymentConfigName}");
const GROUP: On = On::Arn(
    "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{applicationName}/{deploymentGroupName}",
);
/// The group that an existing one is renamed from.
const CURRENT: On = On::Arn(
    "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{applicationName}/{currentDeploymentGroupName}",
);
const ANY_GROUP: On = On::Arn("arn:aws:codedeploy:{region}:{account}:deploymentgroup:*");
const RESOURCE: On = On::Each("ResourceArn");
const PASSED: &[(&str, Source)] =
    &[("iam:PassedToService", Source::Fixed("codedeploy.amazonaws.com"))];

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateApplication",
        &[
            need("codedeploy:CreateApplication", APPLICATION),
            need("codedeploy:TagResource", APPLICATION).given("tags"),
        ],
    ),
    row("GetApplication", &[need("codedeploy:GetApplication", APPLICATION)]),
    row("UpdateApplication", &[need("codedeploy:UpdateApplication", APPLICATION)]),
    row("DeleteApplication", &[need("codedeploy:DeleteApplication", APPLICATION)]),
    row("ListApplications", &[need("codedeploy:ListApplications", On::Nothing)]),
    row(
        "BatchGetApplications",
        &[need(
            "codedeploy:BatchGetApplications",
            On::Arn("arn:aws:codedeploy:{region}:{account}:application:*"),
        )],
    ),
    row("CreateDeploymentConfig", &[need("codedeploy:CreateDeploymentConfig", CONFIG)]),
    row("GetDeploymentConfig", &[need("codedeploy:GetDeploymentConfig", CONFIG)]),
    row("DeleteDeploymentConfig", &[need("codedeploy:DeleteDeploymentConfig", CONFIG)]),
    row("ListDeploymentConfigs", &[need("codedeploy:ListDeploymentConfigs", On::Nothing)]),
    row(
        "CreateDeploymentGroup",
        &[
            need("codedeploy:CreateDeploymentGroup", GROUP),
            need("codedeploy:TagResource", GROUP).given("tags"),
            pass("serviceRoleArn", PASSED),
        ],
    ),
    row("GetDeploymentGroup", &[need("codedeploy:GetDeploymentGroup", GROUP)]),
    row(
        "UpdateDeploymentGroup",
        &[need("codedeploy:UpdateDeploymentGroup", CURRENT), pass("serviceRoleArn", PASSED)],
    ),
    row("DeleteDeploymentGroup", &[need("codedeploy:DeleteDeploymentGroup", GROUP)]),
    row("ListDeploymentGroups", &[need("codedeploy:ListDeploymentGroups", APPLICATION)]),
    row("BatchGetDeploymentGroups", &[need("codedeploy:BatchGetDeploymentGroups", ANY_GROUP)]),
    row(
        "CreateDeployment",
        &[
            need("codedeploy:CreateDeployment", GROUP),
            need("codedeploy:GetDeploymentConfig", CONFIG).given("deploymentConfigName"),
        ],
    ),
    row("GetDeployment", &[need("codedeploy:GetDeployment", ANY_GROUP)]),
    row("GetDeploymentTarget", &[need("codedeploy:GetDeploymentTarget", On::Nothing)]),
    row("ListDeploymentTargets", &[need("codedeploy:ListDeploymentTargets", On::Nothing)]),
    row("BatchGetDeployments", &[need("codedeploy:BatchGetDeployments", ANY_GROUP)]),
    row("BatchGetDeploymentTargets", &[need("codedeploy:BatchGetDeploymentTargets", On::Nothing)]),
    row("ListDeployments", &[need("codedeploy:ListDeployments", GROUP)]),
    row("StopDeployment", &[need("codedeploy:StopDeployment", On::Nothing)]),
    row("ContinueDeployment", &[need("codedeploy:ContinueDeployment", On::Nothing)]),
    row(
        "PutLifecycleEventHookExecutionStatus",
        &[need("codedeploy:PutLifecycleEventHookExecutionStatus", On::Nothing)],
    ),
    row(
        "RegisterApplicationRevision",
        &[need("codedeploy:RegisterApplicationRevision", APPLICATION)],
    ),
    row("GetApplicationRevision", &[need("codedeploy:GetApplicationRevision", APPLICATION)]),
    row("TagResource", &[need("codedeploy:TagResource", RESOURCE)]),
    row("UntagResource", &[need("codedeploy:UntagResource", RESOURCE)]),
    row("ListTagsForResource", &[need("codedeploy:ListTagsForResource", RESOURCE)]),
];

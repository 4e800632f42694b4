//! Lambda. Actions on a function name its qualifier where the request has one, but for those about its aliases.

use super::super::need::{Need, On, Row, Source, filled, need, pass, row, texts};
use crate::ops::Input;
use crate::ops::lambda::reference;
use crate::world::World;

const FUNCTION: On = On::Found(function);
const QUALIFIED: On = On::Found(qualified);
const MAPPING: On = On::Arn("arn:aws:lambda:{region}:{account}:event-source-mapping:{UUID}");
const LAYER: On = On::Arn("arn:aws:lambda:{region}:{account}:layer:{LayerName}");
const LAYER_VERSION: On =
    On::Arn("arn:aws:lambda:{region}:{account}:layer:{LayerName}:{VersionNumber}");
const SIGNING: On = On::Each("CodeSigningConfigArn");

const OF_FUNCTION: (&str, Source) = ("lambda:FunctionArn", Source::Found(qualified));
const URL_KEYS: &[(&str, Source)] =
    &[("lambda:FunctionUrlAuthType", Source::At("AuthType")), OF_FUNCTION];
const PASSED: &[(&str, Source)] = &[
    ("iam:PassedToService", Source::Fixed("lambda.amazonaws.com")),
    ("iam:AssociatedResourceArn", Source::Found(function)),
];
const NETWORK: &[(&str, Source)] = &[
    ("lambda:Layer", Source::At("Layers")),
    ("lambda:SubnetIds", Source::At("VpcConfig.SubnetIds")),
    ("lambda:SecurityGroupIds", Source::At("VpcConfig.SecurityGroupIds")),
    ("lambda:CodeSigningConfigArn", Source::At("CodeSigningConfigArn")),
];
const STATEMENT: &[(&str, Source)] = &[
    ("lambda:Principal", Source::At("Principal")),
    ("lambda:FunctionUrlAuthType", Source::At("FunctionUrlAuthType")),
];
const PASS: Need = pass("Role", PASSED);
const LAYERS: Need = need("lambda:GetLayerVersion", On::Each("Layers"));
const NEW_CODE: Need = need("s3:GetObject", On::Arn("arn:aws:s3:::{Code.S3Bucket}/{Code.S3Key}"))
    .given("Code.S3Bucket");
const CODE: Need =
    need("s3:GetObject", On::Arn("arn:aws:s3:::{S3Bucket}/{S3Key}")).given("S3Bucket");
const INVOKE: Need = need("lambda:InvokeFunction", QUALIFIED);

pub(super) const ROWS: &[Row] = &[
    row(
        "CreateFunction",
        &[
            need("lambda:CreateFunction", FUNCTION).with(NETWORK),
            need("lambda:TagResource", FUNCTION).given("Tags"),
            PASS,
            LAYERS,
            NEW_CODE,
        ],
    ),
    row(
        "UpdateFunctionConfiguration",
        &[need("lambda:UpdateFunctionConfiguration", FUNCTION).with(NETWORK), PASS, LAYERS],
    ),
    row("UpdateFunctionCode", &[need("lambda:UpdateFunctionCode", FUNCTION), CODE]),
    row("GetFunction", &[need("lambda:GetFunction", QUALIFIED)]),
    row("GetFunctionConfiguration", &[need("lambda:GetFunctionConfiguration", QUALIFIED)]),
    row("ListFunctions", &[need("lambda:ListFunctions", On::Nothing)]),
    row("DeleteFunction", &[need("lambda:DeleteFunction", QUALIFIED)]),
    row("PublishVersion", &[need("lambda:PublishVersion", FUNCTION)]),
    row("ListVersionsByFunction", &[need("lambda:ListVersionsByFunction", FUNCTION)]),
    row("CreateAlias", &[need("lambda:CreateAlias", FUNCTION)]),
    row("GetAlias", &[need("lambda:GetAlias", FUNCTION)]),
    row("ListAliases", &[need("lambda:ListAliases", FUNCTION)]),
    row("UpdateAlias", &[need("lambda:UpdateAlias", FUNCTION)]),
    row("DeleteAlias", &[need("lambda:DeleteAlias", FUNCTION)]),
    row("AddPermission", &[need("lambda:AddPermission", QUALIFIED).with(STATEMENT)]),
    row("RemovePermission", &[need("lambda:RemovePermission", QUALIFIED)]),
    row("GetPolicy", &[need("lambda:GetPolicy", QUALIFIED)]),
    row("PutFunctionConcurrency", &[need("lambda:PutFunctionConcurrency", FUNCTION)]),
    row("GetFunctionConcurrency", &[need("lambda:GetFunctionConcurrency", FUNCTION)]),
    row("DeleteFunctionConcurrency", &[need("lambda:DeleteFunctionConcurrency", FUNCTION)]),
    row("GetAccountSettings", &[need("lambda:GetAccountSettings", On::Nothing)]),
    row(
        "PutProvisionedConcurrencyConfig",
        &[need("lambda:PutProvisionedConcurrencyConfig", QUALIFIED)],
    ),
    row(
        "GetProvisionedConcurrencyConfig",
        &[need("lambda:GetProvisionedConcurrencyConfig", QUALIFIED)],
    ),
    row(
        "DeleteProvisionedConcurrencyConfig",
        &[need("lambda:DeleteProvisionedConcurrencyConfig", QUALIFIED)],
    ),
    row(
        "ListProvisionedConcurrencyConfigs",
        &[need("lambda:ListProvisionedConcurrencyConfigs", FUNCTION)],
    ),
    row("PutFunctionEventInvokeConfig", &[need("lambda:PutFunctionEventInvokeConfig", QUALIFIED)]),
    row(
        "UpdateFunctionEventInvokeConfig",
        &[need("lambda:UpdateFunctionEventInvokeConfig", QUALIFIED)],
    ),
    row("GetFunctionEventInvokeConfig", &[need("lambda:GetFunctionEventInvokeConfig", QUALIFIED)]),
    row(
        "DeleteFunctionEventInvokeConfig",
        &[need("lambda:DeleteFunctionEventInvokeConfig", QUALIFIED)],
    ),
    row(
        "ListFunctionEventInvokeConfigs",
        &[need("lambda:ListFunctionEventInvokeConfigs", FUNCTION)],
    ),
    row(
        "CreateFunctionUrlConfig",
        &[need("lambda:CreateFunctionUrlConfig", QUALIFIED).with(URL_KEYS)],
    ),
    row("GetFunctionUrlConfig", &[need("lambda:GetFunctionUrlConfig", QUALIFIED).with(URL_KEYS)]),
    row(
        "UpdateFunctionUrlConfig",
        &[need("lambda:UpdateFunctionUrlConfig", QUALIFIED).with(URL_KEYS)],
    ),
    row(
        "DeleteFunctionUrlConfig",
        &[need("lambda:DeleteFunctionUrlConfig", QUALIFIED).with(URL_KEYS)],
    ),
    row("ListFunctionUrlConfigs", &[need("lambda:ListFunctionUrlConfigs", FUNCTION)]),
    row("TagResource", &[need("lambda:TagResource", On::Each("Resource"))]),
    row("UntagResource", &[need("lambda:UntagResource", On::Each("Resource"))]),
    row("ListTags", &[need("lambda:ListTags", On::Each("Resource"))]),
    row("GetFunctionCodeSigningConfig", &[need("lambda:GetFunctionCodeSigningConfig", FUNCTION)]),
    row(
        "PutFunctionCodeSigningConfig",
        &[
            need("lambda:PutFunctionCodeSigningConfig", FUNCTION),
            need("lambda:PutFunctionCodeSigningConfig", SIGNING),
        ],
    ),
    row(
        "DeleteFunctionCodeSigningConfig",
        &[need("lambda:DeleteFunctionCodeSigningConfig", FUNCTION)],
    ),
    row("CreateCodeSigningConfig", &[need("lambda:CreateCodeSigningConfig", On::Nothing)]),
    row("GetCodeSigningConfig", &[need("lambda:GetCodeSigningConfig", SIGNING)]),
    row("UpdateCodeSigningConfig", &[need("lambda:UpdateCodeSigningConfig", SIGNING)]),
    row("DeleteCodeSigningConfig", &[need("lambda:DeleteCodeSigningConfig", SIGNING)]),
    row("ListCodeSigningConfigs", &[need("lambda:ListCodeSigningConfigs", On::Nothing)]),
    row(
        "ListFunctionsByCodeSigningConfig",
        &[need("lambda:ListFunctionsByCodeSigningConfig", SIGNING)],
    ),
    row("GetRuntimeManagementConfig", &[need("lambda:GetRuntimeManagementConfig", FUNCTION)]),
    row("PutRuntimeManagementConfig", &[need("lambda:PutRuntimeManagementConfig", FUNCTION)]),
    row("GetFunctionRecursionConfig", &[need("lambda:GetFunctionRecursionConfig", FUNCTION)]),
    row("PutFunctionRecursionConfig", &[need("lambda:PutFunctionRecursionConfig", FUNCTION)]),
    row("Invoke", &[INVOKE]),
    row("InvokeAsync", &[INVOKE]),
    row("InvokeWithResponseStream", &[INVOKE]),
    row(
        "CreateEventSourceMapping",
        &[
            need("lambda:CreateEventSourceMapping", On::Nothing).with(&[OF_FUNCTION]),
            need(
                "lambda:TagResource",
                On::Arn("arn:aws:lambda:{region}:{account}:event-source-mapping:*"),
            )
            .given("Tags"),
        ],
    ),
    row("GetEventSourceMapping", &[need("lambda:GetEventSourceMapping", MAPPING)]),
    row(
        "UpdateEventSourceMapping",
        &[need("lambda:UpdateEventSourceMapping", MAPPING).with(&[OF_FUNCTION])],
    ),
    row("DeleteEventSourceMapping", &[need("lambda:DeleteEventSourceMapping", MAPPING)]),
    row("ListEventSourceMappings", &[need("lambda:ListEventSourceMappings", On::Nothing)]),
    row("PublishLayerVersion", &[need("lambda:PublishLayerVersion", LAYER), NEW_LAYER]),
    row("GetLayerVersion", &[need("lambda:GetLayerVersion", LAYER_VERSION)]),
    row("GetLayerVersionByArn", &[need("lambda:GetLayerVersion", On::Each("Arn"))]),
    row("DeleteLayerVersion", &[need("lambda:DeleteLayerVersion", LAYER_VERSION)]),
    row("ListLayers", &[need("lambda:ListLayers", On::Nothing)]),
    row("ListLayerVersions", &[need("lambda:ListLayerVersions", On::Nothing)]),
    row("GetLayerVersionPolicy", &[need("lambda:GetLayerVersionPolicy", LAYER_VERSION)]),
    row("AddLayerVersionPermission", &[need("lambda:AddLayerVersionPermission", LAYER_VERSION)]),
    row(
        "RemoveLayerVersionPermission",
        &[need("lambda:RemoveLayerVersionPermission", LAYER_VERSION)],
    ),
];

const NEW_LAYER: Need =
    need("s3:GetObject", On::Arn("arn:aws:s3:::{Content.S3Bucket}/{Content.S3Key}"))
        .given("Content.S3Bucket");

/// The function's ARN without a qualifier.
fn function(world: &World, input: &Input) -> Vec<String> {
    vec![named(world, input, false)]
}

/// The function's ARN with the qualifier of the request.
fn qualified(world: &World, input: &Input) -> Vec<String> {
    vec![named(world, input, true)]
}

fn named(world: &World, input: &Input, is_qualified: bool) -> String {
    let text = texts(input, "FunctionName").into_iter().next().unwrap_or_default();
    let Ok(reference) = reference::parse(world, &text) else {
        // A name that is none is refused by the operation itself.
        return filled("arn:aws:lambda:{region}:{account}:function:{FunctionName}", world, input);
    };
    let given = texts(input, "Qualifier").into_iter().next();
    let qualifier = reference.qualifier.or(given).filter(|_| is_qualified);
    reference::arn(world, &reference.name, qualifier.as_deref())
}

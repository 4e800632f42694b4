//! The operation table: one row per mutating cloud call.
//!
//! The planner (budget, order, the deployer's policy), the driver (permit, retry, resume), the
//! rate limiter and the provider all read the same row.
use serde::{Deserialize, Serialize};

/// Which of the cloud's rate limits a call counts against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// Lambda's control plane except `GetFunction` and `GetPolicy`: 15 a second.
    LambdaRest,
    /// Lambda's `Invoke`: its own, generous limit.
    LambdaInvoke,
    /// IAM writes: undocumented, about 5 a second.
    IamWrite,
    /// API Gateway management: 10 a second.
    ApiGateway,
    /// SQS management.
    Sqs,
    /// CloudWatch Logs management: 5 to 10 a second.
    Logs,
}

impl Bucket {
    /// Calls a second that AWS allows (or, where it publishes nothing, that are known to pass).
    pub const fn rate(self) -> f64 {
        match self {
            Self::LambdaRest => 15.0,
            Self::LambdaInvoke => 1_000.0,
            Self::IamWrite | Self::Logs => 5.0,
            Self::ApiGateway => 10.0,
            Self::Sqs => 20.0,
        }
    }
}

/// What an intent without an outcome means to whoever resumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Doing it once more does no harm.
    Repeat,
    /// Look for the thing by its name and our tags.
    ByName,
    /// Its guard fails if it already happened.
    ByGuard,
    /// Look for the content's digest.
    ByDigest,
    /// The service gives names of its own: look for our tag, patiently, before creating again.
    ByTag,
}

/// What must be waited for after the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settles {
    /// Nothing: the answer is the end.
    AtOnce,
    /// Until the resource reports that it is ready.
    Later,
}

/// The facts of one operation.
#[derive(Debug)]
pub struct OperationRow {
    /// Service prefix, as in IAM actions.
    pub service: &'static str,
    /// IAM actions the caller needs; the first is the call itself.
    pub actions: &'static [&'static str],
    /// Rate limit it counts against.
    pub bucket: Bucket,
    /// Meaning of an interrupted attempt.
    pub again: Again,
    /// Whether something must be waited for afterwards.
    pub settles: Settles,
    /// What the call does, for people: "create queue".
    pub words: &'static str,
}

macro_rules! operations { ($($name:ident: $bucket:ident $again:ident $settles:ident $words:literal $service:literal [$($action:literal),+];)*) => {
    /// A mutating cloud call.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    pub enum Operation { $(#[doc = $words] $name,)* }
    impl Operation {
        /// Every operation, in table order.
        pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        /// The row of this operation.
        pub const fn row(self) -> &'static OperationRow {
            match self { $(Self::$name => &OperationRow {
                service: $service, actions: &[$($action,)+], bucket: Bucket::$bucket,
                again: Again::$again, settles: Settles::$settles, words: $words,
            },)* }
        }
        /// The operation's own name, such as `CreateQueue`.
        pub const fn name(self) -> &'static str {
            match self { $(Self::$name => stringify!($name),)* }
        }
    }
} }

operations! {
    CreateQueue: Sqs ByName AtOnce "create queue" "sqs" ["sqs:CreateQueue", "sqs:TagQueue"];
    SetQueueAttributes: Sqs Repeat AtOnce "change queue" "sqs" ["sqs:SetQueueAttributes"];
    TagQueue: Sqs Repeat AtOnce "tag queue" "sqs" ["sqs:TagQueue"];
    UntagQueue: Sqs Repeat AtOnce "untag queue" "sqs" ["sqs:UntagQueue"];
    DeleteQueue: Sqs Repeat AtOnce "delete queue" "sqs" ["sqs:DeleteQueue"];

    CreateRole: IamWrite ByName AtOnce "create role" "iam" ["iam:CreateRole", "iam:TagRole"];
    UpdateAssumeRolePolicy: IamWrite Repeat AtOnce "change who may assume the role" "iam" ["iam:UpdateAssumeRolePolicy"];
    UpdateRole: IamWrite Repeat AtOnce "change role" "iam" ["iam:UpdateRole"];
    PutRolePermissionsBoundary: IamWrite Repeat AtOnce "set permissions boundary" "iam" ["iam:PutRolePermissionsBoundary"];
    DeleteRolePermissionsBoundary: IamWrite Repeat AtOnce "remove permissions boundary" "iam" ["iam:DeleteRolePermissionsBoundary"];
    TagRole: IamWrite Repeat AtOnce "tag role" "iam" ["iam:TagRole"];
    UntagRole: IamWrite Repeat AtOnce "untag role" "iam" ["iam:UntagRole"];
    DeleteRole: IamWrite Repeat AtOnce "delete role" "iam" ["iam:DeleteRole"];
    PutRolePolicy: IamWrite Repeat AtOnce "write role policy" "iam" ["iam:PutRolePolicy"];
    DeleteRolePolicy: IamWrite Repeat AtOnce "delete role policy" "iam" ["iam:DeleteRolePolicy"];
    AttachRolePolicy: IamWrite Repeat AtOnce "attach managed policy" "iam" ["iam:AttachRolePolicy"];
    DetachRolePolicy: IamWrite Repeat AtOnce "detach managed policy" "iam" ["iam:DetachRolePolicy"];

    CreateLogGroup: Logs ByName AtOnce "create log group" "logs" ["logs:CreateLogGroup", "logs:TagResource"];
    PutRetentionPolicy: Logs Repeat AtOnce "set log retention" "logs" ["logs:PutRetentionPolicy"];
    DeleteRetentionPolicy: Logs Repeat AtOnce "remove log retention" "logs" ["logs:DeleteRetentionPolicy"];
    TagLogGroup: Logs Repeat AtOnce "tag log group" "logs" ["logs:TagResource"];
    UntagLogGroup: Logs Repeat AtOnce "untag log group" "logs" ["logs:UntagResource"];
    DeleteLogGroup: Logs Repeat AtOnce "delete log group" "logs" ["logs:DeleteLogGroup"];

    CreateFunction: LambdaRest ByName Later "create function" "lambda" ["lambda:CreateFunction", "lambda:TagResource", "iam:PassRole"];
    UpdateFunctionConfiguration: LambdaRest ByGuard Later "change function configuration" "lambda" ["lambda:UpdateFunctionConfiguration", "iam:PassRole"];
    UpdateFunctionCode: LambdaRest ByGuard Later "upload function code" "lambda" ["lambda:UpdateFunctionCode"];
    PutFunctionConcurrency: LambdaRest Repeat AtOnce "set reserved concurrency" "lambda" ["lambda:PutFunctionConcurrency"];
    DeleteFunctionConcurrency: LambdaRest Repeat AtOnce "remove reserved concurrency" "lambda" ["lambda:DeleteFunctionConcurrency"];
    TagFunction: LambdaRest Repeat AtOnce "tag function" "lambda" ["lambda:TagResource"];
    UntagFunction: LambdaRest Repeat AtOnce "untag function" "lambda" ["lambda:UntagResource"];
    DeleteFunction: LambdaRest Repeat AtOnce "delete function" "lambda" ["lambda:DeleteFunction"];
    PublishVersion: LambdaRest ByDigest Later "publish version" "lambda" ["lambda:PublishVersion"];
    PutProvisionedConcurrency: LambdaRest Repeat Later "provision concurrency" "lambda" ["lambda:PutProvisionedConcurrencyConfig"];
    DeleteProvisionedConcurrency: LambdaRest Repeat AtOnce "release provisioned concurrency" "lambda" ["lambda:DeleteProvisionedConcurrencyConfig"];
    InvokeVersion: LambdaInvoke Repeat AtOnce "smoke test" "lambda" ["lambda:InvokeFunction"];
    CreateAlias: LambdaRest ByName AtOnce "create alias" "lambda" ["lambda:CreateAlias"];
    UpdateAlias: LambdaRest ByGuard AtOnce "shift alias" "lambda" ["lambda:UpdateAlias"];
    RestoreAlias: LambdaRest Repeat AtOnce "restore alias" "lambda" ["lambda:UpdateAlias"];
    DeleteAlias: LambdaRest Repeat AtOnce "delete alias" "lambda" ["lambda:DeleteAlias"];
    AddPermission: LambdaRest ByName AtOnce "add permission" "lambda" ["lambda:AddPermission"];
    RemovePermission: LambdaRest Repeat AtOnce "remove permission" "lambda" ["lambda:RemovePermission"];

    CreateApi: ApiGateway ByTag AtOnce "create API" "apigateway" ["apigateway:POST", "apigateway:TagResource"];
    UpdateApi: ApiGateway Repeat AtOnce "change API" "apigateway" ["apigateway:PATCH"];
    DeleteCorsConfiguration: ApiGateway Repeat AtOnce "remove CORS" "apigateway" ["apigateway:DELETE"];
    TagApi: ApiGateway Repeat AtOnce "tag API" "apigateway" ["apigateway:POST", "apigateway:TagResource"];
    UntagApi: ApiGateway Repeat AtOnce "untag API" "apigateway" ["apigateway:DELETE", "apigateway:UntagResource"];
    DeleteApi: ApiGateway Repeat AtOnce "delete API" "apigateway" ["apigateway:DELETE"];
    CreateIntegration: ApiGateway ByName AtOnce "create integration" "apigateway" ["apigateway:POST"];
    UpdateIntegration: ApiGateway Repeat AtOnce "change integration" "apigateway" ["apigateway:PATCH"];
    DeleteIntegration: ApiGateway Repeat AtOnce "delete integration" "apigateway" ["apigateway:DELETE"];
    CreateRoute: ApiGateway ByName AtOnce "create route" "apigateway" ["apigateway:POST"];
    UpdateRoute: ApiGateway Repeat AtOnce "change route" "apigateway" ["apigateway:PATCH"];
    DeleteRoute: ApiGateway Repeat AtOnce "delete route" "apigateway" ["apigateway:DELETE"];
    CreateStage: ApiGateway ByName AtOnce "create API stage" "apigateway" ["apigateway:POST", "apigateway:TagResource"];
    UpdateStage: ApiGateway Repeat AtOnce "change API stage" "apigateway" ["apigateway:PATCH"];
    DeleteStage: ApiGateway Repeat AtOnce "delete API stage" "apigateway" ["apigateway:DELETE"];
}

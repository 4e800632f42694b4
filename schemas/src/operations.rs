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
    /// SNS management: 30 a second for topics, 100 for subscriptions.
    Sns,
    /// DynamoDB's control plane: `CreateTable`, `UpdateTable` and `DeleteTable` together, tens a second.
    DynamoDb,
    /// Kinesis' control plane: 5 a second for most of its calls.
    Kinesis,
    /// EventBridge management: undocumented, tens a second.
    Events,
    /// EventBridge Scheduler: 50 a second and more, by region.
    Scheduler,
    /// Application Auto Scaling: AWS publishes no number; 10 a second are known to pass.
    AutoScaling,
    /// CloudWatch alarms: 3 a second.
    CloudWatch,
    /// CloudWatch Logs management: 5 to 10 a second.
    Logs,
    /// S3's settings of buckets: AWS publishes no number, and refuses with `SlowDown` what is too fast.
    S3,
    /// Writes of Parameter Store: AWS publishes no number, and is known to refuse more than a few.
    Ssm,
}

impl Bucket {
    /// Calls a second that AWS allows (or, where it publishes nothing, that are known to pass).
    pub const fn rate(self) -> f64 {
        match self {
            Self::LambdaRest => 15.0,
            Self::LambdaInvoke => 1_000.0,
            Self::IamWrite | Self::Logs | Self::Kinesis => 5.0,
            Self::CloudWatch | Self::Ssm => 3.0,
            Self::ApiGateway | Self::AutoScaling => 10.0,
            Self::Sqs | Self::DynamoDb | Self::Events => 20.0,
            Self::Sns => 30.0,
            Self::S3 | Self::Scheduler => 50.0,
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
        /// Whether packed code goes with the call, unless it is put into a bucket first.
        pub const fn sends_code(self) -> bool {
            matches!(self, Self::CreateFunction | Self::UpdateFunctionCode | Self::PublishLayerVersion)
        }
        /// The operation's own name, such as `CreateQueue`.
        pub const fn name(self) -> &'static str {
            match self { $(Self::$name => stringify!($name),)* }
        }
    }
} }

operations! {
    // SQS.
    CreateQueue: Sqs ByName AtOnce "create queue" "sqs" ["sqs:CreateQueue", "sqs:TagQueue"];
    SetQueueAttributes: Sqs Repeat AtOnce "change queue" "sqs" ["sqs:SetQueueAttributes"];
    TagQueue: Sqs Repeat AtOnce "tag queue" "sqs" ["sqs:TagQueue"];
    UntagQueue: Sqs Repeat AtOnce "untag queue" "sqs" ["sqs:UntagQueue"];
    DeleteQueue: Sqs Repeat AtOnce "delete queue" "sqs" ["sqs:DeleteQueue"];

    // IAM.
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

    // CloudWatch Logs.
    CreateLogGroup: Logs ByName AtOnce "create log group" "logs" ["logs:CreateLogGroup", "logs:TagResource"];
    PutRetentionPolicy: Logs Repeat AtOnce "set log retention" "logs" ["logs:PutRetentionPolicy"];
    DeleteRetentionPolicy: Logs Repeat AtOnce "remove log retention" "logs" ["logs:DeleteRetentionPolicy"];
    PutSubscriptionFilter: Logs Repeat AtOnce "write subscription filter" "logs" ["logs:PutSubscriptionFilter"];
    DeleteSubscriptionFilter: Logs Repeat AtOnce "delete subscription filter" "logs" ["logs:DeleteSubscriptionFilter"];
    TagLogGroup: Logs Repeat AtOnce "tag log group" "logs" ["logs:TagResource"];
    UntagLogGroup: Logs Repeat AtOnce "untag log group" "logs" ["logs:UntagResource"];
    DeleteLogGroup: Logs Repeat AtOnce "delete log group" "logs" ["logs:DeleteLogGroup"];

    // Lambda: functions, versions, aliases, permissions.
    CreateFunction: LambdaRest ByName Later "create function" "lambda" ["lambda:CreateFunction", "lambda:TagResource", "lambda:GetLayerVersion", "iam:PassRole"];
    UpdateFunctionConfiguration: LambdaRest ByGuard Later "change function configuration" "lambda" ["lambda:UpdateFunctionConfiguration", "lambda:GetLayerVersion", "iam:PassRole"];
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
    PutEventInvokeConfig: LambdaRest Repeat AtOnce "set what becomes of events" "lambda" ["lambda:PutFunctionEventInvokeConfig"];
    CreateFunctionUrl: LambdaRest ByName AtOnce "create function URL" "lambda" ["lambda:CreateFunctionUrlConfig"];
    UpdateFunctionUrl: LambdaRest Repeat AtOnce "change function URL" "lambda" ["lambda:UpdateFunctionUrlConfig"];
    DeleteFunctionUrl: LambdaRest Repeat AtOnce "delete function URL" "lambda" ["lambda:DeleteFunctionUrlConfig"];
    DeleteEventInvokeConfig: LambdaRest Repeat AtOnce "remove what becomes of events" "lambda" ["lambda:DeleteFunctionEventInvokeConfig"];
    RemovePermission: LambdaRest Repeat AtOnce "remove permission" "lambda" ["lambda:RemovePermission"];

    // Lambda: event source mappings, layers, URLs, asynchronous settings.
    PublishLayerVersion: LambdaRest ByDigest AtOnce "publish layer version" "lambda" ["lambda:PublishLayerVersion", "lambda:ListLayerVersions"];
    DeleteLayerVersion: LambdaRest Repeat AtOnce "delete layer version" "lambda" ["lambda:DeleteLayerVersion"];
    CreateEventSourceMapping: LambdaRest ByName AtOnce "create event source mapping" "lambda" ["lambda:CreateEventSourceMapping", "lambda:TagResource"];
    UpdateEventSourceMapping: LambdaRest Repeat AtOnce "change event source mapping" "lambda" ["lambda:UpdateEventSourceMapping"];
    TagMapping: LambdaRest Repeat AtOnce "tag event source mapping" "lambda" ["lambda:TagResource"];
    UntagMapping: LambdaRest Repeat AtOnce "untag event source mapping" "lambda" ["lambda:UntagResource"];
    DeleteEventSourceMapping: LambdaRest Repeat AtOnce "delete event source mapping" "lambda" ["lambda:DeleteEventSourceMapping"];

    // API Gateway.
    CreateApi: ApiGateway ByTag AtOnce "create API" "apigateway" ["apigateway:POST", "apigateway:TagResource"];
    UpdateApi: ApiGateway Repeat AtOnce "change API" "apigateway" ["apigateway:PATCH"];
    DeleteCorsConfiguration: ApiGateway Repeat AtOnce "remove CORS" "apigateway" ["apigateway:DELETE"];
    TagApi: ApiGateway Repeat AtOnce "tag API" "apigateway" ["apigateway:POST", "apigateway:TagResource"];
    UntagApi: ApiGateway Repeat AtOnce "untag API" "apigateway" ["apigateway:DELETE", "apigateway:UntagResource"];
    DeleteApi: ApiGateway Repeat AtOnce "delete API" "apigateway" ["apigateway:DELETE"];
    CreateAuthorizer: ApiGateway ByName AtOnce "create authorizer" "apigateway" ["apigateway:POST"];
    UpdateAuthorizer: ApiGateway Repeat AtOnce "change authorizer" "apigateway" ["apigateway:PATCH"];
    DeleteAuthorizer: ApiGateway Repeat AtOnce "delete authorizer" "apigateway" ["apigateway:DELETE"];
    CreateIntegration: ApiGateway ByName AtOnce "create integration" "apigateway" ["apigateway:POST"];
    UpdateIntegration: ApiGateway Repeat AtOnce "change integration" "apigateway" ["apigateway:PATCH"];
    DeleteIntegration: ApiGateway Repeat AtOnce "delete integration" "apigateway" ["apigateway:DELETE"];
    CreateServiceIntegration: ApiGateway ByName AtOnce "create service integration" "apigateway" ["apigateway:POST", "iam:PassRole"];
    UpdateServiceIntegration: ApiGateway Repeat AtOnce "change service integration" "apigateway" ["apigateway:PATCH", "iam:PassRole"];
    DeleteServiceIntegration: ApiGateway Repeat AtOnce "delete service integration" "apigateway" ["apigateway:DELETE"];
    CreateRoute: ApiGateway ByName AtOnce "create route" "apigateway" ["apigateway:POST"];
    UpdateRoute: ApiGateway Repeat AtOnce "change route" "apigateway" ["apigateway:PATCH"];
    DeleteRoute: ApiGateway Repeat AtOnce "delete route" "apigateway" ["apigateway:DELETE"];
    CreateStage: ApiGateway ByName AtOnce "create API stage" "apigateway" ["apigateway:POST"];
    UpdateStage: ApiGateway Repeat AtOnce "change API stage" "apigateway" ["apigateway:PATCH"];
    PutAccessLogs: ApiGateway Repeat AtOnce "write access logs" "apigateway" [
        "apigateway:PATCH", "logs:CreateLogDelivery", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:DescribeLogGroups"
    ];
    DeleteAccessLogs: ApiGateway Repeat AtOnce "write no access logs" "apigateway" ["apigateway:DELETE", "logs:DeleteLogDelivery"];
    PutRouteSettings: ApiGateway Repeat AtOnce "set limits of route" "apigateway" ["apigateway:PATCH"];
    DeleteRouteSettings: ApiGateway Repeat AtOnce "remove limits of route" "apigateway" ["apigateway:DELETE"];
    DeleteStage: ApiGateway Repeat AtOnce "delete API stage" "apigateway" ["apigateway:DELETE"];

    CreateBucket: S3 ByName AtOnce "create bucket" "s3" ["s3:CreateBucket", "s3:TagResource"];
    PutBucketVersioning: S3 Repeat AtOnce "set versioning" "s3" ["s3:PutBucketVersioning"];
    PutBucketEncryption: S3 Repeat AtOnce "set encryption" "s3" ["s3:PutEncryptionConfiguration"];
    DeleteBucketEncryption: S3 Repeat AtOnce "remove encryption key" "s3" ["s3:PutEncryptionConfiguration"];
    PutPublicAccessBlock: S3 Repeat AtOnce "set public access block" "s3" ["s3:PutBucketPublicAccessBlock"];
    PutBucketLifecycle: S3 Repeat AtOnce "set lifecycle" "s3" ["s3:PutLifecycleConfiguration"];
    DeleteBucketLifecycle: S3 Repeat AtOnce "remove lifecycle" "s3" ["s3:PutLifecycleConfiguration"];
    PutBucketCors: S3 Repeat AtOnce "set CORS" "s3" ["s3:PutBucketCORS"];
    DeleteBucketCors: S3 Repeat AtOnce "remove CORS" "s3" ["s3:PutBucketCORS"];
    PutBucketPolicy: S3 Repeat AtOnce "set bucket policy" "s3" ["s3:PutBucketPolicy"];
    DeleteBucketPolicy: S3 Repeat AtOnce "remove bucket policy" "s3" ["s3:DeleteBucketPolicy"];
    TagBucket: S3 Repeat AtOnce "tag bucket" "s3" ["s3:PutBucketTagging", "s3:GetBucketTagging"];
    UntagBucket: S3 Repeat AtOnce "untag bucket" "s3" ["s3:PutBucketTagging", "s3:GetBucketTagging"];
    // Lambda reads the object with its caller's rights (aws-doc: Lambda, CreateFunction), so both are the deployer's.
    PutObject: S3 Repeat AtOnce "upload packed code" "s3" ["s3:PutObject", "s3:GetObject"];
    EmptyBucket: S3 Repeat AtOnce "delete all objects" "s3" ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"];
    DeleteBucket: S3 Repeat AtOnce "delete bucket" "s3" ["s3:DeleteBucket"];
    PutBucketNotification: S3 Repeat AtOnce "set notification" "s3" ["s3:PutBucketNotification", "s3:GetBucketNotification"];
    TakeBucketNotification: S3 Repeat AtOnce "remove notification" "s3" ["s3:PutBucketNotification", "s3:GetBucketNotification"];

    // CloudWatch alarms.
    PutMetricAlarm: CloudWatch Repeat AtOnce "write alarm" "cloudwatch" ["cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"];
    PutCompositeAlarm: CloudWatch Repeat AtOnce "write composite alarm" "cloudwatch" ["cloudwatch:PutCompositeAlarm", "cloudwatch:TagResource"];
    TagAlarm: CloudWatch Repeat AtOnce "tag alarm" "cloudwatch" ["cloudwatch:TagResource"];
    UntagAlarm: CloudWatch Repeat AtOnce "untag alarm" "cloudwatch" ["cloudwatch:UntagResource"];
    DeleteAlarm: CloudWatch Repeat AtOnce "delete alarm" "cloudwatch" ["cloudwatch:DeleteAlarms"];

    // DynamoDB.
    CreateTable: DynamoDb ByName Later "create table" "dynamodb" ["dynamodb:CreateTable", "dynamodb:TagResource"];
    UpdateTableCapacity: DynamoDb Repeat Later "change table's capacity" "dynamodb" ["dynamodb:UpdateTable"];
    UpdateTableIndexes: DynamoDb Repeat Later "change table's indexes" "dynamodb" ["dynamodb:UpdateTable", "dynamodb:DescribeTable"];
    UpdateTableStream: DynamoDb Repeat Later "change table's stream" "dynamodb" ["dynamodb:UpdateTable", "dynamodb:DescribeTable"];
    UpdateTableClass: DynamoDb Repeat Later "change table's class" "dynamodb" ["dynamodb:UpdateTable"];
    UpdateTableEncryption: DynamoDb Repeat Later "change table's encryption" "dynamodb" ["dynamodb:UpdateTable"];
    UpdateTableProtection: DynamoDb Repeat Later "change table's deletion protection" "dynamodb" ["dynamodb:UpdateTable"];
    UpdateTimeToLive: DynamoDb Repeat AtOnce "set time to live" "dynamodb" ["dynamodb:UpdateTimeToLive", "dynamodb:DescribeTimeToLive"];
    UpdateContinuousBackups: DynamoDb Repeat AtOnce "set point-in-time recovery" "dynamodb" ["dynamodb:UpdateContinuousBackups"];
    TagTable: DynamoDb Repeat AtOnce "tag table" "dynamodb" ["dynamodb:TagResource"];
    UntagTable: DynamoDb Repeat AtOnce "untag table" "dynamodb" ["dynamodb:UntagResource"];
    DeleteTable: DynamoDb Repeat AtOnce "delete table" "dynamodb" ["dynamodb:DeleteTable", "dynamodb:DescribeTable"];

    // EventBridge.
    CreateEventBus: Events ByName AtOnce "create event bus" "events" ["events:CreateEventBus", "events:TagResource"];
    UpdateEventBus: Events Repeat AtOnce "change event bus" "events" ["events:UpdateEventBus"];
    PutBusPolicy: Events Repeat AtOnce "write event bus's policy" "events" ["events:PutPermission"];
    RemoveBusPolicy: Events Repeat AtOnce "remove event bus's policy" "events" ["events:RemovePermission"];
    TagBus: Events Repeat AtOnce "tag event bus" "events" ["events:TagResource"];
    UntagBus: Events Repeat AtOnce "untag event bus" "events" ["events:UntagResource"];
    DeleteEventBus: Events Repeat AtOnce "delete event bus" "events" ["events:DeleteEventBus"];
    PutRule: Events Repeat AtOnce "write rule" "events" ["events:PutRule", "events:TagResource"];
    TagRule: Events Repeat AtOnce "tag rule" "events" ["events:TagResource"];
    UntagRule: Events Repeat AtOnce "untag rule" "events" ["events:UntagResource"];
    DeleteRule: Events Repeat AtOnce "delete rule" "events" ["events:DeleteRule"];
    PutTargets: Events Repeat AtOnce "write rule's target" "events" ["events:PutTargets", "iam:PassRole"];
    RemoveTargets: Events Repeat AtOnce "remove rule's target" "events" ["events:RemoveTargets"];

    // EventBridge Scheduler.
    CreateScheduleGroup: Scheduler ByName AtOnce "create schedule group" "scheduler" ["scheduler:CreateScheduleGroup", "scheduler:TagResource"];
    TagScheduleGroup: Scheduler Repeat AtOnce "tag schedule group" "scheduler" ["scheduler:TagResource"];
    UntagScheduleGroup: Scheduler Repeat AtOnce "untag schedule group" "scheduler" ["scheduler:UntagResource"];
    DeleteScheduleGroup: Scheduler Repeat AtOnce "delete schedule group" "scheduler" ["scheduler:DeleteScheduleGroup", "scheduler:DeleteSchedule"];
    CreateSchedule: Scheduler ByName AtOnce "create schedule" "scheduler" ["scheduler:CreateSchedule", "iam:PassRole"];
    UpdateSchedule: Scheduler Repeat AtOnce "change schedule" "scheduler" ["scheduler:UpdateSchedule", "iam:PassRole"];
    DeleteSchedule: Scheduler Repeat AtOnce "delete schedule" "scheduler" ["scheduler:DeleteSchedule"];

    // Kinesis.
    CreateStream: Kinesis ByName Later "create stream" "kinesis" ["kinesis:CreateStream", "kinesis:AddTagsToStream", "kinesis:DescribeStreamSummary"];
    UpdateStreamMode: Kinesis Repeat Later "set stream's mode" "kinesis" ["kinesis:UpdateStreamMode"];
    UpdateShardCount: Kinesis Repeat Later "set stream's shards" "kinesis" ["kinesis:UpdateShardCount", "kinesis:DescribeStreamSummary"];
    SetStreamRetention: Kinesis Repeat Later "set stream's retention" "kinesis" [
        "kinesis:IncreaseStreamRetentionPeriod", "kinesis:DecreaseStreamRetentionPeriod", "kinesis:DescribeStreamSummary"
    ];
    StartStreamEncryption: Kinesis Repeat Later "encrypt stream" "kinesis" ["kinesis:StartStreamEncryption", "kms:DescribeKey"];
    StopStreamEncryption: Kinesis Repeat Later "stop encrypting stream" "kinesis" ["kinesis:StopStreamEncryption", "kinesis:DescribeStreamSummary"];
    TagStream: Kinesis Repeat AtOnce "tag stream" "kinesis" ["kinesis:AddTagsToStream"];
    UntagStream: Kinesis Repeat AtOnce "untag stream" "kinesis" ["kinesis:RemoveTagsFromStream"];
    DeleteStream: Kinesis Repeat AtOnce "delete stream" "kinesis" ["kinesis:DeleteStream", "kinesis:DescribeStreamSummary"];

    // Application Auto Scaling. Its calls do with the caller's rights what the service goes on doing with its own
    // (<https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html>).
    RegisterScalableTarget: AutoScaling Repeat AtOnce "set bounds of warm environments" "application-autoscaling" [
        "application-autoscaling:RegisterScalableTarget", "iam:CreateServiceLinkedRole", "lambda:PutProvisionedConcurrencyConfig",
        "lambda:GetProvisionedConcurrencyConfig"
    ];
    DeregisterScalableTarget: AutoScaling Repeat AtOnce "remove bounds of warm environments" "application-autoscaling" [
        "application-autoscaling:DeregisterScalableTarget", "cloudwatch:DeleteAlarms"
    ];
    PutScalingPolicy: AutoScaling Repeat AtOnce "write scaling policy" "application-autoscaling" [
        "application-autoscaling:PutScalingPolicy", "cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"
    ];
    DeleteScalingPolicy: AutoScaling Repeat AtOnce "delete scaling policy" "application-autoscaling" [
        "application-autoscaling:DeleteScalingPolicy", "cloudwatch:DeleteAlarms"
    ];
    PutScheduledAction: AutoScaling Repeat AtOnce "write scheduled scaling" "application-autoscaling" ["application-autoscaling:PutScheduledAction"];
    DeleteScheduledAction: AutoScaling Repeat AtOnce "delete scheduled scaling" "application-autoscaling" ["application-autoscaling:DeleteScheduledAction"];

    // Systems Manager's Parameter Store.
    CreateParameter: Ssm ByName AtOnce "create parameter" "ssm" ["ssm:PutParameter", "ssm:AddTagsToResource"];
    PutParameter: Ssm Repeat AtOnce "write parameter" "ssm" ["ssm:PutParameter"];
    TagParameter: Ssm Repeat AtOnce "tag parameter" "ssm" ["ssm:AddTagsToResource"];
    UntagParameter: Ssm Repeat AtOnce "untag parameter" "ssm" ["ssm:RemoveTagsFromResource"];
    DeleteParameter: Ssm Repeat AtOnce "delete parameter" "ssm" ["ssm:DeleteParameter"];

    // SNS.
    CreateTopic: Sns ByName AtOnce "create topic" "sns" ["sns:CreateTopic", "sns:TagResource"];
    SetTopicDisplayName: Sns Repeat AtOnce "set topic's display name" "sns" ["sns:SetTopicAttributes"];
    SetTopicDeduplication: Sns Repeat AtOnce "set topic's deduplication" "sns" ["sns:SetTopicAttributes"];
    SetTopicKey: Sns Repeat AtOnce "set topic's key" "sns" ["sns:SetTopicAttributes"];
    SetTopicPolicy: Sns Repeat AtOnce "set topic's policy" "sns" ["sns:SetTopicAttributes"];
    TagTopic: Sns Repeat AtOnce "tag topic" "sns" ["sns:TagResource"];
    UntagTopic: Sns Repeat AtOnce "untag topic" "sns" ["sns:UntagResource"];
    DeleteTopic: Sns Repeat AtOnce "delete topic" "sns" ["sns:DeleteTopic"];
    Subscribe: Sns ByName AtOnce "subscribe to topic" "sns" ["sns:Subscribe"];
    SetSubscriptionFilterScope: Sns Repeat AtOnce "set what the filter looks at" "sns" ["sns:SetSubscriptionAttributes"];
    SetSubscriptionFilter: Sns Repeat AtOnce "set subscription's filter" "sns" ["sns:SetSubscriptionAttributes"];
    SetSubscriptionRawDelivery: Sns Repeat AtOnce "set subscription's delivery" "sns" ["sns:SetSubscriptionAttributes"];
    SetSubscriptionRedrive: Sns Repeat AtOnce "set subscription's dead letter queue" "sns" ["sns:SetSubscriptionAttributes"];
    Unsubscribe: Sns Repeat AtOnce "unsubscribe from topic" "sns" ["sns:Unsubscribe"];
}

//! AWS's own managed policies: those that serverless stacks use. Their documents are shortened to what matters.
//!
//! See <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>.

use serde_json::json;

use super::policy::{Policy, Version};
use crate::ops::service::TagMap;

/// `(path and name after "policy", actions)`; every action is on every resource.
const POLICIES: &[(&str, &[&str])] = &[
    ("/service-role/AWSLambdaBasicExecutionRole", LOGS),
    (
        "/service-role/AWSLambdaVPCAccessExecutionRole",
        &[
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
        ],
    ),
    (
        "/service-role/AWSLambdaENIManagementAccess",
        &[
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:DeleteNetworkInterface",
            "ec2:AssignPrivateIpAddresses",
            "ec2:UnassignPrivateIpAddresses",
        ],
    ),
    (
        "/service-role/AWSLambdaSQSQueueExecutionRole",
        &[
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "/service-role/AWSLambdaKinesisExecutionRole",
        &[
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
            "kinesis:ListStreams",
            "kinesis:SubscribeToShard",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "/service-role/AWSLambdaDynamoDBExecutionRole",
        &[
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    (
        "/service-role/AWSLambdaMSKExecutionRole",
        &[
            "kafka:DescribeCluster",
            "kafka:DescribeClusterV2",
            "kafka:GetBootstrapBrokers",
            "ec2:CreateNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeVpcs",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeSubnets",
            "ec2:DescribeSecurityGroups",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    ("/service-role/AWSLambdaRole", &["lambda:InvokeFunction"]),
    (
        "/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        &[
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
            "logs:GetLogEvents",
            "logs:FilterLogEvents",
        ],
    ),
    (
        "/service-role/AWSCodeDeployRoleForLambda",
        &["cloudwatch:DescribeAlarms", "lambda:UpdateAlias", "lambda:GetAlias", "sns:Publish"],
    ),
    (
        "/service-role/AWSCodeDeployRoleForLambdaLimited",
        &["cloudwatch:DescribeAlarms", "lambda:UpdateAlias", "lambda:GetAlias"],
    ),
    (
        "/AWSXRayDaemonWriteAccess",
        &[
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:GetSamplingStatisticSummaries",
        ],
    ),
    (
        "/CloudWatchLambdaInsightsExecutionRolePolicy",
        &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    ),
    ("/AWSLambdaExecute", &["logs:*", "s3:GetObject", "s3:PutObject"]),
    ("/AWSLambda_FullAccess", &["lambda:*", "logs:*", "iam:ListRoles", "iam:PassRole"]),
    ("/AWSLambda_ReadOnlyAccess", &["lambda:Get*", "lambda:List*", "logs:Describe*"]),
    ("/AdministratorAccess", &["*"]),
    ("/PowerUserAccess", &["*"]),
    ("/ReadOnlyAccess", &["*:Get*", "*:List*", "*:Describe*"]),
    ("/AmazonDynamoDBFullAccess", &["dynamodb:*"]),
    (
        "/AmazonDynamoDBReadOnlyAccess",
        &["dynamodb:Get*", "dynamodb:Query", "dynamodb:Scan", "dynamodb:Describe*"],
    ),
    ("/AmazonEventBridgeFullAccess", &["events:*", "scheduler:*"]),
    ("/AmazonKinesisFullAccess", &["kinesis:*"]),
    ("/AmazonS3FullAccess", &["s3:*"]),
    ("/AmazonS3ReadOnlyAccess", &["s3:Get*", "s3:List*"]),
    ("/AmazonSNSFullAccess", &["sns:*"]),
    ("/AmazonSQSFullAccess", &["sqs:*"]),
    ("/AmazonSQSReadOnlyAccess", &["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueues"]),
    ("/AmazonSSMReadOnlyAccess", &["ssm:Get*", "ssm:List*", "ssm:Describe*"]),
    ("/CloudWatchFullAccess", &["cloudwatch:*", "logs:*"]),
    ("/CloudWatchLogsFullAccess", &["logs:*"]),
    ("/SecretsManagerReadWrite", &["secretsmanager:*"]),
];

const LOGS: &[&str] = &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/// 2015-02-06, when AWS published the first managed policies.
const PUBLISHED_MS: u64 = 1_423_180_800_000;

const ARN: &str = "arn:aws:iam::aws:policy";

/// Whether an ARN is one of AWS's policies known here.
pub(super) fn is(arn: &str) -> bool {
    entry(arn).is_some()
}

/// One of AWS's policies.
pub(super) fn get(arn: &str) -> Option<Policy> {
    entry(arn).map(|(name, actions)| policy(name, actions))
}

/// All of AWS's policies known here.
pub(super) fn all() -> impl Iterator<Item = Policy> {
    POLICIES.iter().map(|(name, actions)| policy(name, actions))
}

fn entry(arn: &str) -> Option<(&'static str, &'static [&'static str])> {
    let name = arn.strip_prefix(ARN)?;
    POLICIES.iter().find(|(known, _)| *known == name).copied()
}

fn policy(full: &str, actions: &[&str]) -> Policy {
    let (path, name) = full.rsplit_once('/').unwrap_or(("", full));
    // AWS's ids do not change; one is made from the name.
    let id: String = name
        .to_ascii_uppercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .chain("AWS".chars())
        .collect();
    let document = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}],
    });
    Policy {
        name: name.to_owned(),
        path: format!("{path}/"),
        id: format!("ANPA{id:A<17.17}"),
        arn: format!("{ARN}{full}"),
        description: None,
        created_ms: PUBLISHED_MS,
        updated_ms: PUBLISHED_MS,
        versions: vec![Version {
            number: 1,
            document: document.to_string(),
            created_ms: PUBLISHED_MS,
        }],
        default: 1,
        next: 2,
        tags: TagMap::new(),
    }
}

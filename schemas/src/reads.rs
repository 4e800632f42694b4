//! The table of reads: one row per cloud call that changes nothing.
//!
//! With the operation table it says all that a caller must be allowed. The actions are those of AWS's service
//! authorization reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>);
//! a test holds the rows against the provider's sources, and another one gives a deployer nothing else.
use crate::kinds::KindName;
use crate::operations::Operation;
use crate::rollout::{Judge, Source};
use std::collections::BTreeSet;

/// When a read is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// By every command that looks at the cloud.
    Always,
    /// When something of these kinds is looked at, or waited for.
    For(&'static [KindName]),
    /// As a part of a mutating call, whose own row names its actions too.
    Within(Operation),
    /// By this command alone.
    By(&'static str),
}

/// A read that judging a rollout makes besides what its row says.
#[derive(Debug)]
pub struct Judging {
    /// Service prefix and operation of its row.
    pub read: (&'static str, &'static str),
    /// What of a rollout asks for it.
    pub asked: &'static str,
    /// Whether this judge does.
    pub by: fn(&Judge) -> bool,
}

/// Reads that only some rollouts make. Invocations and errors are counted for every alias, by the row's own words.
pub const JUDGING: &[Judging] = &[
    Judging {
        read: ("cloudwatch", "DescribeAlarms"),
        asked: "a rollout with `alarms`",
        by: |judge| !judge.alarms.is_empty(),
    },
    Judging {
        read: ("logs", "FilterLogEvents"),
        asked: "a rollout with a `signal` from logs",
        by: |judge| judge.signals.iter().any(|one| matches!(one.source, Source::Logs { .. })),
    },
];

/// Roles from which on one list of all roles of the account, with their policies, is cheaper than asking for each.
pub const ROLES_WORTH_A_LIST: usize = 10;

/// The facts of one read.
#[derive(Debug)]
pub struct ReadRow {
    /// Service prefix, as in IAM actions.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// IAM actions the caller needs; of none, no leave is needed.
    pub actions: &'static [&'static str],
    /// When it is made.
    pub asked: Asked,
}

const FUNCTIONS: &[KindName] = &[
    KindName::Function,
    KindName::Alias,
    KindName::Permission,
    KindName::EventInvokeConfig,
    KindName::FunctionUrl,
];
const ROLES: &[KindName] = &[KindName::Role, KindName::RolePolicy, KindName::RoleAttachment];
const INTEGRATIONS: &[KindName] = &[KindName::Integration, KindName::ServiceIntegration];
const STAGES: &[KindName] = &[KindName::Stage, KindName::RouteSettings];
const GROUPS: &[KindName] = &[KindName::LogGroup, KindName::SubscriptionFilter];
const ALARMS: &[KindName] = &[KindName::Alarm, KindName::CompositeAlarm];
const BUCKETS: &[KindName] = &[KindName::Bucket, KindName::Notification];
const SCALING: &[KindName] =
    &[KindName::ScalingTarget, KindName::ScalingPolicy, KindName::ScheduledScaling];
const RULES: &[KindName] = &[KindName::Rule, KindName::Target];

/// What `GetFunction` needs: it keeps the tags to itself where the caller may not list them
/// (<https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html>), and whose a function is stands in its tags.
const FUNCTION: &[&str] = &["lambda:GetFunction", "lambda:ListTags"];

const fn row(
    service: &'static str,
    operation: &'static str,
    actions: &'static [&'static str],
    asked: Asked,
) -> ReadRow {
    ReadRow { service, operation, actions, asked }
}

macro_rules! reads { ($($service:literal $operation:ident $actions:expr, $asked:expr;)*) => {
    &[$(row($service, stringify!($operation), $actions, $asked),)*]
} }

use Asked::{Always, By, For, Within};

/// Every read, by service.
pub const READS: &[ReadRow] = reads! {
    "apigateway" GetApis &["apigateway:GET"], Always;
    "apigateway" GetAuthorizers &["apigateway:GET"], For(&[KindName::Authorizer]);
    "apigateway" GetIntegrations &["apigateway:GET"], For(INTEGRATIONS);
    "apigateway" GetRoutes &["apigateway:GET"], For(&[KindName::Route]);
    "apigateway" GetStages &["apigateway:GET"], For(STAGES);

    "application-autoscaling" DescribeScalableTargets &["application-autoscaling:DescribeScalableTargets"], For(SCALING);
    "application-autoscaling" DescribeScalingPolicies &["application-autoscaling:DescribeScalingPolicies"], For(&[KindName::ScalingPolicy]);
    "application-autoscaling" DescribeScheduledActions &["application-autoscaling:DescribeScheduledActions"], For(&[KindName::ScheduledScaling]);

    "cloudwatch" DescribeAlarms &["cloudwatch:DescribeAlarms"], For(ALARMS);
    "cloudwatch" GetMetricData &["cloudwatch:GetMetricData"], For(&[KindName::Alias]);
    "cloudwatch" ListTagsForResource &["cloudwatch:ListTagsForResource"], For(ALARMS);

    "dynamodb" DescribeContinuousBackups &["dynamodb:DescribeContinuousBackups"], For(&[KindName::Table]);
    "dynamodb" DescribeTable &["dynamodb:DescribeTable"], For(&[KindName::Table]);
    "dynamodb" DescribeTimeToLive &["dynamodb:DescribeTimeToLive"], For(&[KindName::Table]);
    "dynamodb" ListTables &["dynamodb:ListTables"], For(&[KindName::Table]);
    "dynamodb" ListTagsOfResource &["dynamodb:ListTagsOfResource"], For(&[KindName::Table]);

    "events" DescribeEventBus &["events:DescribeEventBus"], For(&[KindName::Bus]);
    "events" DescribeRule &["events:DescribeRule"], For(&[KindName::Rule]);
    "events" ListEventBuses &["events:ListEventBuses"], For(&[KindName::Bus]);
    "events" ListRules &["events:ListRules"], For(RULES);
    "events" ListTagsForResource &["events:ListTagsForResource"], For(&[KindName::Bus, KindName::Rule]);
    "events" ListTargetsByRule &["events:ListTargetsByRule"], For(&[KindName::Target]);

    "iam" GetAccountAuthorizationDetails &["iam:GetAccountAuthorizationDetails"], For(ROLES);
    "iam" GetRole &["iam:GetRole"], For(&[KindName::Role]);
    "iam" GetRolePolicy &["iam:GetRolePolicy"], For(&[KindName::RolePolicy]);
    "iam" ListAttachedRolePolicies &["iam:ListAttachedRolePolicies"], For(&[KindName::RoleAttachment]);
    "iam" ListRoles &["iam:ListRoles"], Always;

    "kinesis" DescribeStreamSummary &["kinesis:DescribeStreamSummary"], For(&[KindName::Stream]);
    "kinesis" ListStreams &["kinesis:ListStreams"], For(&[KindName::Stream]);
    "kinesis" ListTagsForStream &["kinesis:ListTagsForStream"], For(&[KindName::Stream]);

    "lambda" GetAlias &["lambda:GetAlias"], For(&[KindName::Alias]);
    "lambda" GetFunction FUNCTION, For(FUNCTIONS);
    "lambda" GetFunctionEventInvokeConfig &["lambda:GetFunctionEventInvokeConfig"], For(&[KindName::EventInvokeConfig]);
    "lambda" GetFunctionUrlConfig &["lambda:GetFunctionUrlConfig"], For(&[KindName::FunctionUrl]);
    "lambda" GetLayerVersion &["lambda:GetLayerVersion"], For(&[KindName::LayerVersion]);
    "lambda" GetPolicy &["lambda:GetPolicy"], For(&[KindName::Permission]);
    "lambda" GetProvisionedConcurrencyConfig &["lambda:GetProvisionedConcurrencyConfig"], For(&[KindName::Alias]);
    "lambda" ListEventSourceMappings &["lambda:ListEventSourceMappings"], For(&[KindName::EventSourceMapping]);
    "lambda" ListFunctions &["lambda:ListFunctions"], For(FUNCTIONS);
    "lambda" ListLayerVersions &["lambda:ListLayerVersions"], For(&[KindName::LayerVersion]);
    "lambda" ListProvisionedConcurrencyConfigs &["lambda:ListProvisionedConcurrencyConfigs"], For(&[KindName::Alias]);
    "lambda" ListTags &["lambda:ListTags"], For(&[KindName::EventSourceMapping]);
    "lambda" ListVersionsByFunction &["lambda:ListVersionsByFunction"], For(&[KindName::Alias]);

    "logs" DescribeLogGroups &["logs:DescribeLogGroups"], For(GROUPS);
    "logs" DescribeSubscriptionFilters &["logs:DescribeSubscriptionFilters"], For(&[KindName::SubscriptionFilter]);
    "logs" FilterLogEvents &["logs:FilterLogEvents"], By("cutover logs");
    "logs" ListTagsForResource &["logs:ListTagsForResource"], For(&[KindName::LogGroup]);

    "s3" GetBucketCors &["s3:GetBucketCORS"], For(&[KindName::Bucket]);
    "s3" GetBucketEncryption &["s3:GetEncryptionConfiguration"], For(&[KindName::Bucket]);
    "s3" GetBucketLifecycleConfiguration &["s3:GetLifecycleConfiguration"], For(&[KindName::Bucket]);
    "s3" GetBucketNotificationConfiguration &["s3:GetBucketNotification"], For(&[KindName::Notification]);
    "s3" GetBucketPolicy &["s3:GetBucketPolicy"], For(&[KindName::Bucket]);
    "s3" GetBucketTagging &["s3:GetBucketTagging"], For(&[KindName::Bucket]);
    "s3" GetBucketVersioning &["s3:GetBucketVersioning"], For(&[KindName::Bucket]);
    "s3" GetPublicAccessBlock &["s3:GetBucketPublicAccessBlock"], For(&[KindName::Bucket]);
    "s3" ListBuckets &["s3:ListAllMyBuckets"], For(BUCKETS);
    "s3" ListObjectVersions &["s3:ListBucketVersions"], Within(Operation::EmptyBucket);

    "scheduler" GetSchedule &["scheduler:GetSchedule"], For(&[KindName::Schedule]);
    "scheduler" GetScheduleGroup &["scheduler:GetScheduleGroup"], For(&[KindName::ScheduleGroup]);
    "scheduler" ListSchedules &["scheduler:ListSchedules"], For(&[KindName::Schedule]);
    "scheduler" ListTagsForResource &["scheduler:ListTagsForResource"], For(&[KindName::ScheduleGroup]);

    "sns" GetSubscriptionAttributes &["sns:GetSubscriptionAttributes"], For(&[KindName::Subscription]);
    "sns" GetTopicAttributes &["sns:GetTopicAttributes"], For(&[KindName::Topic]);
    "sns" ListSubscriptions &["sns:ListSubscriptions"], For(&[KindName::Subscription]);
    "sns" ListTagsForResource &["sns:ListTagsForResource"], For(&[KindName::Topic]);
    "sns" ListTopics &["sns:ListTopics"], For(&[KindName::Topic]);

    "sqs" GetQueueAttributes &["sqs:GetQueueAttributes"], For(&[KindName::Queue]);
    "sqs" GetQueueUrl &["sqs:GetQueueUrl"], For(&[KindName::Queue]);
    "sqs" ListQueues &["sqs:ListQueues"], For(&[KindName::Queue]);
    "sqs" ListQueueTags &["sqs:ListQueueTags"], For(&[KindName::Queue]);

    "ssm" GetParameters &["ssm:GetParameters"], For(&[KindName::Parameter]);
    "ssm" ListTagsForResource &["ssm:ListTagsForResource"], For(&[KindName::Parameter]);

    // Nobody needs leave to ask who they are.
    "sts" GetCallerIdentity &[], Always;

    "tag" GetResources &["tag:GetResources"], Always;
};

/// The actions that looking at things of these kinds needs: with those of a plan's calls, all that applying it needs.
pub fn actions(kinds: impl IntoIterator<Item = KindName>) -> BTreeSet<&'static str> {
    let kinds: BTreeSet<KindName> = kinds.into_iter().collect();
    let is_made = |row: &&ReadRow| match row.asked {
        Always => true,
        For(these) => these.iter().any(|kind| kinds.contains(kind)),
        Within(_) | By(_) => false,
    };
    READS.iter().filter(is_made).flat_map(|row| row.actions).copied().collect()
}

/// The actions that this judge needs besides those of its function's kinds.
pub fn judging(judge: &Judge) -> BTreeSet<&'static str> {
    let asked = JUDGING.iter().filter(|one| (one.by)(judge));
    let rows =
        asked.filter_map(|one| READS.iter().find(|row| (row.service, row.operation) == one.read));
    rows.flat_map(|row| row.actions).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::Signal;

    #[test]
    fn a_read_has_one_row_and_rows_are_in_order() {
        let names: Vec<_> =
            READS.iter().map(|row| (row.service, row.operation.to_lowercase())).collect();
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_kind_is_looked_at_by_some_read() {
        for kind in KindName::ALL {
            // An API is found in the list that is always asked for.
            let looks = |row: &ReadRow| matches!(row.asked, For(kinds) if kinds.contains(kind));
            assert!(*kind == KindName::Api || READS.iter().any(looks), "{kind:?}");
        }
    }

    #[test]
    fn what_is_read_within_a_call_stands_in_its_row() {
        for row in READS {
            if let Within(operation) = row.asked {
                let known = operation.row().actions;
                assert!(row.actions.iter().all(|action| known.contains(action)), "{row:?}");
            }
        }
    }

    #[test]
    fn only_what_is_looked_at_needs_actions() {
        let common = ["apigateway:GET", "iam:ListRoles", "tag:GetResources"];
        assert_eq!(actions([]), BTreeSet::from(common));
        let queue = actions([KindName::Queue]);
        assert!(queue.contains("sqs:ListQueueTags") && !queue.contains("sns:ListTopics"));
    }

    #[test]
    fn a_judge_needs_what_it_asks() {
        assert_eq!(judging(&Judge::default()), BTreeSet::new());
        let source = Source::Logs { pattern: "ERROR".into() };
        let logs = Signal { name: "lines".into(), weight: 4_000, source };
        let judge = Judge { alarms: vec!["a".into()], signals: vec![logs], ..Judge::default() };
        let both = ["cloudwatch:DescribeAlarms", "logs:FilterLogEvents"];
        assert_eq!(judging(&judge), BTreeSet::from(both));
        for one in JUDGING {
            assert!(READS.iter().any(|row| (row.service, row.operation) == one.read), "{one:?}");
        }
    }
}
